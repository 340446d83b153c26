import wave
from dataclasses import replace

import av
import numpy as np
import pytest

from clipper import config
from clipper.errors import ConfigError, UsageError
from clipper.events import Chosen, Made
from clipper.media.loudness import measure_file
from clipper.media.probe import probe
from clipper.model import Citation, Media, Note, Reading, Source, Span
from clipper.steps import reel as module
from clipper.steps.desk import Desk
from clipper.steps.reel import make_reel, reel_of_all, reels_of_note
from clipper.steps.tools import Tools

RATE = 8_000


@pytest.fixture(scope="module")
def media(tmp_path_factory):
    """A minute of a voice that is 20 dB softer in its second half."""
    path = tmp_path_factory.mktemp("media") / "bell.wav"
    time_s = np.arange(60 * RATE) / RATE
    sound = np.sin(time_s * (900 + time_s)) * np.where(time_s < 30, 9_000, 900)
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(sound.astype("<i2").tobytes())
    return Media(Source(str(path), path), path, "f00d", probe(path).duration_ms, "pcm_s16le", None)


@pytest.fixture
def tools(tmp_path):
    def make(**reel):
        run = {"cache_dir": str(tmp_path / "cache"), "output": str(tmp_path / "o")}
        return Tools(config.load(flags={"run": run, "reel": reel}))

    return make


def cited(media, *spans, heading=()):
    """A note that cites these seconds, and a desk on which they lie."""
    desk = Desk(media={media.source.id: media})
    citations = []
    for line, (start_s, end_s) in enumerate(spans, 1):
        reading = Reading("m:s", start_s * 1000)
        claim = f"The bell rings {line} times."
        citation = Citation("n.md", line, 1, f"0:{start_s:02}", (reading,), claim, heading)
        citations.append(replace(citation, source=media.source.id))
        desk.readings[citations[-1]] = reading
        desk.spans[citations[-1]] = Span(start_s * 1000, end_s * 1000)
    return Note("n.md", "Bells", tuple(citations)), desk


def made(note, desk, tools, folder):
    (reel,) = reels_of_note(note, folder, "note")
    events = list(make_reel(reel, desk, tools, is_checked=False))
    return events[0], next((event for event in events if isinstance(event, Made)), None)


def chapters(path):
    with av.open(str(path)) as file:
        return [
            (round(float(c["start"] * c["time_base"]) * 1000), c["metadata"]["title"])
            for c in file.chapters()
        ]


def test_chapters_lie_where_the_claims_do(media, tools, tmp_path):
    note, desk = cited(media, (40, 45), (5, 10), (8, 13), (5, 8))
    told, file = made(note, desk, tools(gap_ms=500), tmp_path)
    assert told == Chosen("Bells", 2, 13_500, ())
    assert file == Made(tmp_path / "reel.m4a", is_reel=True)
    assert probe(file.path).duration_ms == pytest.approx(13_500, abs=30)
    first, second, third, fourth = (f"The bell rings {n} times." for n in (1, 2, 3, 4))
    # The claims of one moment share a chapter; the note's order is that of their stretches.
    assert chapters(file.path) == [(0, first), (5_500, f"{fourth} / {second}"), (8_500, third)]


@pytest.mark.slow
def test_every_stretch_has_the_same_loudness(media, tools, tmp_path):
    note, desk = cited(media, (5, 15), (40, 50))
    _, file = made(note, desk, tools(format="wav", gap_ms=0), tmp_path)
    assert measure_file(file.path).lufs == pytest.approx(-16, abs=0.5)
    with wave.open(str(file.path)) as sound:
        heard = np.frombuffer(sound.readframes(20 * 48_000), "<i2")[::2].astype(float)
    halves = [np.sqrt((half**2).mean()) for half in np.split(heard, 2)]
    assert 20 * np.log10(halves[0] / halves[1]) == pytest.approx(0, abs=0.5)


def test_a_second_run_makes_nothing_and_what_is_damaged_is_made_again(
    media, tools, tmp_path, monkeypatch
):
    note, desk = cited(media, (5, 10))
    _, first = made(note, desk, tools(), tmp_path)
    data, state = first.path.read_bytes(), first.path.stat()
    with monkeypatch.context() as patched:
        patched.setattr(module.reels, "join", None)
        _, again = made(note, desk, tools(), tmp_path)
    assert (first.is_new, again.is_new) == (True, False)
    assert first.path.stat().st_mtime_ns == state.st_mtime_ns
    for cached in (tmp_path / "cache" / "reels").glob("*.m4a"):
        cached.unlink()
        cached.write_bytes(b"damaged")
    made(note, desk, tools(), tmp_path)
    assert first.path.read_bytes() == data


