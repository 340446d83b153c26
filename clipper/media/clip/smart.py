"""Copies the pictures of a clip but for those at its edges, which are encoded again.

So a player that knows nothing of edit lists starts and ends right as well. A copy can begin with
an IDR picture only (in VP8 and VP9 with any key frame), and end where all that was decoded
so far has been shown; see ITU-T H.264, 7.4.1.2.4. What lies before and after is decoded, and
encoded without pictures that refer to later ones, so that times of decoding stay in order.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from clipper.errors import MediaError
from clipper.media.arguments import h264_options, vpx_options
from clipper.media.clip import edits
from clipper.media.clip.h264 import BYTES, IDR, PPS, SPS, units
from clipper.media.clip.look import Look
from clipper.media.clip.remux import from_key, heard_in, merged, moved
from clipper.media.opened import OpenMedia, limits, told, written
from clipper.model import Span

_SHIFTED = "+negative_cts_offsets"  # the first picture has time 0, whatever is decoded before it
_CODECS = {".mp4": ("h264",), ".webm": ("vp8", "vp9")}
_PIXELS = {"yuv420p", "yuvj420p"}
_SHAPE = (
    *("width", "height", "pix_fmt"),
    *("color_range", "color_primaries", "color_trc", "colorspace"),
)
_PROFILES = {66: "baseline", 77: "main", 100: "high"}
# One IDR picture, and no reordering; `mbtree` reads memory that it has not written, where the
# width is no multiple of 64: the bytes would differ from time to time.
_AS_IT_COMES = "keyint=infinite:scenecut=0:bframes=0:mbtree=0"
_IN_ORDER = {"lag-in-frames": "0", "auto-alt-ref": "0"}  # the same of VP8 and VP9
_SETS = 32  # how many ids x264 can give to parameter sets
_BARE = f"{BYTES},filter_units=remove_types=7-9"  # parameter sets stand in the header


@dataclass(frozen=True, slots=True)
class Packet:
    """What is to be known of one; times from the start of the span, in the stream's unit."""

    pts: int
    dts: int
    is_join: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """Which packets are copied: [`join`, `tail`), counted from the first one.

    `head` says when the pictures that are encoded before are shown, and when decoded; `rest`
    those after, whose decoder begins at packet `rest_key`.
    """

    join: int
    tail: int
    rest_key: int
    head: Mapping[int, int]
    rest: Mapping[int, int]


def cut(
    recording: OpenMedia, span: Span, target: Path, look: Look, tags: Mapping[str, str]
) -> None:
    """The span in an mp4 (H.264) or webm (VP8, VP9).

    Raises MediaError where there is nothing to copy, or where the pieces would not fit together.
    """
    is_mp4 = look.suffix == ".mp4"
    with told(recording.media.path):
        movflags = _SHIFTED if is_mp4 else ""
        with written(target, look.suffix[1:], tags, movflags=movflags) as output:
            heard = heard_in(recording, span, output, look, copies=False)
            for packet in merged(_pictures(recording, span, output, look), heard):
                output.mux(packet)
        if is_mp4:
            edits.shorten(target, span.length_ms)


def _pictures(recording: OpenMedia, span: Span, output: Any, look: Look) -> Iterator[Any]:
    stream, packets = from_key(recording, span)
    start, length = limits(stream, span)
    codec = _codec(stream, output, look)
    plan = made_plan([*map(codec.seen, _before(packets, start, length))], length)
    _, packets = from_key(recording, span)
    for packet in _ended(_carried_out(plan, _before(packets, start, length), codec), length):
        packet.stream = codec.target
        yield packet


def _before(packets: Iterator[Any], start: int, length: int) -> Iterator[Any]:
    return itertools.takewhile(lambda packet: packet.dts < length, moved(packets, start))


