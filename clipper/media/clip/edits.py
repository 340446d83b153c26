"""Shortens what an mp4 shows, in place: a muxer lets it last as long as its last packet.

The pictures that come last in decoding are often not the last ones shown, and one encoded whole
may outlast the end. The edit list hides them; boxes as in ISO/IEC 14496-12, 8.2.2, 8.3.2, 8.6.6.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

# By the box's version: offset and size of a number, and how an edit is stored.
_Field = tuple[tuple[int, int], tuple[int, int]]
_TIMESCALE: _Field = (12, 4), (20, 4)
_MOVIE_DURATION: _Field = (16, 4), (24, 8)
_TRACK_DURATION: _Field = (20, 4), (28, 8)
_EDITS = struct.Struct(">IiI"), struct.Struct(">QqI")


@dataclass(frozen=True, slots=True)
class _Box:
    """Where what a box holds begins and ends in the file."""

    start: int
    end: int


def shorten(path: Path, length_ms: int) -> None:
    """Nothing of the mp4 is shown or heard after `length_ms`; its samples stay as they are."""
    with path.open("r+b") as file:
        whole = _Box(0, path.stat().st_size)
        for movie in _boxes(file, whole, b"moov"):
            (header,) = _boxes(file, movie, b"mvhd")
            limit = length_ms * _field(file, header, _TIMESCALE) // 1000
            _limit(file, header, _MOVIE_DURATION, limit)
            for track in _boxes(file, movie, b"trak"):
                for about in _boxes(file, track, b"tkhd"):
                    _limit(file, about, _TRACK_DURATION, limit)
                for edits in _boxes(file, track, b"edts"):
                    for entries in _boxes(file, edits, b"elst"):
                        _shorten_edits(file, entries, limit)


def _boxes(file: BinaryIO, parent: _Box, kind: bytes) -> Iterator[_Box]:
    at = parent.start
    while at + 8 <= parent.end:
        size, found = struct.unpack(">I4s", _read(file, at, 8))
        first = at + 8
        if size == 1:
            (size,) = struct.unpack(">Q", _read(file, first, 8))
            first += 8
        end = at + size if size else parent.end
        if end <= at:
            return
        if found == kind:
            yield _Box(first, end)
        at = end


def _shorten_edits(file: BinaryIO, entries: _Box, limit: int) -> None:
    edit = _EDITS[_version(file, entries)]
    (count,) = struct.unpack(">I", _read(file, entries.start + 4, 4))
    first = entries.start + 8
    for at in range(first, first + count * edit.size, edit.size):
        length, begins, rate = edit.unpack(_read(file, at, edit.size))
        _write(file, at, edit.pack(min(length, limit), begins, rate))
        limit -= min(length, limit)


def _limit(file: BinaryIO, box: _Box, field: _Field, limit: int) -> None:
    offset, size = field[_version(file, box)]
    if _field(file, box, field) > limit:
        _write(file, box.start + offset, limit.to_bytes(size))


def _field(file: BinaryIO, box: _Box, field: _Field) -> int:
    offset, size = field[_version(file, box)]
    return int.from_bytes(_read(file, box.start + offset, size))


def _version(file: BinaryIO, box: _Box) -> int:
    return _read(file, box.start, 1)[0]


def _read(file: BinaryIO, at: int, count: int) -> bytes:
    file.seek(at)
    return file.read(count)


def _write(file: BinaryIO, at: int, raw: bytes) -> None:
    file.seek(at)
    file.write(raw)
