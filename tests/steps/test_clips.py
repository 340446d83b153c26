import hashlib
import wave
from dataclasses import replace

import av
import numpy as np
import pytest

from clipper import config, store
from clipper.errors import MediaError, UsageError
from clipper.events import Cutting, Trouble
from clipper.media.loudness import measure_file
from clipper.media.opened import OpenMedia
from clipper.media.probe import probe
from clipper.model import Citation, Clip, Media, Source, Span
from clipper.speech.timed import segment_of
from clipper.steps import clips as step
from clipper.steps.clips import cut_clips
from clipper.steps.tools import Tools
from clipper.steps.where import Piece
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
    """Half a minute around each stamp, as far as there is sound."""
    cited = [
        Citation(
            "n.md", line, 1, stamp, readings(stamp), f"The bell rings, {stamp}.", source="bell"
        )
        for line, stamp in enumerate(stamps, 1)
    ]
    return [
        Piece((c,), at_ms, Span(max(0, at_ms - 5_000), min(60_000, at_ms + 25_000)))
        for c in cited
        for at_ms in [c.readings[0].at_ms]
    ]


def cut_all(media, tools, pieces=None, said=()):
    return finish(cut_clips(wanted() if pieces is None else pieces, media, said, tools))


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


@pytest.mark.slow
def test_a_clip_each_and_how_far_it_is(media, tools):
    events, clips = cut_all(media, tools())
    assert events == [Cutting("bell", done, 4) for done in range(5)]
    assert list(digests(clips)) == list(STAMPS)


@pytest.mark.slow
def test_a_recording_is_opened_once_and_only_where_a_clip_is_missing(media, tools, monkeypatch):
    opened = []
    container = OpenMedia.container

    def counted(self, **how):
        if self.media == media:  # not a clip that is checked
            opened.append(self)
        return container(self, **how)

    monkeypatch.setattr(OpenMedia, "container", counted)
    cut_all(media, tools(), wanted(STAMPS[:2]))
    cut_all(media, tools())
    assert len(set(map(id, opened))) == 2
    opened.clear()
    cut_all(media, tools())
    assert opened == []


@pytest.mark.slow
@pytest.mark.parametrize("audio_format", ["m4a", "wav"])
def test_killed_anywhere_a_rerun_ends_with_the_same_bytes(media, tools, audio_format):
    _, whole = cut_all(media, tools("whole", audio_format=audio_format))
    for stop in (1, 2, 4):
        killed = cut_clips(wanted(), media, (), tools("killed", audio_format=audio_format))
        for _ in range(stop):
            next(killed)
        killed.close()
    _, again = cut_all(media, tools("killed", audio_format=audio_format))
    assert digests(again) == digests(whole)


@pytest.mark.slow
def test_a_bad_clip_names_its_line_and_costs_no_other(media, tools, monkeypatch):
    cut = step.cut.cut

    def failing(*args, tags, **how):
        if " at 0:21," in tags["comment"]:
            raise MediaError("the bell is cracked", hint="cast it again")
        return cut(*args, tags=tags, **how)

    monkeypatch.setattr(step.cut, "cut", failing)
    events, made = cut_all(media, tools())
    troubles = [event for event in events if isinstance(event, Trouble)]
    assert troubles == [Trouble("n.md:2", "the bell is cracked", "cast it again")]
    assert [citation.stamp for citation in made] == ["0:05", "0:40", "0:52"]


def test_where_nothing_can_be_written_no_other_clip_is_tried(media, tools, monkeypatch):
    def full(*_, **__):
        raise UsageError("cannot write 'x': No space left on device")

    monkeypatch.setattr(step.cut, "cut", full)
    with pytest.raises(UsageError, match="No space left"):
        cut_all(media, tools())


def test_citations_that_share_a_clip_are_cut_once(media, tools):
    one, other = wanted(STAMPS[:2])
    shared = Piece((*one.citations, *other.citations), one.at_ms, Span(0, 46_000))
    events, made = cut_all(media, tools(), [shared])
    assert events[-1] == Cutting("bell", 1, 1)
    assert len(made) == 2
    assert len(set(made.values())) == 1
    assert tags_in(made[one.citations[0]].path)["title"] == "The bell rings, 0:05."


def tags_in(path):
    with av.open(str(path)) as container:
        streams = {
            key.lower(): value for s in container.streams for key, value in s.metadata.items()
        }
        return streams | {key.lower(): value for key, value in container.metadata.items()}


