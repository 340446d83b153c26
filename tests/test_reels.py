import sys
import warnings
import wave
from itertools import pairwise

import numpy as np
import pytest

from clipper import reels
from clipper.errors import MediaError, UsageError
from clipper.model import Span


def write_tone(path, length_ms, *, rate=8_000, channels=1, level=10_000):
    sound = np.full((length_ms * rate // 1000, channels), level, "<i2")
    with wave.open(str(path), "wb") as file:
        file.setparams((channels, 2, rate, 0, "NONE", ""))
        file.writeframes(sound.tobytes())
    return path


def read(path):
    with wave.open(str(path)) as file:
        assert file.getsampwidth() == 2
        sound = np.frombuffer(file.readframes(file.getnframes()), "<i2")
        return sound.reshape(-1, file.getnchannels()), file.getframerate()


def test_clips_lie_where_the_spans_say(tmp_path):
    wavs = [write_tone(tmp_path / f"{n}.wav", length) for n, length in enumerate((500, 250, 800))]
    spans = reels.join(iter(wavs), tmp_path / "reel.wav", fade_ms=20, gap_ms=400)
    assert spans == (Span(0, 500), Span(900, 1_150), Span(1_550, 2_350))
    sound, rate = read(tmp_path / "reel.wav")
    assert (len(sound), rate) == (2_350 * 8, 8_000)
    for span in spans:
        clip = np.abs(sound[span.start_ms * 8 : span.end_ms * 8, 0].astype(int))
        assert clip[0] < 20
        assert clip[-1] < 100
        assert clip[80] == pytest.approx(5_000, abs=100)
        assert (clip[160:-160] == 10_000).all()
    for before, after in pairwise(spans):
        assert not sound[before.end_ms * 8 : after.start_ms * 8].any()


def test_a_short_clip_gets_shorter_fades(tmp_path):
    wavs = [write_tone(tmp_path / "a.wav", 30), write_tone(tmp_path / "b.wav", 1)]
    assert reels.join(wavs, tmp_path / "reel.wav", fade_ms=500, gap_ms=0) == (
        Span(0, 30),
        Span(30, 31),
    )
    sound, _ = read(tmp_path / "reel.wav")
    assert sound[15 * 8, 0] == pytest.approx(10_000, abs=200)
    assert sound[0, 0] < 20


def test_without_fades_nothing_changes(tmp_path):
    wavs = [write_tone(tmp_path / "a.wav", 100), write_tone(tmp_path / "b.wav", 100)]
    reels.join(wavs, tmp_path / "reel.wav", fade_ms=0, gap_ms=0)
    assert (read(tmp_path / "reel.wav")[0] == 10_000).all()


def test_the_first_clip_sets_the_format(tmp_path):
    wavs = [
        write_tone(tmp_path / "a.wav", 200, rate=44_100, channels=2),
        write_tone(tmp_path / "b.wav", 200, rate=16_000, channels=1),
    ]
    spans = reels.join(wavs, tmp_path / "reel.wav", fade_ms=5, gap_ms=100)
    sound, rate = read(tmp_path / "reel.wav")
    assert (rate, sound.shape[1]) == (44_100, 2)
    assert spans[1].start_ms == 300
    assert spans[1].end_ms == pytest.approx(500, abs=1)
    assert sound[400 * 44].tolist() == pytest.approx([10_000, 10_000], abs=10)


@pytest.mark.parametrize("content", [b"", b"RIFF", b"no sound at all" * 50])
def test_broken_clip(tmp_path, content):
    good = write_tone(tmp_path / "good.wav", 100)
    bad = tmp_path / "bad.wav"
    bad.write_bytes(content)
    for wavs in ([bad, good], [good, bad]):
        with pytest.raises(MediaError, match=r"bad\.wav' is not a WAV file"):
            reels.join(wavs, tmp_path / "out" / "reel.wav", fade_ms=5, gap_ms=5)
        assert not any((tmp_path / "out").glob("*"))


def test_absent_clip(tmp_path):
    with pytest.raises(MediaError, match="No such file"):
        reels.join([tmp_path / "absent.wav"], tmp_path / "reel.wav", fade_ms=5, gap_ms=5)


def test_no_clips(tmp_path):
    with pytest.raises(MediaError, match="no clips"):
        reels.join([], tmp_path / "reel.wav", fade_ms=5, gap_ms=5)
    assert list(tmp_path.iterdir()) == []


def test_unwritable_folder(tmp_path):
    wav = write_tone(tmp_path / "a.wav", 100)
    with pytest.raises(UsageError, match="cannot write"):
        reels.join([wav], wav / "reel.wav", fade_ms=5, gap_ms=5)


def test_no_warning_without_ffmpeg_on_the_path(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    for name in [name for name in sys.modules if name.partition(".")[0] == "pydub"]:
        monkeypatch.delitem(sys.modules, name)
    wav = write_tone(tmp_path / "a.wav", 100)
    with warnings.catch_warnings():
        warnings.simplefilter("error", RuntimeWarning)
        reels.join([wav], tmp_path / "reel.wav", fade_ms=5, gap_ms=5)
    assert "pydub" in sys.modules
