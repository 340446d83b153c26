"""Copies of stretches of a recording: the packets as they are, under times of their own.

Pictures that others need, and that are not to be seen, are hidden by an mp4's edit list.
"""

from __future__ import annotations

import heapq
import itertools
import math
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from clipper.errors import MediaError
from clipper.media import sound
from clipper.media.clip import edits
from clipper.media.clip.look import Look
from clipper.media.opened import LEAD_MS, OpenMedia, dated, limits, seek, told, written
from clipper.media.probe import chosen
from clipper.model import Span

_FAR_S = 15  # a player decodes all that is hidden before it shows anything
# An index may go by times of decoding, and MPEG-TS has none.
_BACK_MS = (0, 300, 1_000, 5_000, 20_000, 60_000, 10**9)


def copy_sound(recording: OpenMedia, span: Span, target: Path, tags: Mapping[str, str]) -> None:
    """The sound as it is, in an m4a; an edit list hides what comes before the span."""
    with told(recording.media.path):
        with written(target, "ipod", tags) as output:
            for packet in _sound(recording, span, output):
                output.mux(packet)
        edits.shorten(target, span.length_ms)


def copy(
    recording: OpenMedia, span: Span, target: Path, look: Look, tags: Mapping[str, str]
) -> None:
    """The pictures as they are from the key frame on, in an mp4 or webm; the sound if it can be.

    To make all timestamps positive, as ffmpeg's `-avoid_negative_ts make_zero` does, would show
    the hidden pictures. Raises MediaError where a copy would not show what the recording shows.
    """
    with told(recording.media.path), written(target, look.suffix[1:], tags) as output:
        heard = heard_in(recording, span, output, look, copies=True)
        stream, packets = from_key(recording, span)
        start, length = limits(stream, span)
        copied = output.add_stream_from_template(stream, opaque=True)
        if look.suffix == ".mp4" and copied.codec_context.name == "hevc":
            copied.codec_context.codec_tag = "hvc1"  # Apple's players know no other
        packets = moved(packets, start)
        if look.method == "auto":
            packets = _near(packets, stream.time_base)
        packets = on_screen(packets)
        if look.suffix != ".mp4":
            packets = _unhidden(packets)
        for packet in merged(_into(copied, until(packets, length)), heard):
            output.mux(packet)
    if look.suffix == ".mp4":
        edits.shorten(target, span.length_ms)


def heard_in(
    recording: OpenMedia, span: Span, output: Any, look: Look, *, copies: bool
) -> list[Any]:
    """Packets of the sound of a clip with pictures: if it may be, and can be, copied."""
    if recording.media.audio_codec is None:
        return []
    if copies and is_sound_kept(recording, look):
        return [*_sound(recording, span, output)]
    return sound.encoded(recording, span, output, look)


def is_sound_kept(recording: OpenMedia, look: Look) -> bool:
    """AAC stays as it is; players do not agree on what else an mp4 may hold."""
    is_aac = recording.media.audio_codec == "aac" and look.suffix in {".mp4", ".m4a"}
    return is_aac and look.gain_db == 0


def _sound(recording: OpenMedia, span: Span, output: Any) -> Iterator[Any]:
    container = recording.container()
    stream = chosen(container)["audio"]
    start, length = limits(stream, span)
    copied = output.add_stream_from_template(stream, opaque=True)
    seek(container, span.start_ms - LEAD_MS, stream)
    has_any = False
    for packet in moved(dated(container.demux(stream)), start):
        if packet.pts >= length:
            break
        packet.duration = min(packet.duration, length - packet.pts)
        packet.stream, has_any = copied, True
        yield packet
    if not has_any:
        raise MediaError("there is no sound to copy")