@pytest.mark.parametrize("audio_format", ["m4a", "mp3", "opus", "flac", "wav"])
def test_every_format_says_what_it_is_and_where_it_comes_from(media, tools, audio_format):
    source = replace(media.source, url="https://www.youtube.com/watch?v=AbCdEfGhIjK")
    _, made = cut_all(
        replace(media, source=source), tools(audio_format=audio_format), wanted(["0:21"])
    )
    (clip,) = made.values()
    found = tags_in(clip.path)
    assert found["title"] == "The bell rings, 0:21."
    assert found["album"] == "https://www.youtube.com/watch?v=AbCdEfGhIjK"
    assert found["comment"] == (
        "https://www.youtube.com/watch?v=AbCdEfGhIjK&t=21s at 0:21, cited in n.md"
    )


def test_tags_tell_no_folder_of_this_machine(media):
    piece = wanted(["0:21"])[0]
    cited = replace(piece.citations[0], note="/mine/notes/n.md", claim="x" * 900)
    here = replace(media, source=Source("/mine/media/bell.wav"))
    tags = step.tags_of(replace(piece, citations=(cited,)), here)
    assert tags == {
        "title": "x" * 200,
        "album": "bell.wav",
        "comment": "bell.wav at 0:21, cited in n.md",
    }


@pytest.mark.slow
def test_normalised_clips_are_as_loud_as_asked_and_do_not_clip(media, tools):
    def loudness(**clip):
        made = tools("loud", audio_format="wav", normalize=True, **clip)
        _, clips = cut_all(media, made, wanted(["0:21"]))
        return measure_file(next(iter(clips.values())).path)

    assert loudness(loudness_lufs=-20).lufs == pytest.approx(-20, abs=0.2)
    loud = loudness(loudness_lufs=-1)
    assert loud.lufs < -2
    assert loud.peak_dbtp == pytest.approx(-2, abs=0.3)


def test_a_silent_stretch_stays_silent(tools, tmp_path):
    path = tmp_path / "silence.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 8_000, 0, "NONE", ""))
        file.writeframes(bytes(60 * 16_000))
    media = Media(Source("silence"), path, "5117", 60_000, "pcm_s16le", None)
    made = tools(audio_format="wav", normalize=True)
    _, clips = cut_all(media, made, wanted(["0:21"]))
    assert measure_file(next(iter(clips.values())).path).lufs is None


@pytest.fixture
def looks(monkeypatch):
    """What the cutter is asked for: it makes clips of nothing."""
    asked = []

    def seen(source, span, target, *, look, **_):
        asked.append((look, look.subtitles and look.subtitles.read_text()))
        store.write_text(target, str(look))
        return Clip(target, "bell", span, span, "exact", ("h264",), store.digest(target), "why")

    monkeypatch.setattr(step.cut, "cut", seen)
    return asked


def test_settings_that_change_the_clip_make_another_one(media, tools, looks):
    video = replace(media, video_codec="h264")
    changes = (
        *({"audio_format": "wav", "kind": "audio"}, {"audio_format": "mp3", "kind": "audio"}),
        *({"format": "mp4"}, {"format": "webm"}, {"quality": "high"}, {"hardware": True}),
        *({"method": "exact"}, {"normalize": True}, {"normalize": True, "loudness_lufs": -20.0}),
        {"subtitles": "burned"},
    )
    said = [segment_of(20_000, 22_000, "Ding dong.")]
    for clip in changes:
        for _ in range(2):
            cut_all(video, tools(**clip), wanted(["0:21"]), said)
    assert len(looks) == len(changes)
    suffixes = [look.suffix for look, _ in looks]
    assert suffixes[:4] == [".wav", ".mp3", ".mp4", ".webm"]


def test_captions_are_burned_from_what_is_said(media, tools, looks):
    video = replace(media, video_codec="h264")
    said = [segment_of(20_000, 22_000, "Ding dong.")]
    for words in (said, said, [segment_of(20_000, 22_000, "Dong ding.")], ()):
        cut_all(video, tools(subtitles="burned"), wanted(["0:21"]), words)
    assert [text and text.split("\n")[1:3] for _, text in looks] == [
        ["00:00:04,000 --> 00:00:06,000", "Ding dong."],
        ["00:00:04,000 --> 00:00:06,000", "Dong ding."],
        None,
    ]
