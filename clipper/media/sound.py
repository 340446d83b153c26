"""The sound of a stretch of a recording, decoded and written without ffmpeg."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from clipper.errors import MediaError
from clipper.media.arguments import sound_options
from clipper.media.clip.look import Look
from clipper.media.limiter import PEAK_DBFS, limited
from clipper.media.opened import LEAD_MS, OpenMedia, seek, told, written
from clipper.media.probe import chosen
from clipper.model import Span

_SELF_CONTAINED = {"aac", "alac", "flac", "mp3", "opus"}  # need no more than their extradata
_JITTER_S = 0.02  # less than a packet lasts; Matroska rounds to 1 ms
_RATE = 48_000  # which every encoder takes


def write(
    recording: OpenMedia, span: Span, target: Path, look: Look, tags: Mapping[str, str]
) -> None:
    """The sound in the format of the target's suffix, silence where there is none."""
    how = sound_options(target.suffix, look.quality)
    with told(recording.media.path), written(target, how["format"], tags) as output:
        frames = seconds(louder(filling(recording, span), look.gain_db))
        first = next(frames, None)
        if first is None:
            raise MediaError(f"'{recording.media.path}' has no sound there")
        stream = _encoder(output, how, first)
        for frame in itertools.chain([first], frames, [None]):
            output.mux(stream.encode(frame))


def encoded(recording: OpenMedia, span: Span, output: Any, look: Look) -> list[Any]:
    """Packets of the sound, in a new stream of `output`, a file with pictures.

    AAC comes without the packet with which its encoder warms up: its sound starts where it
    should in players that know nothing of edit lists too, and fades in over 20 ms.
    """
    how = sound_options(look.suffix, look.quality)
    frames = seconds(louder(filling(recording, span), look.gain_db))
    first = next(frames, None)
    if first is None:
        first, frames = _quiet(recording.held.sample_rate or _RATE, span), iter(())
    stream = _encoder(output, how, first)
    packets = [p for frame in (first, *frames, None) for p in stream.encode(frame)]
    return [p for p in packets if p.pts >= 0] if how["c:a"] == "aac" else packets


def _encoder(output: Any, how: Mapping[str, str], frame: Any) -> Any:
    import av  # noqa: PLC0415

    rates = av.Codec(how["c:a"], "w").audio_rates
    rate = frame.sample_rate if rates is None or frame.sample_rate in rates else _RATE
    options = {"flags": "+bitexact"} | ({"b": how["b:a"]} if "b:a" in how else {})
    return output.add_stream(how["c:a"], rate=rate, layout=frame.layout, options=options)


def louder(frames: Iterator[Any], gain_db: float) -> Iterator[Any]:
    """The frames with a gain, no sample of them above what an encoder may be given."""
    if not gain_db:
        return frames
    return limited(frames, gain_db=gain_db, limit_dbfs=PEAK_DBFS, form="fltp")


def seconds(frames: Iterator[Any]) -> Iterator[Any]:
    """The same samples in frames of a second, for each of which the encoder costs little."""
    import av  # noqa: PLC0415

    queue = av.AudioFifo()
    for frame in frames:
        frame.pts, frame.time_base = None, Fraction(1, frame.sample_rate)  # there is no gap
        queue.write(frame)
        if queue.samples >= frame.sample_rate:
            yield queue.read()
    if queue.samples:
        yield queue.read()


def filling(recording: OpenMedia, span: Span) -> Iterator[Any]:
    """Frames that fill the span exactly; none where no sound is near it."""
    end, follows = 0, None
    for at_s, frame in _frames(recording, span):
        at, count = round(at_s * frame.sample_rate), span.length_ms * frame.sample_rate // 1000
        if follows is not None and abs(at - follows) <= _JITTER_S * frame.sample_rate:
            at = follows
        follows = at + frame.samples
        if min(at, count) > end:
            yield _silence(frame, min(at, count) - end)
            end = min(at, count)
        part = frame if at == end and follows <= count else _part(frame, end - at, count - at)
        if part is not None:
            yield part
            end += part.samples
    if follows is not None and end < count:
        yield _silence(frame, count - end)


