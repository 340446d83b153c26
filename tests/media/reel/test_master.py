import errno

import av
import numpy as np
import pytest

from clipper.errors import UsageError
from clipper.media.loudness import measure_file
from clipper.media.opened import OpenMedia
from clipper.media.probe import probe
from clipper.media.reel import master as module
from clipper.media.reel.chapters import Chapter
from clipper.media.reel.cover import Cover, cover_of
from clipper.media.reel.master import About, Aim, Pcm, master
from clipper.media.reel.spool import spool
from clipper.model import Media, Source, Span

pytestmark = pytest.mark.slow  # all of it is real cutting

RATE = 48_000
LENGTH_S = 6
FORMATS = [
    "m4a",
    *(pytest.param(s, marks=pytest.mark.slow) for s in ("mp3", "opus", "flac", "wav")),
]
CLAIMS = ("Salt eats everything.", "Ü" * 100 + " and\nmore", '"--help" = \\;#')
CHAPTERS = tuple(
    Chapter(start_ms, end_ms, title)
    for (start_ms, end_ms), title in zip(
        ((0, 1_990), (1_990, 4_501), (4_501, 6_000)), CLAIMS, strict=True
    )
)


@pytest.fixture(scope="module")
def noisy(tmp_path_factory):
    """Bursts of noise, 20 dB below the whole scale but for short peaks above it."""
    rng = np.random.default_rng(5)
    sound = rng.standard_normal((LENGTH_S * RATE, 2)) * 0.02
    sound[:: RATE // 20] = 0.9
    sound *= (np.sin(np.arange(len(sound)) / 9_000) > -0.5)[:, None]
    path = tmp_path_factory.mktemp("pcm") / "reel.pcm"
    path.write_bytes((np.clip(sound, -0.99, 0.99) * 2**31).astype("<i4").tobytes())
    return Pcm(path, RATE)


@pytest.fixture(scope="module")
def picture(recordings):
    with OpenMedia(media(recordings / "plain.mp4")) as recording:
        return cover_of(recording, 5_000)


def media(path):
    held = probe(path)
    codecs = held.audio_codec, held.video_codec
    return Media(Source("s", path), path, "digest", held.duration_ms, *codecs)


def made(pcm, target, *, aim=None, gain_db=0.0, **about):
    aim = aim or Aim(-20.0, -1.0)
    return master(pcm, target, gain_db=gain_db, aim=aim, about=About(**about))


@pytest.mark.parametrize("suffix", FORMATS)
def test_loudness_peak_length_chapters_and_cover(noisy, tmp_path, picture, suffix):
    target = tmp_path / f"reel.{suffix}"
    tags = {"title": "T", "artist": "--A\x00"}
    found = made(noisy, target, chapters=CHAPTERS, cover=picture, tags=tags)
    assert found == measure_file(target)
    assert found.lufs == pytest.approx(-20, abs=0.5)
    assert found.peak_dbtp <= -1.0
    assert probe(target).duration_ms == pytest.approx(LENGTH_S * 1000, abs=30)
    with av.open(str(target)) as file:
        told = dict(file.metadata) | dict(file.streams.audio[0].metadata)
        assert {name.lower(): text for name, text in told.items()}["artist"] == "--A"
        found_at = [int(c["start"] * c["time_base"] * 1000) for c in file.chapters()]
        titles = [chapter["metadata"]["title"] for chapter in file.chapters()]
        covers = [(s.width, s.height) for s in file.streams.video]
    if suffix == "wav":
        assert (found_at, covers) == ([], [])
        return
    assert found_at == [0, 1_990, 4_501]
    assert titles == [CLAIMS[0], "Ü" * 58 + "…", CLAIMS[2]]
    assert covers == [(picture.width, picture.height)]


@pytest.mark.parametrize("suffix", FORMATS)
def test_players_hear_everything_when_it_was(tmp_path, suffix):
    """No lead-in of the encoder comes before the sound."""
    path, target = tmp_path / "reel.pcm", tmp_path / f"reel.{suffix}"
    sound = np.zeros((2 * RATE, 2), "<i4")
    sound[RATE : RATE + 50] = 2**29
    path.write_bytes(sound.tobytes())
    made(Pcm(path, RATE), target)
    media_ = media(target)
    with OpenMedia(media_) as recording, path.open("wb") as pcm:
        spool(recording, Span(0, 2_000), pcm, rate=RATE)
    heard = np.abs(np.fromfile(path, "<i4").reshape(-1, 2)[:, 0].astype(float))
    assert np.argmax(heard > heard.max() / 2) == pytest.approx(RATE, abs=48)


@pytest.mark.parametrize("suffix", FORMATS)
def test_the_same_bytes_every_time(noisy, tmp_path, picture, suffix):
    paths = [tmp_path / name / f"reel.{suffix}" for name in ("one", "two")]
    for path in paths:
        made(noisy, path, chapters=CHAPTERS, cover=picture, tags={"title": "T"})
    assert paths[0].read_bytes() == paths[1].read_bytes()


@pytest.mark.slow
def test_a_lossy_encoder_that_adds_peaks_is_given_less(noisy, tmp_path, monkeypatch):
    """Encoded without room for them the peak is above the aim at first."""
    monkeypatch.setattr(module, "_LOSSY_SPARE_DB", -0.5)
    encoded = []
    encode = module._encode
    monkeypatch.setattr(
        module, "_encode", lambda pcm, *how: encoded.append(how[1]) or encode(pcm, *how)
    )
    found = made(noisy, tmp_path / "reel.opus", aim=Aim(-16.0, -3.0))
    assert found.peak_dbtp <= -3.0
    assert len(encoded) > 1
    assert encoded[-1].limit_dbfs < encoded[0].limit_dbfs


@pytest.mark.slow
@pytest.mark.parametrize("gain_db", [-18.0, 15.0])
def test_the_gain_need_not_be_near(noisy, tmp_path, gain_db):
    found = made(noisy, tmp_path / "reel.flac", gain_db=gain_db)
    assert found.lufs == pytest.approx(-20, abs=0.3)


@pytest.mark.slow
def test_the_peak_comes_before_the_loudness(noisy, tmp_path, caplog):
    found = made(noisy, tmp_path / "reel.wav", aim=Aim(-2.0, -6.0))
    assert found.peak_dbtp <= -6.0
    assert found.lufs < -5
    assert "not as asked for" in caplog.text


def test_silence_stays_silent(tmp_path):
    path = tmp_path / "reel.pcm"
    path.write_bytes(bytes(8 * RATE))
    found = made(Pcm(path, RATE), tmp_path / "reel.m4a")
    assert found.lufs is None
    assert probe(tmp_path / "reel.m4a").duration_ms == pytest.approx(1_000, abs=30)


def test_nothing_half_is_left(noisy, tmp_path, monkeypatch):
    blocked = tmp_path / "file"
    blocked.touch()
    with pytest.raises(UsageError, match="cannot write"):
        made(noisy, blocked / "reel.m4a")
    target = tmp_path / "out" / "reel.m4a"

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(module, "_encode", full)
    with pytest.raises(UsageError, match="No space left on device"):
        made(noisy, target)
    assert list(target.parent.iterdir()) == []


def test_the_sound_of_a_span_to_the_sample(recordings, tmp_path, clicks_ms):
    path = tmp_path / "pcm"
    for name in ("plain.mp4", "offset.mkv", "late.ts", "surround.flac"):
        with OpenMedia(media(recordings / name)) as recording, path.open("wb") as pcm:
            spool(recording, Span(2_500, 6_003), pcm, rate=RATE)
        sound = np.abs(np.fromfile(path, "<i4").reshape(-1, 2).astype(float))
        assert len(sound) == 3_503 * 48
        loud = np.flatnonzero(sound[:, 0] > sound.max() / 2) // 48
        for click_ms in (click_ms for click_ms in clicks_ms if 2_500 <= click_ms < 6_000):
            assert np.abs(loud - (click_ms - 2_500)).min() <= 2, name


def test_silence_where_a_recording_has_no_sound(recordings, tmp_path):
    path = tmp_path / "pcm"
    with OpenMedia(media(recordings / "silent.mp4")) as recording, path.open("wb") as pcm:
        assert spool(recording, Span(0, 1_001), pcm, rate=RATE).lufs is None
    assert path.read_bytes() == bytes(1_001 * 48 * 8)


def test_covers(recordings):
    def cover(name):
        with OpenMedia(media(recordings / name)) as recording:
            return cover_of(recording, 5_000)

    assert cover("clicks.wav") is None
    for name in ("plain.mp4", "cover.mp3", "odd.webm"):
        found = cover(name)
        assert isinstance(found, Cover)
        with av.open(_file(found.jpeg)) as file:
            frame = next(file.decode(video=0))
        assert (frame.width, frame.height) == (found.width, found.height)
    plain = cover("plain.mp4")
    with av.open(_file(plain.jpeg)) as file:
        row = next(file.decode(video=0)).to_ndarray(format="gray")[plain.height // 2]
    bars = [bool(row[(2 * bar + 1) * plain.width // 20] > 128) for bar in range(7)]
    assert sum(2**bar for bar, is_white in enumerate(bars) if is_white) == 125  # of 25 a second


def _file(data):
    import io

    return io.BytesIO(data)
