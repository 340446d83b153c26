"""The sound of a file as a track of an mp4 that is being written."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

_BIT_RATE = "128k"


def length_s(container: Any) -> Fraction:
    """How long its sound is, as a player plays it."""
    stream = container.streams.audio[0]
    if stream.duration is None:
        return Fraction(container.duration or 0, 1_000_000)
    return Fraction(stream.duration * stream.time_base)


def soundtrack(container: Any, output: Any) -> Iterator[Any]:
    """The packets of a track that is added here: AAC as it is, anything else encoded to it."""
    stream = container.streams.audio[0]
    if stream.codec.canonical_name == "aac":
        copied = output.add_stream_from_template(stream, opaque=True)
        return _copied(container.demux(stream), copied)
    layout = "mono" if stream.channels == 1 else "stereo"
    options = {"flags": "+bitexact", "b": _BIT_RATE}
    encoder = output.add_stream("aac", rate=stream.rate, layout=layout, options=options)
    return _encoded(container.decode(stream), encoder)


def _copied(packets: Iterator[Any], track: Any) -> Iterator[Any]:
    for packet in packets:
        if packet.pts is not None:  # as at the end of the file
            packet.stream = track
            yield packet


def _encoded(frames: Iterator[Any], encoder: Any) -> Iterator[Any]:
    for frame in itertools.chain(frames, [None]):
        yield from encoder.encode(frame)
