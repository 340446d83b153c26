"""mpv's EDL: the cited stretches of the recordings as one film, without cutting anything.

https://github.com/mpv-player/mpv/blob/master/DOCS/edl-mpv.rst
"""

from __future__ import annotations

import os

from clipper.exports.sheet import Export, Nothing, Sheet, Shot, doubted, seconds


def render(sheet: Sheet) -> bytes | Nothing:
    shots = [(os.fsencode(s.recording.path), s) for s in sheet.shots() if s.recording.path]
    if not shots:
        return Nothing("no recording is here", "'clipper fetch' brings them here")
    return b"".join([b"# mpv EDL v0\n", *(_segment(path, shot) for path, shot in shots)])


def _segment(path: bytes, shot: Shot) -> bytes:
    name = doubted(shot.first).encode()
    times = f"{seconds(shot.span.start_ms)},{seconds(shot.span.length_ms)}".encode()
    return b"%s,%s,title=%s\n" % (_guarded(path), times, _guarded(name))


def _guarded(value: bytes) -> bytes:
    """A value with its length in bytes, so that nothing in it is syntax."""
    return b"%%%d%%%s" % (len(value), value)


EXPORT = Export("mpv.edl", "mpv: the cited stretches of the recordings as one film", render)
