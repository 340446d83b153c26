import hashlib
import wave

import numpy as np
import pytest

from clipper import config
from clipper.errors import MediaError
from clipper.events import Cutting, Trouble
from clipper.media.opened import OpenMedia
from clipper.media.probe import probe
from clipper.model import Citation, Media, Source
from clipper.steps.clips import cut_clips
from clipper.steps.tools import Tools
from clipper.times import readings

STAMPS = ("0:05", "0:21", "0:40", "0:52")


@pytest.fixture(scope="module")
def media(tmp_path_factory):
    """A minute of a bell that rises."""
    path = tmp_path_factory.mktemp("media") / "bell.wav"
    time_s = np.arange(60 * 8_000) / 8_000
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 8_000, 0, "NONE", ""))
        file.writeframes((np.sin(time_s * (300 + time_s)) * 9_000).astype("<i2").tobytes())
    return Media(Source("bell"), path, "f00d", probe(path).duration_ms, "pcm_s16le", None)


@pytest.fixture
def tools(tmp_path):
    def make(cache="cache", **clip):
        run = {"cache_dir": str(tmp_path / cache), "output": str(tmp_path / "o")}
        return Tools(config.load(flags={"run": run, "clip": clip}))

    return make


def wanted(stamps=STAMPS):
    cited = [
        Citation(
            "n.md", line, 1, stamp, readings(stamp), f"The bell rings, {stamp}.", source="bell"
        )
        for line, stamp in enumerate(stamps, 1)
    ]
    return [(citation, citation.readings[0]) for citation in cited]


def finish(events):
    """The events, and what the step returns."""
    told = []
    while True:
        try:
            told.append(next(events))
        except StopIteration as end:
            return told, end.value


def digests(clips):
    for clip in clips.values():
        assert clip.digest == hashlib.sha256(clip.path.read_bytes()).hexdigest()
    return {citation.stamp: clip.digest for citation, clip in clips.items()}


def test_a_clip_each_and_how_far_it_is(media, tools):
    events, clips = finish(cut_clips(wanted(), media, tools()))
    assert events == [Cutting("bell", done, 4) for done in range(5)]
    assert list(digests(clips)) == list(STAMPS)


def test_a_recording_is_opened_once_and_only_where_a_clip_is_missing(media, tools, monkeypatch):
    opened = []
    container = OpenMedia.container
    monkeypatch.setattr(
        OpenMedia, "container", lambda self, **how: opened.append(self) or container(self, **how)
    )
    finish(cut_clips(wanted(STAMPS[:2]), media, tools()))
    finish(cut_clips(wanted(), media, tools()))
    assert len(set(map(id, opened))) == 2
    opened.clear()
    finish(cut_clips(wanted(), media, tools()))
    assert opened == []


@pytest.mark.parametrize("audio_format", ["m4a", "wav"])
def test_killed_anywhere_a_rerun_ends_with_the_same_bytes(media, tools, audio_format):
    _, whole = finish(cut_clips(wanted(), media, tools("whole", audio_format=audio_format)))
    for stop in (1, 2, 4):
        killed = cut_clips(wanted(), media, tools("killed", audio_format=audio_format))
        for _ in range(stop):
            next(killed)
        killed.close()
    _, again = finish(cut_clips(wanted(), media, tools("killed", audio_format=audio_format)))
    assert digests(again) == digests(whole)


def test_a_bad_clip_names_its_line_and_costs_no_other(media, tools, monkeypatch):
    from clipper.steps import clips

    cut = clips.cut.cut

    def failing(*args, tags, **how):
        if tags["comment"] == "bell at 0:21":
            raise MediaError("the bell is cracked", hint="cast it again")
        return cut(*args, tags=tags, **how)

    monkeypatch.setattr(clips.cut, "cut", failing)
    events, made = finish(cut_clips(wanted(), media, tools()))
    troubles = [event for event in events if isinstance(event, Trouble)]
    assert troubles == [Trouble("n.md:2", "the bell is cracked", "cast it again")]
    assert [citation.stamp for citation in made] == ["0:05", "0:40", "0:52"]
