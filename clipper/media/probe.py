"""Says what a media file holds, by decoding a little of it; the only module that imports av."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clipper.errors import MediaError
from clipper.times import clock

_log = logging.getLogger(__name__)

# Formats that only name other files, or are pictures or text to everybody but libavformat.
_REFUSED = {"hls", "dash", "concat", "imf", "sdp", "tty", "image2"}
_WITHOUT_LENGTH = {"aac", "mp3"}  # bare streams, whose length libavformat guesses, often 10 % off
_END_MS = 5_000  # how much sooner than said a recording may end


@dataclass(frozen=True, slots=True)
class Probe:
    """What a file holds. A codec is None where no frame of that kind can be decoded.

    `start_ms` is the file's own first timestamp, which is time 0 of the media;
    `audio_start_ms` and `video_start_ms` are counted from there. `fps_milli` is
    frames per 1000 seconds.
    """

    duration_ms: int
    start_ms: int
    audio_codec: str | None = None
    audio_start_ms: int = 0
    sample_rate: int = 0
    channels: int = 0
    video_codec: str | None = None
    video_start_ms: int = 0
    width: int = 0
    height: int = 0
    fps_milli: int = 0


def probe(path: Path) -> Probe:
    """What `path` holds; MediaError unless it begins with something and reaches its end."""
    import av  # noqa: PLC0415 - 0.1 s that `--help` need not pay

    try:
        if path.stat().st_size == 0:
            raise MediaError(f"'{path}' is empty", hint="fetch it again")
        # An absolute `file:` path keeps a colon or a dash in a name from meaning anything,
        # and the whitelist keeps a hostile playlist from fetching.
        with av.open(
            f"file:{path.absolute()}",
            options={"protocol_whitelist": "file"},
            metadata_errors="ignore",
        ) as container:
            return _describe(container, path)
    except av.FFmpegError as err:
        raise _undecodable(path) from err
    except OSError as err:
        raise MediaError(f"cannot read '{path}': {err.strerror}") from err


def _describe(container: Any, path: Path) -> Probe:
    formats = set(container.format.name.split(","))
    if formats & _REFUSED or container.format.name.endswith("_pipe"):
        raise _undecodable(path)
    frames = _first_frames(container)
    if not frames:
        raise MediaError(f"'{path}' holds neither sound nor picture")
    start_ms = (container.start_time or 0) // 1000
    duration_ms = _duration_ms(container, formats)
    if not _has_end(container, start_ms + duration_ms):
        raise MediaError(
            f"'{path}' is cut short: it should last {clock(duration_ms)}", hint="fetch it again"
        )
    return Probe(
        duration_ms=duration_ms,
        start_ms=start_ms,
        **_audio(*frames["audio"], start_ms) if "audio" in frames else {},
        **_video(*frames["video"], start_ms) if "video" in frames else {},
    )


def _undecodable(path: Path) -> MediaError:
    return MediaError(
        f"'{path}' is not a media file that can be decoded",
        hint="fetch it again, or convert it with ffmpeg",
    )


def _first_frames(container: Any) -> dict[str, tuple[Any, Any]]:
    """The first stream of each kind with its first frame, for the kinds that decode."""
    import av  # noqa: PLC0415

    wanted: dict[str, Any] = {}
    for stream in _streams(container):
        wanted.setdefault(stream.type, stream)
    if not wanted:  # for `demux`, none given would mean all
        return {}
    found: dict[str, tuple[Any, Any]] = {}
    for packet in container.demux(*wanted.values()):
        stream = packet.stream
        if stream.type in found:
            continue
        try:
            decoded = packet.decode()
        except av.error.InvalidDataError as err:
            _log.debug("a packet that cannot be decoded: %s", err)
            continue
        if decoded:
            found[stream.type] = (stream, decoded[0])
        if len(found) == len(wanted):
            break
    return found


def _streams(container: Any) -> list[Any]:
    """Sound and moving pictures; a cover picture is none."""
    from av.stream import Disposition  # noqa: PLC0415

    return [
        stream
        for stream in (*container.streams.audio, *container.streams.video)
        if stream.codec_context is not None and not stream.disposition & Disposition.attached_pic
    ]


def _audio(stream: Any, frame: Any, start_ms: int) -> dict[str, Any]:
    return {
        "audio_codec": stream.codec.canonical_name,
        "audio_start_ms": _at_ms(frame, start_ms),
        "sample_rate": frame.sample_rate,
        "channels": frame.layout.nb_channels,
    }


def _video(stream: Any, frame: Any, start_ms: int) -> dict[str, Any]:
    return {
        "video_codec": stream.codec.canonical_name,
        "video_start_ms": _at_ms(frame, start_ms),
        "width": frame.width,
        "height": frame.height,
        "fps_milli": round((stream.average_rate or stream.guessed_rate or 0) * 1000),
    }


def _at_ms(frame: Any, start_ms: int) -> int:
    return 0 if frame.time is None else round(frame.time * 1000) - start_ms


def _duration_ms(container: Any, formats: set[str]) -> int:
    if container.duration and not formats & _WITHOUT_LENGTH:
        # Matroska counts it from 0, others from the first timestamp.
        skipped = container.start_time or 0 if "matroska" in formats else 0
        return int(container.duration - skipped) // 1000
    return _counted_ms(container)


def _counted_ms(container: Any) -> int:
    """The end of the last packet; some files do not say, such as a recording by a browser."""
    container.seek(0)
    return max(_ends_ms(container), default=0) - (container.start_time or 0) // 1000


def _has_end(container: Any, end_ms: int) -> bool:
    """Whether there is anything in the last seconds; an interrupted download lacks them."""
    import av  # noqa: PLC0415

    try:
        container.seek(max(0, end_ms - _END_MS) * 1000)
    except av.FFmpegError:  # some formats cannot be searched
        return True
    return any(at_ms >= end_ms - _END_MS for at_ms in _ends_ms(container))


def _ends_ms(container: Any) -> Iterator[int]:
    """When each packet from here on ends, on the file's own clock."""
    for packet in container.demux():
        if packet.pts is not None:
            yield int((packet.pts + (packet.duration or 0)) * packet.time_base * 1000)
