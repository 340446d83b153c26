"""A recording that stays open from clip to clip, and files to write stretches of it into.

To start ffmpeg and read the index of an hour's mp4 costs more than to copy half a minute.
What comes out depends on the recording and the span only, not on what was read before.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Self

from clipper.errors import MediaError, UsageError
from clipper.media.arguments import printable
from clipper.media.probe import OWN_BYTES, REORDERED, Probe, opened, probe
from clipper.model import Media, Span

LEAD_MS = 200  # of sound before a span, several packets: the first ones decode badly


@dataclass
class OpenMedia:
    """A file, opened when it is first read. Closed at the end of its `with`.

    To be copied from, others than mp4 are opened anew each time: what was read adds to their
    index, and where a copy begins may depend on it. To be heard they stay open.
    """

    media: Media
    is_heard: bool = False
    is_own: bool = False  # written by clipper: nothing is hidden in it
    _open: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @cached_property
    def held(self) -> Probe:
        return probe(self.media.path)

    def container(self, *, anew: bool = False) -> Any:
        if anew or self._open is None or not self.stays_open(self._open):
            self.close()
            self._open = opened(self.media.path, probe_bytes=OWN_BYTES if self.is_own else None)
        return self._open

    def stays_open(self, container: Any) -> bool:
        return self.is_heard or "mp4" in container.format.name.split(",")

    def close(self) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None


def seek(container: Any, at_ms: int, stream: Any) -> None:
    """Go to the key frame of this stream before a time of the media."""
    at_s = max(0, at_ms) / 1000 + (container.start_time or 0) / 1_000_000
    container.seek(int(at_s / stream.time_base), stream=stream)


def frames(packets: Iterable[Any]) -> Iterator[Any]:
    """What the packets hold, as ffmpeg without those that do not decode."""
    import av  # noqa: PLC0415

    for packet in packets:
        try:
            decoded = packet.decode()
        except av.error.InvalidDataError:
            continue
        yield from decoded


def limits(stream: Any, span: Span) -> tuple[int, int]:
    """The start of the span on the file's own clock, and its length, in the stream's unit."""
    start_us = span.start_ms * 1000 + (stream.container.start_time or 0)
    return (
        round(start_us / 1_000_000 / stream.time_base),
        round(span.length_ms / 1000 / stream.time_base),
    )


def dated(packets: Iterable[Any]) -> Iterator[Any]:
    """The packets, each with a time of decoding, which Matroska leaves out for the first ones."""
    waiting: dict[int, list[Any]] = {}
    for packet in packets:
        early = waiting.setdefault(packet.stream_index, [])
        if packet.pts is None:
            continue  # the end of the file, or what no mp4 can hold
        if packet.dts is None and len(early) < REORDERED:
            early.append(packet)
            continue
        dts = packet.pts if packet.dts is None else packet.dts
        for number, before in enumerate(reversed(early), 1):
            before.dts = dts - number * (packet.duration or 1)
        packet.dts = dts
        yield from early
        yield packet
        early.clear()


@contextmanager
def written(
    target: Path, muxer: str, tags: Mapping[str, str], *, movflags: str = "", brand: str = ""
) -> Iterator[Any]:
    """A file to write streams into, without anything of the day or the library in it.

    An mp4 may have another `brand`, by which players know what is in it.
    """
    import av  # noqa: PLC0415

    options = {"fflags": "+bitexact"}
    if muxer in {"mp4", "ipod"}:
        options["movflags"] = f"+faststart{movflags}"
    if brand:
        options["brand"] = brand
    name = f"file:{target.absolute()}"
    with av.open(name, "w", format=muxer, options=options) as output:
        output.metadata.update({tag: printable(value) for tag, value in tags.items()})
        yield output


@contextmanager
def told(path: Path, doing: str = "copy or decode") -> Iterator[None]:
    """What the library refuses is a MediaError: there are other ways to cut.

    A full disk is none, whatever way one takes.
    """
    import av  # noqa: PLC0415

    try:
        yield
    except (av.FFmpegError, OSError, ValueError) as err:
        if getattr(err, "errno", None) == errno.ENOSPC:
            raise full_disk() from err
        raise MediaError(f"cannot {doing} '{path}': {err}") from err


def full_disk() -> UsageError:
    return UsageError(
        f"cannot write: {os.strerror(errno.ENOSPC)}",
        hint="make room, or name another disk with --output and CLIPPER_CACHE_DIR",
    )