def from_key(recording: OpenMedia, span: Span) -> tuple[Any, Iterator[Any]]:
    """The stream of pictures, and its packets from the key frame on that the span needs.

    That is one shown at the start or before, as far as there is one.
    """
    for back_ms in _BACK_MS:
        is_first = back_ms >= span.start_ms
        container = recording.container(anew=is_first)
        stream = chosen(container)["video"]
        if not is_first:
            seek(container, span.start_ms - back_ms, stream)
        packets = dated(container.demux(stream))
        first = next((packet for packet in packets if packet.is_keyframe), None)
        if first is not None and (is_first or first.pts <= limits(stream, span)[0]):
            # Those shown before it refer to one before it; with them Chromium shows nothing.
            key_pts = first.pts
            later = (packet for packet in packets if packet.pts >= key_pts)
            return stream, itertools.chain([first], later)
        if is_first:
            break
    raise MediaError("no key frame is found before the clip")


def _into(stream: Any, packets: Iterable[Any]) -> Iterator[Any]:
    for packet in packets:
        packet.stream = stream
        yield packet


def on_screen_us(recording: OpenMedia, span: Span) -> int | None:
    """When the picture came on that is on screen at the start, in microseconds of the media.

    None where there is none yet, or the recording does not say.
    """
    with told(recording.media.path):
        stream, packets = from_key(recording, span)
        start, _ = limits(stream, span)
        shown: int | None = None
        for packet in moved(packets, start):
            if packet.dts > 0:
                break
            if packet.pts <= 0 and (shown is None or packet.pts > shown):
                shown = packet.pts
        if shown is None:
            return None
        began_us: int = math.floor((start + shown) * stream.time_base * 1_000_000)
        first_us: int = stream.container.start_time or 0
        return max(0, began_us - first_us)


def moved(packets: Iterable[Any], start: int) -> Iterator[Any]:
    """The packets with times from the start of the span."""
    for packet in packets:
        packet.pts, packet.dts = packet.pts - start, packet.dts - start
        yield packet


def on_screen(packets: Iterable[Any]) -> Iterator[Any]:
    """Pictures, of which the one on screen when the span starts is shown from its start on.

    libavformat would put the first picture after the start there, and shift all that follow.
    """
    held: list[Any] = []  # from the last picture so far that is shown at the start, or before
    is_settled = False
    for packet in packets:
        if not is_settled and packet.dts > 0:
            yield from _settled(held)
            is_settled = True
        if is_settled:
            yield packet
            continue
        if packet.pts <= 0 and (not held or packet.pts > held[0].pts):
            yield from held
            held = [packet]
        else:
            held.append(packet)
    if not is_settled:
        yield from _settled(held)


def _settled(held: list[Any]) -> list[Any]:
    for packet in held[:1]:
        packet.pts = max(packet.pts, 0)
    return held


def _near(packets: Iterator[Any], unit: Fraction) -> Iterator[Any]:
    """The packets, unless a player would have to decode too many before it shows one."""
    first = next(packets)
    lead_s = float(-first.pts * unit)
    if lead_s > _FAR_S:
        raise MediaError(f"the key frame lies {lead_s:.0f} s before the clip")
    return itertools.chain([first], packets)


def _unhidden(packets: Iterable[Any]) -> Iterator[Any]:
    for packet in packets:
        if packet.pts < 0:
            raise MediaError("no key frame where the clip starts, and webm cannot hide pictures")
        yield packet


def until(packets: Iterable[Any], length: int) -> Iterator[Any]:
    """Pictures to the end of the span; later ones only where earlier ones refer to them.

    The last one stays on screen until then.
    """
    last: Any = None
    later: list[Any] = []
    for packet in packets:
        if packet.dts >= length:
            break
        if packet.pts >= length:
            later.append(packet)
            continue
        for ready in (last, *later):
            if ready is not None:
                yield ready
        last = packet
        later.clear()
    if last is not None:
        last.duration = length - last.pts
        yield last


def merged(*streams: Iterable[Any]) -> Iterator[Any]:
    """Packets of several streams in the order of their decoding."""
    return heapq.merge(*streams, key=lambda packet: float(packet.dts * packet.time_base))