def _part(frame: Any, first: int, last: int) -> Any | None:
    """The samples [first, last) of a frame."""
    samples = frame.to_ndarray()[:, max(0, first) : max(0, last)]
    return _like(frame, samples) if samples.shape[1] else None


def _quiet(rate: int, span: Span) -> Any:
    import av  # noqa: PLC0415
    import numpy as np  # noqa: PLC0415

    samples = np.zeros((2, max(1, span.length_ms * rate // 1000)), np.float32)
    made = av.AudioFrame.from_ndarray(samples, "fltp", "stereo")
    made.sample_rate, made.time_base, made.pts = rate, Fraction(1, rate), 0
    return made


def _silence(frame: Any, count: int) -> Any:
    import numpy as np  # noqa: PLC0415

    return _like(frame, np.zeros((frame.layout.nb_channels, count), np.float32))


def _like(frame: Any, samples: Any) -> Any:
    import av  # noqa: PLC0415
    import numpy as np  # noqa: PLC0415

    made = av.AudioFrame.from_ndarray(
        np.ascontiguousarray(samples, np.float32), "fltp", frame.layout.name
    )
    made.sample_rate, made.time_base = frame.sample_rate, frame.time_base
    return made


def _frames(recording: OpenMedia, span: Span) -> Iterator[tuple[float, Any]]:
    """Decoded from shortly before the span to its end, with their times from its start."""
    import av  # noqa: PLC0415

    container, stream, decoder = _decoder(recording, span)
    if span.start_ms > LEAD_MS:  # a seek to the start of Opus forgets what it has to skip there
        seek(container, span.start_ms - LEAD_MS, stream)
    start_s = span.start_ms / 1000 + (container.start_time or 0) / 1_000_000
    end_s = start_s + span.length_ms / 1000
    unit_s = float(stream.time_base)
    floats: Any = None
    for packet in container.demux(stream):
        if packet.pts is not None and packet.pts * unit_s >= end_s:
            return
        try:
            frames = decoder.decode(packet)
        except av.error.InvalidDataError:
            continue  # as ffmpeg does; it becomes silence
        for frame in frames:
            if floats is None:
                layout = "mono" if frame.layout.nb_channels == 1 else "stereo"
                floats = av.AudioResampler(format="fltp", layout=layout)
            for part in floats.resample(frame):
                if part.pts is not None:
                    yield float(part.pts * part.time_base) - start_s, part


def _decoder(recording: OpenMedia, span: Span) -> tuple[Any, Any, Any]:
    """The open recording, its sound, and a decoder that has not decoded anything yet.

    What AAC fills bands with as noise depends on all that its decoder saw before. One
    without its stream cannot skip what belongs to the beginning of a file.
    """
    import av  # noqa: PLC0415

    container = recording.container()
    stream = chosen(container)["audio"]
    codec = stream.codec_context
    if (
        recording.stays_open(container)
        and codec.codec.canonical_name in _SELF_CONTAINED
        and span.start_ms > 10 * LEAD_MS
    ):
        decoder = av.CodecContext.create(codec.name, "r")
        decoder.extradata = _without_skip(codec)
        return container, stream, decoder
    stream = chosen(recording.container(anew=True))["audio"]
    return stream.container, stream, stream.codec_context


def _without_skip(codec: Any) -> bytes | None:
    """What the decoder has to know; of Opus not how much of the file's beginning is to be skipped.

    https://datatracker.ietf.org/doc/html/rfc7845#section-5.1
    """
    known: bytes | None = codec.extradata
    if known is None or codec.codec.canonical_name != "opus":
        return known
    return known[:10] + bytes(2) + known[12:]
