import numpy as np
import pytest

from clipper.errors import MediaError, UsageError
from clipper.media import pcm
from clipper.model import Span


@pytest.mark.parametrize(
    "name",
    ["plain.mp4", "late.mp4", "late.ts", "offset.mkv", "sound.mp3", "surround.flac", "clicks.wav"],
)
def test_sample_0_is_media_time_0(recordings, name, clicks_ms, tmp_path, ffmpeg):
    raw = tmp_path / "sound.raw"
    count = pcm.decode(recordings / name, raw, ffmpeg=ffmpeg)
    assert count == raw.stat().st_size // 2 == pytest.approx(320_000, abs=1000)
    for click_ms in clicks_ms:
        near = np.abs(pcm.samples(raw, Span(click_ms - 200, click_ms + 200)))
        # An mp3 without its header keeps the encoder's delay of 25 ms.
        assert np.argmax(near > near.max() / 2) / 16 == pytest.approx(200, abs=28)


def test_click_at_3_s_is_sample_48000(recordings, tmp_path, ffmpeg):
    for name in ("plain.mp4", "late.mp4", "late.ts", "offset.mkv"):
        pcm.decode(recordings / name, tmp_path / name, ffmpeg=ffmpeg)
        heard = pcm.samples(tmp_path / name, Span(2500, 3500))
        assert 40_000 + np.argmax(np.abs(heard) > 0.25) == pytest.approx(48_000, abs=32)


def test_samples_are_clipped_to_the_file(tmp_path):
    raw = tmp_path / "sound.raw"
    np.array([-32768] * 16 + [32767] * 16 + [0] * 8, "<i2").tofile(raw)
    everything = pcm.samples(raw, Span(-5, 100))
    assert everything.dtype == np.float32
    assert len(everything) == 40
    assert everything.min() == -1
    assert 0.9999 < everything.max() < 1
    assert pcm.samples(raw, Span(1, 2)).tolist() == everything[16:32].tolist()
    assert len(pcm.samples(raw, Span(50, 60))) == 0


def test_samples_of_an_empty_file(tmp_path):
    raw = tmp_path / "sound.raw"
    raw.touch()
    assert len(pcm.samples(raw, Span(0, 100))) == 0


def test_no_sound(recordings, tmp_path, ffmpeg):
    with pytest.raises(MediaError, match="has no sound"):
        pcm.decode(recordings / "silent.mp4", tmp_path / "sound.raw", ffmpeg=ffmpeg)
    assert list(tmp_path.iterdir()) == []


def test_unwritable_folder(recordings, tmp_path, ffmpeg):
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="cannot write"):
        pcm.decode(recordings / "plain.mp4", tmp_path / "file" / "sound.raw", ffmpeg=ffmpeg)
