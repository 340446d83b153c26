"""The sound of a stretch of a recording, decoded and written without ffmpeg."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from clipper.errors import MediaError
from clipper.media.arguments import AUDIO
from clipper.media.opened import LEAD_MS, OpenMedia, seek, told, written
from clipper.model import Span

_SELF_CONTAINED = {"aac", "alac", "flac", "mp3", "opus"}  # need no more than their extradata
_JITTER_S = 0.02  # less than a packet lasts; Matroska rounds to 1 ms
_RATE = 48_000  # which every encoder takes


def write(recording: OpenMedia, span: Span, target: Path, tags: Mapping[str, str]) -> None:
    """The sound in the format of the target's suffix, silence where there is none."""
    how = AUDIO[target.suffix]
    with told(recording.media.path), written(target, how["format"], tags) as output:
        stream = None
        for frame in seconds(filling(recording, span)):
            if stream is None:
                stream = _encoder(output, how, frame)
            output.mux(stream.encode(frame))
        if stream is None:
            raise MediaError(f"'{recording.media.path}' has no sound there")
        output.mux(stream.encode(None))


def _encoder(output: Any, how: Mapping[str, str], frame: Any) -> Any:
    import av  # noqa: PLC0415

    rates = av.Codec(how["c:a"], "w").audio_rates
    rate = frame.sample_rate if rates is None or frame.sample_rate in rates else _RATE
    options = {"flags": "+bitexact"} | ({"b": how["b:a"]} if "b:a" in how else {})
    return output.add_stream(how["c:a"], rate=rate, layout=frame.layout, options=options)


def seconds(frames: Iterator[Any]) -> Iterator[Any]:
    """The same samples in frames of a second, for each of which the encoder costs little."""
    import av  # noqa: PLC0415

    queue = av.AudioFifo()
    for frame in frames:
        frame.pts = None  # there is no gap
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


def _silence(frame: Any, count: int) -> Any:
    import numpy as np  # noqa: PLC0415

    return _like(frame, np.zeros((frame.layout.nb_channels, count), np.float32))


def _like(frame: Any, samples: Any) -> Any:
    import av  # noqa: PLC0415
    import numpy as np  # noqa: PLC0415

    made = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples), "fltp", frame.layout.name)
    made.sample_rate, made.time_base = frame.sample_rate, frame.time_base
    return made


def _frames(recording: OpenMedia, span: Span) -> Iterator[tuple[float, Any]]:
    """Decoded from shortly before the span to its end, with their times from its start."""
    import av  # noqa: PLC0415

    container, stream, decoder = _decoder(recording, span)
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
                    yield part.pts * unit_s - start_s, part


def _decoder(recording: OpenMedia, span: Span) -> tuple[Any, Any, Any]:
    """The open recording, its sound, and a decoder that has not decoded anything yet.

    What AAC fills bands with as noise depends on all that its decoder saw before. One
    without its stream cannot skip what belongs to the beginning of a file.
    """
    import av  # noqa: PLC0415

    container = recording.container()
    stream = container.streams.audio[0]
    codec = stream.codec_context
    if (
        recording.stays_open(container)
        and codec.codec.canonical_name in _SELF_CONTAINED
        and span.start_ms > 10 * LEAD_MS
    ):
        decoder = av.CodecContext.create(codec.name, "r")
        decoder.extradata = codec.extradata
        return container, stream, decoder
    stream = recording.container(anew=True).streams.audio[0]
    return stream.container, stream, stream.codec_context