def made_plan(seen: Sequence[Packet], length: int) -> Plan:
    """What to copy of a stretch that begins with a key frame, of pictures in decoding order.

    Raises MediaError where nothing of it can be copied.
    """
    times = [packet.pts for packet in seen]
    shown = max((at for at in times if at <= 0), default=min(times, default=0))
    closed = _closed(times)
    keys = [at for at in closed if at < len(seen) and seen[at].is_join]
    join = next((at for at in keys if shown <= times[at] < length), None)
    if join is None:
        raise MediaError("no key frame in the clip from which the rest could be copied")
    tail = max(at for at in closed if max(times[:at], default=0) < length)
    if tail <= join:
        raise MediaError("no pictures in the clip that could be copied")
    head = sorted(at for at in times[:join] if at >= shown)
    rest = sorted(at for at in times[tail:] if at < length)
    return Plan(
        join=join,
        tail=tail,
        rest_key=max(at for at in keys if at <= tail),
        head=_decoded(head, seen[join - len(head) : join]),
        rest=_decoded(rest, seen[tail : tail + len(rest)]),
    )


def _closed(times: Sequence[int]) -> list[int]:
    """Where in decoding order all pictures before are shown before all that follow."""
    latest = itertools.accumulate(times, max, initial=-math.inf)
    earliest = [*itertools.accumulate(reversed(times), min, initial=math.inf)][::-1]
    pairs = enumerate(zip(latest, earliest, strict=True))
    return [at for at, (last, first) in pairs if last < first]


def _decoded(times: Sequence[int], packets: Sequence[Packet]) -> dict[int, int]:
    """When pictures are decoded that come in the order in which they are shown.

    The n-th of the packets that they replace is decoded no later than the n-th is shown.
    """
    return {at: packet.dts for at, packet in zip(times, packets, strict=True)}


def _carried_out(plan: Plan, packets: Iterable[Any], codec: _Codec) -> Iterator[Any]:
    head, rest = _Edge(codec, plan.head), _Edge(codec, plan.rest)
    for number, packet in enumerate(packets):
        if number == plan.join:
            yield from head.end()
        if number < plan.join and plan.head:
            yield from head.fed(packet)
        late = [*rest.fed(packet)] if plan.rest and number >= plan.rest_key else []
        if plan.join <= number < plan.tail:
            packet.pts = max(packet.pts, 0)
            yield from codec.copied(packet)
        yield from late
    yield from rest.end()


def _ended(packets: Iterable[Any], length: int) -> Iterator[Any]:
    """The packets, the last of which lasts to the end, with the edit list and without.

    Without, what counts is the times of decoding, moved to where the first picture is shown.
    """
    last: Any = None
    delay = 0
    for packet in packets:
        if last is None:
            delay = packet.pts - packet.dts
        else:
            yield last
        last = packet
    if last is not None:
        last.duration = max(length - last.dts - delay, length - last.pts)
        yield last


@dataclass(frozen=True)
class _Codec:
    """How pictures of a stream are decoded, encoded like it, and put into `target`.

    All that is to be known of the stream, which may be closed meanwhile.
    """

    name: str
    extradata: bytes | None
    shape: Mapping[str, Any]
    target: Any
    encoder: str
    options: Mapping[str, str]
    bare: Any = None  # a filter of its packets
    keys: Any = None  # one by which its key frames are looked at

    def seen(self, packet: Any) -> Packet:
        is_join = bool(packet.is_keyframe)
        pts, dts = packet.pts, packet.dts
        if is_join and self.keys is not None:
            is_join = any(IDR in units(bytes(each)) for each in self.keys.filter(packet))
        return Packet(pts, dts, is_join)

    def copied(self, packet: Any) -> list[Any]:
        return [packet] if self.bare is None else list(self.bare.filter(packet))

    def decoder(self) -> Any:
        import av  # noqa: PLC0415

        decoder = av.CodecContext.create(self.name, "r")
        decoder.extradata = self.extradata
        return decoder

    def opened(self) -> Any:
        """An encoder whose pictures look to a decoder like those of the stream."""
        import av  # noqa: PLC0415
        from av.codec.context import Flags  # noqa: PLC0415

        encoder = av.CodecContext.create(self.encoder, "w")
        for name, value in self.shape.items():
            setattr(encoder, name, value)
        encoder.thread_type, encoder.thread_count = "FRAME", 2  # else slices, and worse pictures
        encoder.flags |= Flags.global_header
        encoder.options = {**self.options, "flags": "+bitexact"}
        encoder.open()
        return encoder


