"""The cover picture of what has no moving pictures, as players show it."""

from __future__ import annotations

import base64
import struct
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from clipper.media.opened import OpenMedia, told
from clipper.media.reel import pictures
from clipper.media.reel.canvas import Canvas, inside

_SIDES = (1000, 1000)  # pixels at most
_QUALITY = {"flags": "+bitexact+qscale", "global_quality": str(4 * 118), "threads": "1"}
_FRONT = 3  # the kind of picture, https://www.rfc-editor.org/rfc/rfc9639#section-8.8


@dataclass(frozen=True, slots=True)
class Cover:
    jpeg: bytes
    width: int
    height: int


def cover_of(recording: OpenMedia, at_ms: int) -> Cover | None:
    """What a recording shows then, or what is attached to one of sound; None without any.

    Raises MediaError where it cannot be decoded.
    """
    if recording.media.video_codec is None:
        frame, aspect = pictures.cover(recording), (1, 1)
    else:
        frame = next(pictures.shown(recording, [at_ms * 1000]))
        aspect = pictures.aspect(recording)
    if frame is None:
        return None
    size = (frame.width * aspect[0], frame.height * aspect[1])
    upright = size[::-1] if frame.rotation % 180 else size
    with told(recording.media.path):
        return _encoded(frame, aspect, *inside(upright, _SIDES))


def add_cover(output: Any, cover: Cover) -> None:
    """To a file of PyAV's, after its other streams and before their first packet."""
    import av  # noqa: PLC0415
    from av.stream import Disposition  # noqa: PLC0415

    if output.format.name == "opus":  # has no such streams
        output.metadata["METADATA_BLOCK_PICTURE"] = base64.b64encode(_block(cover)).decode()
        return
    stream = output.add_mux_stream("mjpeg", width=cover.width, height=cover.height)
    stream.disposition = Disposition.attached_pic
    stream.metadata["comment"] = "Cover (front)"  # which becomes the kind of picture
    packet = av.Packet(cover.jpeg)
    packet.stream, packet.pts, packet.dts, packet.is_keyframe = stream, 0, 0, True
    output.mux(packet)


def _block(cover: Cover) -> bytes:
    kind = b"image/jpeg"
    head = struct.pack(f">II{len(kind)}sI", _FRONT, len(kind), kind, 0)
    look = struct.pack(">IIIII", cover.width, cover.height, 24, 0, len(cover.jpeg))
    return head + look + cover.jpeg


def _encoded(frame: Any, aspect: tuple[int, int], width: int, height: int) -> Cover:
    import av  # noqa: PLC0415
    from av.video.reformatter import Colorspace  # noqa: PLC0415

    picture = av.VideoFrame.from_ndarray(Canvas(width, height).fitted(frame, aspect), "yuv420p")
    full = picture.reformat(
        format="yuvj420p",
        src_colorspace=Colorspace.ITU709,
        dst_colorspace=Colorspace.ITU601,
        src_color_range="MPEG",
        dst_color_range="JPEG",
    )
    encoder = av.CodecContext.create("mjpeg", "w")
    encoder.width, encoder.height, encoder.pix_fmt = width, height, "yuvj420p"
    encoder.time_base, encoder.options = Fraction(1, 25), _QUALITY
    full.pts = 0
    packets = [*encoder.encode(full), *encoder.encode(None)]
    return Cover(bytes(packets[0]), width, height)
