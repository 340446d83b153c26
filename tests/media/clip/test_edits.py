import struct

import pytest

from clipper import proc
from clipper.media.clip import edits


def lasting(path):
    """How long a player says that it is, in ms, and how many pictures it shows."""
    import av

    with av.open(str(path)) as container:
        return container.duration / 1000, len(list(container.decode(video=0)))


@pytest.mark.slow
def test_nothing_is_shown_after_the_length(recordings, ffmpeg, tmp_path):
    path = tmp_path / "clip.mp4"
    copied = ["-ss", "7.48", "-i", str(recordings / "plain.mp4"), "-c", "copy", "-t", "5"]
    proc.run([ffmpeg, "-loglevel", "error", *copied, str(path)])
    assert lasting(path) == (pytest.approx(5_000, abs=25), 125)
    before = path.read_bytes()
    edits.shorten(path, 6_000)
    assert path.read_bytes() == before
    edits.shorten(path, 4_710)
    assert lasting(path) == (4_710, 118)
    assert len(path.read_bytes()) == len(before)


def test_wide_numbers(tmp_path):
    """Version 1 of the boxes; an empty edit before the one that is shortened."""
    path = tmp_path / "clip.mp4"
    edit = struct.Struct(">QqI")
    entries = edit.pack(100, -1, 1 << 16) + edit.pack(900, 0, 1 << 16)
    elst = box(b"elst", struct.pack(">II", 1 << 24, 2) + entries)
    tkhd = box(b"tkhd", struct.pack(">I8x8x4x4xQ", 1 << 24, 1_000))
    mvhd = box(b"mvhd", struct.pack(">I8x8xIQ", 1 << 24, 1_000, 1_000))
    moov = box(b"moov", mvhd + box(b"trak", tkhd + box(b"edts", elst)))
    path.write_bytes(struct.pack(">I4sQ", 1, b"mdat", 20) + b"held" + moov)
    edits.shorten(path, 400)
    data = path.read_bytes()
    assert data[:20] == struct.pack(">I4sQ", 1, b"mdat", 20) + b"held"
    assert data.endswith(edit.pack(100, -1, 1 << 16) + edit.pack(300, 0, 1 << 16))
    assert data.count(struct.pack(">Q", 400)) == 2


def box(kind, content):
    return struct.pack(">I4s", len(content) + 8, kind) + content