@pytest.mark.slow
@pytest.mark.parametrize(
    "other", [{"fade_ms": 30}, {"gap_ms": 10}, {"chime": True}, {"loudness_lufs": -20.0}]
)
def test_other_settings_make_another_reel(media, tools, tmp_path, other):
    note, desk = cited(media, (5, 7), (20, 22))
    files = []
    for settings in ({}, other):
        folder = tmp_path / str(len(files))
        files.append(made(note, desk, tools(format="flac", **settings), folder)[1].path)
    assert files[0].read_bytes() != files[1].read_bytes()


def test_tags_tell_no_place_on_this_machine(media, tools, tmp_path):
    note, desk = cited(media, (5, 8))
    _, file = made(note, desk, tools(), tmp_path)
    with av.open(str(file.path)) as opened:
        assert opened.metadata["title"] == "Bells"
        assert opened.metadata["artist"] == "bell.wav"
    assert str(media.path.parent).encode() not in file.path.read_bytes()


def test_a_reel_for_each_heading(media, tmp_path):
    bells, _ = cited(media, (5, 8), heading=("Top", "Bells?"))
    again, _ = cited(media, (9, 10), heading=("Other", "bells"))
    none, _ = cited(media, (9, 10))
    note = Note("n.md", "N", (*bells.citations, *again.citations, *none.citations))
    found = reels_of_note(note, tmp_path, "heading")
    assert [(reel.title, len(reel.citations)) for reel in found] == [
        ("N: Bells?", 1),
        ("N: bells", 1),
        ("N", 1),
    ]
    names = [reel.name for reel in found]
    assert names[0] == "reel Bells"
    assert names[1].startswith("reel bells-")
    assert names[2] == "reel"
    assert reels_of_note(note, tmp_path, "all") == ()


def test_one_reel_of_all_notes(media, tmp_path):
    one, _ = cited(media, (5, 8))
    empty = Note("readme.md", "Read me", ())
    reel = reel_of_all([empty, one, replace(one, title="Other")], tmp_path)
    assert (reel.title, len(reel.citations)) == ("Bells and 1 more", 2)
    assert reel_of_all([empty, one], tmp_path).title == "Bells"


def test_nothing_to_join_says_why(media, tools, tmp_path):
    note, desk = cited(media, (5, 8), (20, 25))
    told, file = made(note, desk, tools(match="gong"), tmp_path)
    assert (told.left_out, file) == ((("without the words", 2),), None)
    assert not list(tmp_path.glob("*.m4a"))


def test_what_lies_there_is_not_replaced(media, tools, tmp_path):
    mine = tmp_path / "reel.m4a"
    mine.write_bytes(b"my own")
    note, desk = cited(media, (5, 8))
    with pytest.raises(UsageError):
        made(note, desk, tools(), tmp_path)
    assert mine.read_bytes() == b"my own"


def test_a_full_disk_leaves_no_half_reel(media, tools, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    note, desk = cited(media, (5, 8))
    monkeypatch.setattr(module, "spool", lambda *_, **__: full())
    with tools() as ours, pytest.raises(UsageError, match="No space left on device") as raised:
        made(note, desk, ours, tmp_path)
    assert "CLIPPER_CACHE_DIR" in raised.value.hint
    assert not [path for path in tmp_path.rglob("*") if path.suffix in {".m4a", ".pcm"}]


def test_levels_that_no_sound_has():
    with pytest.raises(ConfigError, match="peak_dbtp"):
        config.load(flags={"reel": {"peak_dbtp": 1.0}})


@pytest.mark.slow
def test_a_reel_with_pictures(samples, tools, tmp_path):
    path = samples / "media" / "harbour-talk.mp4"
    media = Media(Source("s"), path, "beef", probe(path).duration_ms, "aac", "h264")
    note, desk = cited(media, (1, 3), (10, 12))
    wanted = tools(format="mp4", width=160, height=120, fps=25, crossfade_ms=200)
    told, file = made(note, desk, wanted, tmp_path)
    assert told.length_ms == 3_800
    held = probe(file.path)
    assert (held.width, held.height, held.audio_codec) == (160, 120, "aac")
    assert held.duration_ms == pytest.approx(3_800, abs=40)
    assert [at_ms for at_ms, _ in chapters(file.path)] == [0, 1_800]
    assert measure_file(file.path).peak_dbtp <= -1.0