def _codec(stream: Any, output: Any, look: Look) -> _Codec:
    context = stream.codec_context
    name = context.codec.canonical_name
    if name not in _CODECS[look.suffix]:
        raise MediaError(f"{name} cannot be copied in part into {look.suffix[1:]}")
    if context.pix_fmt not in _PIXELS:
        raise MediaError(f"pictures in {context.pix_fmt} cannot be copied in part")
    target = output.add_stream_from_template(stream, opaque=True)
    shape = {each: getattr(context, each) for each in _SHAPE} | {
        "time_base": stream.time_base,
        "framerate": stream.average_rate or stream.guessed_rate or Fraction(25),
        "sample_aspect_ratio": stream.sample_aspect_ratio or Fraction(1),
    }
    encoder = {"h264": "libx264", "vp8": "libvpx", "vp9": "libvpx-vp9"}[name]
    options = {} if name == "h264" else {**vpx_options(encoder, look.quality), **_IN_ORDER}
    codec = _Codec(context.name, context.extradata, shape, target, encoder, options)
    return _h264(codec, stream, look) if name == "h264" else codec


def _h264(codec: _Codec, stream: Any, look: Look) -> _Codec:
    """The header of the target gets the parameter sets of both, under ids of their own."""
    from av.bitstream import BitStreamFilterContext  # noqa: PLC0415

    keys = BitStreamFilterContext("h264_mp4toannexb", stream, codec.target)
    codec.target.codec_context.codec_tag = "avc1"  # the filter leaves that of MPEG-TS, say
    header = codec.target.codec_context.extradata or b""
    sets = units(header)
    if not {SPS, PPS} <= sets.keys():
        raise MediaError("the recording does not say how its pictures are coded")
    profile = _PROFILES.get(sets[SPS][0][1])
    if profile is None:
        raise MediaError("H.264 of this profile cannot be copied in part")
    used = {_id(each[4:]) for each in sets[SPS]} | {_id(each[1:]) for each in sets[PPS]}
    x264 = f"sps-id={max({*range(_SETS)} - used)}:level={sets[SPS][0][3]}:{_AS_IT_COMES}"
    options = {**h264_options(look.quality), "profile": profile, "x264-params": x264}
    made = replace(codec, options=options, keys=keys, bare=BitStreamFilterContext(_BARE, stream))
    codec.target.codec_context.extradata = header + made.opened().extradata
    return made


def _id(coded: bytes) -> int:
    """The first number of a parameter set, which is its id, in the code of H.264, 9.1."""
    bits = bin(int.from_bytes(b"\x01" + coded[:8]))[3:]
    zeros = len(bits) - len(bits.lstrip("0"))
    return int(bits[zeros : 2 * zeros + 1], 2) - 1


@dataclass
class _Edge:
    """Decodes what it is fed, and encodes the pictures that are shown at the planned times."""

    codec: _Codec
    plan: Mapping[int, int]
    _decoder: Any = None
    _encoder: Any = None
    _times: list[int] = field(default_factory=list)
    _dts: Iterator[int] = field(init=False)

    def __post_init__(self) -> None:
        self._dts = iter(self.plan.values())

    def fed(self, packet: Any) -> Iterator[Any]:
        if self._decoder is None:
            self._decoder, self._encoder = self.codec.decoder(), self.codec.opened()
        for frame in self._decoder.decode(packet):
            if frame.pts not in self.plan:
                continue
            if frame.interlaced_frame:
                raise MediaError("interlaced pictures cannot be copied in part")
            self._times.append(frame.pts)
            frame.pts, frame.pict_type = max(frame.pts, 0), 0
            frame.time_base = self.codec.shape["time_base"]
            yield from self._ready(self._encoder.encode(frame))

    def end(self) -> Iterator[Any]:
        """What is still to come."""
        if not self.plan:
            return
        yield from self.fed(None)
        yield from self._ready(self._encoder.encode(None))
        if self._times != list(self.plan):
            raise MediaError("a picture at the edge cannot be decoded")

    def _ready(self, packets: Iterable[Any]) -> Iterator[Any]:
        """The packets with the planned times of decoding."""
        for packet in packets:
            packet.dts = next(self._dts)
            yield packet
