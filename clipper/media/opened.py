"""A recording that stays open from clip to clip, and copies of stretches of it.

To start ffmpeg and read the index of an hour's mp4 costs more than to copy half a minute.
What comes out depends on the recording and the span only, not on what was read before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Self

from clipper.errors import MediaError
from clipper.media.arguments import printable
from clipper.media.probe import REORDERED, Probe, opened, probe, streams
from clipper.model import Media, Span

_LATE_S = 0.1
LEAD_MS = 200  # of sound before a span, several packets: the first ones decode badly


@dataclass
class OpenMedia:
    """A file, opened when it is first read. Closed at the end of its `with`.

    To be copied from, others than mp4 are opened anew each time: what was read adds to their
    index, and where a copy begins may depend on it. To be heard they stay open.
    """

    media: Media
    is_heard: bool = False
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
            self._open = opened(self.media.path)
        return self._open

    def stays_open(self, container: Any) -> bool:
        return self.is_heard or "mp4" in container.format.name.split(",")

    def close(self) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None


def copy(
    recording: OpenMedia, span: Span, target: Path, *, has_video: bool, tags: Mapping[str, str]
) -> None:
    """The packets as they are; an edit list hides those that come before the span.

    With `has_video` from the key frame on. To make all timestamps positive, as ffmpeg's
    `-avoid_negative_ts make_zero` does, would show the hidden ones.
    """
    with told(recording.media.path):
        container = recording.container()
        first = {stream.type: stream for stream in reversed(streams(container))}
        chosen = [first[kind] for kind in ("video", "audio")[not has_video :] if kind in first]
        seek(container, span.start_ms if has_video else span.start_ms - LEAD_MS, chosen[0])
        with written(target, "mp4" if has_video else "ipod", tags) as output:
            copies = {s.index: output.add_stream_from_template(s, opaque=True) for s in chosen}
            packets = _moved(_dated(container.demux(*chosen)), _limits(container, chosen, span))
            for packet in _prompt(packets, chosen[0]) if has_video else packets:
                packet.stream = copies[packet.stream_index]
                output.mux(packet)


def _prompt(packets: Iterable[Any], pictures: Any) -> Iterator[Any]:
    """The packets; MediaError where no picture begins near the start of the span.

    A player shows the next one at once then, too early by as much, instead of the one before.
    """
    latest = max(_LATE_S, 1 / (pictures.average_rate or 1)) / pictures.time_base
    is_prompt = False
    for packet in packets:
        is_prompt |= packet.stream_index == pictures.index and 0 <= packet.pts <= latest
        yield packet
    if not is_prompt:
        raise MediaError("no picture begins where the clip does")


def seek(container: Any, at_ms: int, stream: Any) -> None:
    """Go to the key frame of this stream before a time of the media."""
    at_s = max(0, at_ms) / 1000 + (container.start_time or 0) / 1_000_000
    container.seek(int(at_s / stream.time_base), stream=stream)


def _limits(container: Any, chosen: Iterable[Any], span: Span) -> dict[int, tuple[int, int]]:
    """For each stream the start and the length of the span in its own unit."""
    start_us = span.start_ms * 1000 + (container.start_time or 0)
    return {
        stream.index: (
            round(start_us / 1_000_000 / stream.time_base),
            round(span.length_ms / 1000 / stream.time_base),
        )
        for stream in chosen
    }


def _dated(packets: Iterable[Any]) -> Iterator[Any]:
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


def _moved(packets: Iterable[Any], limits: Mapping[int, tuple[int, int]]) -> Iterator[Any]:
    """The packets up to the end of the span, with times from its start.

    The end is that of decoding: the last pictures shown may refer to later ones.
    """
    begun, ended = set(), set()
    for packet in packets:
        index = packet.stream_index
        start, length = limits[index]
        packet.pts, packet.dts = packet.pts - start, packet.dts - start
        if packet.dts >= length:
            ended.add(index)
            if len(ended) == len(limits):
                return
        elif packet.is_keyframe or index in begun:
            begun.add(index)
            if packet.stream.type == "audio":
                packet.duration = min(packet.duration, length - packet.pts)
            yield packet


@contextmanager
def written(target: Path, muxer: str, tags: Mapping[str, str]) -> Iterator[Any]:
    """A file to write streams into, without anything of the day or the library in it."""
    import av  # noqa: PLC0415

    options = {"fflags": "+bitexact"}
    if muxer in {"mp4", "ipod"}:
        options["movflags"] = "+faststart"
    name = f"file:{target.absolute()}"
    with av.open(name, "w", format=muxer, options=options) as output:
        output.metadata.update({tag: printable(value) for tag, value in tags.items()})
        yield output


@contextmanager
def told(path: Path) -> Iterator[None]:
    """What the library refuses is a MediaError: there are other ways to cut."""
    import av  # noqa: PLC0415

    try:
        yield
    except (av.FFmpegError, OSError, ValueError) as err:
        raise MediaError(f"cannot copy or decode '{path}': {err}") from err
