"""Opens media files with PyAV, and says what they hold by decoding a little of them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clipper.errors import MediaError
from clipper.times import clock

_log = logging.getLogger(__name__)

# Formats that only name other files, or are pictures or text to everybody but libavformat.
_REFUSED = {"hls", "dash", "concat", "imf", "sdp", "tty", "image2"}
_WITHOUT_LENGTH = {"aac", "mp3"}  # bare streams, whose length libavformat guesses, often 10 % off
OWN_BYTES = 5_000  # to be sure that no other sound is hidden in a wav, 5 MB are searched
REORDERED = 16  # pictures at most in H.264 that are decoded before the one shown first
_END_MS = 5_000  # how much sooner than said a recording may end

_Times = dict[str, float | None]  # kind: when its first frame comes, in seconds


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


def probe(path: Path, *, decode: bool = True) -> Probe:
    """What `path` holds; MediaError unless it begins with something and reaches its end.

    Without `decode` it goes by the packets: enough for what was copied or encoded just
    now, where to decode up to the first picture that is shown may take longer than to copy.
    """
    import av  # noqa: PLC0415 - 0.1 s that `--help` need not pay

    try:
        if path.stat().st_size == 0:
            raise MediaError(f"'{path}' is empty", hint="fetch it again")
        with opened(path, probe_bytes=None if decode else OWN_BYTES) as container:
            return _describe(container, path, _decoded if decode else _shown)
    except av.FFmpegError as err:
        raise _undecodable(path) from err
    except OSError as err:
        raise MediaError(f"cannot read '{path}': {err.strerror}") from err


def opened(path: Path, *, probe_bytes: int | None = None, ignores_edits: bool = False) -> Any:
    """An open file, which its user closes; `probe_bytes` of it are read to find out about it.

    With `ignores_edits` an mp4 is read as by players that know no edit lists.

    An absolute `file:` path keeps a colon or a dash in a name from meaning anything, and
    the whitelist keeps a hostile playlist from fetching.
    """
    import av  # noqa: PLC0415

    options = {"protocol_whitelist": "file"}
    if probe_bytes is not None:
        options["probesize"] = str(probe_bytes)
    if ignores_edits:
        options["ignore_editlist"] = "1"
    return av.open(f"file:{path.absolute()}", options=options, metadata_errors="ignore")


def _describe(container: Any, path: Path, first: Callable[[Any, list[Any]], _Times]) -> Probe:
    formats = set(container.format.name.split(","))
    if formats & _REFUSED or container.format.name.endswith("_pipe"):
        raise _undecodable(path)
    wanted = chosen(container)
    # For `demux`, no streams would mean all.
    found = first(container, [*wanted.values()]) if wanted else {}
    if not found:
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
        **_audio(wanted["audio"], found["audio"], start_ms) if "audio" in found else {},
        **_video(wanted["video"], found["video"], start_ms) if "video" in found else {},
    )


def _undecodable(path: Path) -> MediaError:
    return MediaError(
        f"'{path}' is not a media file that can be decoded",
        hint="fetch it again, or convert it with ffmpeg",
    )


def _decoded(container: Any, wanted: list[Any]) -> _Times:
    """When the first frame comes, for the kinds that decode."""
    import av  # noqa: PLC0415

    found: _Times = {}
    for packet in container.demux(*wanted):
        kind = packet.stream.type
        if kind in found:
            continue
        try:
            frames = packet.decode()
        except av.error.InvalidDataError as err:
            _log.debug("a packet that cannot be decoded: %s", err)
            continue
        if frames:
            found[kind] = frames[0].time
        if len(found) == len(wanted):
            break
    return found


def _shown(container: Any, wanted: list[Any]) -> _Times:
    """When the first packet comes that an edit list does not hide."""
    times: dict[str, list[float]] = {}
    for packet in container.demux(*wanted):
        if packet.pts is not None and not packet.is_discard:
            times.setdefault(packet.stream.type, []).append(float(packet.pts * packet.time_base))
        if len(times) == len(wanted) and all(len(each) > REORDERED for each in times.values()):
            break
    return {kind: min(each) for kind, each in times.items()}


def streams(container: Any) -> list[Any]:
    """Sound and moving pictures; a cover picture is none."""
    from av.stream import Disposition  # noqa: PLC0415

    return [
        stream
        for stream in (*container.streams.audio, *container.streams.video)
        if stream.codec_context is not None and not stream.disposition & Disposition.attached_pic
    ]


def chosen(container: Any) -> dict[str, Any]:
    """The stream of each kind ("audio", "video") that a player plays: the default or first one."""
    from av.stream import Disposition  # noqa: PLC0415

    found: dict[str, Any] = {}
    for stream in streams(container):
        best = found.setdefault(stream.type, stream)
        if stream.disposition & Disposition.default and not best.disposition & Disposition.default:
            found[stream.type] = stream
    return found


def _audio(stream: Any, time_s: float | None, start_ms: int) -> dict[str, Any]:
    return {
        "audio_codec": stream.codec.canonical_name,
        "audio_start_ms": _at_ms(time_s, start_ms),
        "sample_rate": stream.codec_context.sample_rate,
        "channels": stream.codec_context.channels,
    }


def _video(stream: Any, time_s: float | None, start_ms: int) -> dict[str, Any]:
    return {
        "video_codec": stream.codec.canonical_name,
        "video_start_ms": _at_ms(time_s, start_ms),
        "width": stream.codec_context.width,
        "height": stream.codec_context.height,
        "fps_milli": round((stream.average_rate or stream.guessed_rate or 0) * 1000),
    }


def _at_ms(time_s: float | None, start_ms: int) -> int:
    return 0 if time_s is None else round(time_s * 1000) - start_ms


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
            unit = packet.time_base  # a slow fraction
            yield (packet.pts + (packet.duration or 0)) * 1000 * unit.numerator // unit.denominator
