"""Tests a clip as a player shows it against the recording it was cut from.

Cutters start at the wrong picture, begin black, drift or lose their sound without a word; a clip
counts only when it was seen and heard to be right. What the recording lacks, a clip may lack.
Copied pictures are recognised by their bytes, encoded ones by their times; sound is recognised
by how it sounds, whatever its loudness and coding.
"""

from __future__ import annotations

import bisect
import itertools
import statistics
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from clipper.errors import MediaError
from clipper.media import pcm
from clipper.media.clip import correlate
from clipper.media.clip.h264 import BYTES, IDR, units
from clipper.media.clip.look import Look
from clipper.media.opened import OpenMedia, frames, seek, told
from clipper.media.probe import OWN_BYTES, chosen, opened
from clipper.model import Check, Media, Source, Span

_AV_OFF_MS = 20.0
_SOUND_OFF_MS = 5.0
_FRAME_MS = (1000 / 60, 250.0)  # what counts as the length of a frame
_CODEC_FRAME_MS = 30.0  # and of sound, at most: FLAC has longer ones, but ends anywhere
_ROUNDED_MS = 1.0

_LEADS_MS = (500, 5_000, 20_000, 10**9)  # mp4 is searched by times of decoding, not of showing
_TAIL = 48  # bytes by which a copied picture is known; containers change the first ones

_HEARD_MS = 1_500  # of sound are compared at a time
_NEAR_MS = 250  # how far from its place it is looked for
_FAR_MS = 5_000  # to say how far it is off
_QUIET = 3e-4  # -70 dB of full scale: a lossy encoder may drop it
_ALIKE = 0.4  # other speech comes to 0.2, white noise as AAC with 64 kbit/s still to 0.5

_BLACK = 32  # of 255
_CHANGED = 2.0  # of 255, on average: more than what coding adds
_THUMBNAIL = {"width": 32, "height": 18, "format": "gray"}
_STILL_MS = 1_000  # how long a picture stays before one looks whether it does in the recording


@dataclass
class _Pictures:
    """When pictures come on, and when those whose bytes no other one has."""

    at_ms: list[float] = field(default_factory=list)
    known: dict[bytes, float | None] = field(default_factory=dict)

    def add(self, at_ms: float, packet: Any) -> None:
        self.at_ms.append(at_ms)
        if packet.size >= _TAIL:
            tail = bytes(memoryview(packet)[-_TAIL:])
            self.known[tail] = None if tail in self.known else at_ms

    @property
    def frame_ms(self) -> float:
        """How long a picture usually stays."""
        times = sorted(self.at_ms)
        gaps = [after - at for at, after in itertools.pairwise(times)]
        least, most = _FRAME_MS
        return min(max(statistics.median(gaps or [most]), least), most)


@dataclass
class _Opening:
    """How a film begins: its first picture, and whether it stays for a second.

    What is just black or still enough in a clip is allowed to be a little less so in the
    recording, by the factor `leeway`.
    """

    leeway: int = 1
    first: Any = None
    begins_ms: float = 0.0
    is_still: bool = True
    _small: Any = None

    def see(self, at_ms: float, frame: Any) -> None:
        import av  # noqa: PLC0415

        if self.first is not None and not (self.is_still and at_ms < self.begins_ms + _STILL_MS):
            return
        if self._small is None:
            self._small = av.video.reformatter.VideoReformatter()
        small = self._small.reformat(frame, **_THUMBNAIL).to_ndarray().astype(float)
        if self.first is None:
            self.first, self.begins_ms = small, at_ms
        self.is_still = bool(abs(small - self.first).mean() < self.leeway * _CHANGED)

    @property
    def is_black(self) -> bool:
        return self.first is not None and bool(self.first.max() < self.leeway * _BLACK)


@dataclass
class _Shown:
    """What a player makes of a clip."""

    starts_ms: float = 0.0
    lasts_ms: float = 0.0
    errors: int = 0
    is_open: bool = False
    first: dict[int, int] = field(default_factory=dict)
    pictures: _Pictures = field(default_factory=_Pictures)
    opening: _Opening = field(default_factory=_Opening)
    codec_frame_ms: float = 0.0


def check(
    target: Path, source: OpenMedia, span: Span, look: Look, method: str
) -> tuple[Check, ...]:
    """The properties of the clip at `target` that hold, each with how far it is off.

    `off_ms` is None where there was nothing to measure, as in silence. Raises MediaError that
    names the first check that fails, and the figure.
    """
    with told(target):
        shown = _shown(target)
    with told(source.media.path):
        if look.kind == "audio":
            return tuple(_of_sound(target, shown, source, span))
        return tuple(_of_film(target, shown, source, span, method))


def _of_sound(target: Path, shown: _Shown, source: OpenMedia, span: Span) -> Iterator[Check]:
    yield _decodes(shown)
    yield _duration(shown.lasts_ms, span, min(shown.codec_frame_ms, _CODEC_FRAME_MS))
    yield _sound(_sound_off_ms(target, source, span))


def _of_film(
    target: Path, shown: _Shown, source: OpenMedia, span: Span, method: str
) -> Iterator[Check]:
    wanted = _wanted(source, span)
    yield _decodes(shown)
    yield _duration(shown.starts_ms + shown.lasts_ms, span, shown.pictures.frame_ms)
    if method == "smart" and target.suffix == ".mp4":  # made for players without edit lists
        _duration(_bare_ms(target), span, _FRAME_MS[1])
    yield _first_picture(shown, wanted, source, span, method)
    picture_ms = _picture_off_ms(shown.pictures, wanted, span)
    yield _pictures(shown.pictures, wanted, source, span, picture_ms)
    if source.media.audio_codec is None:
        return
    if not shown.codec_frame_ms:
        raise _failed("sound", "the clip has none")
    sound_ms = _sound_off_ms(target, source, span)
    if sound_ms is not None:
        sound_ms += shown.starts_ms
    yield _av_offset(picture_ms, sound_ms)
    yield _sound(sound_ms)


def _failed(name: str, what: str) -> MediaError:
    return MediaError(f"check '{name}': {what}")


def _decodes(shown: _Shown) -> Check:
    if shown.is_open:  # Chromium shows nothing, or stops, unless it knows the pictures before
        raise _failed("decodes", "it begins with a picture at which players cannot begin")
    if shown.errors:
        raise _failed("decodes", f"{shown.errors} packets cannot be decoded")
    return Check("decodes")


def _duration(lasts_ms: float, span: Span, frame_ms: float) -> Check:
    off_ms = lasts_ms - span.length_ms
    if abs(off_ms) > frame_ms + _ROUNDED_MS:
        raise _failed("duration", f"{lasts_ms:.0f} ms instead of {span.length_ms} ms")
    return Check("duration", round(off_ms, 3))


def _bare_ms(target: Path) -> float:
    """How long an mp4 lasts whose edit lists are ignored."""
    with opened(target, ignores_edits=True) as container:
        return float(container.duration or 0) / 1000


def _first_picture(
    shown: _Shown, wanted: _Pictures, source: OpenMedia, span: Span, method: str
) -> Check:
    name = "first-picture"
    if shown.opening.first is None:
        raise _failed(name, "no picture is shown")
    due_ms = max(0.0, min(wanted.at_ms, default=0.0))
    off_ms = min(shown.pictures.at_ms) - due_ms
    if abs(off_ms) > shown.pictures.frame_ms + _ROUNDED_MS:
        raise _failed(name, f"{abs(off_ms):.0f} ms too {'late' if off_ms > 0 else 'early'}")
    # Copied pictures stand as still as those of the recording.
    is_odd = shown.opening.is_still and method != "copy"
    if shown.opening.is_black or is_odd:
        true = _true_opening(source, span)
        if shown.opening.is_black and not true.is_black:
            raise _failed(name, "black, which the recording is not there")
        if is_odd and not true.is_still:
            raise _failed(name, f"it stays for {_STILL_MS} ms, as the recording's does not")
    return Check(name, round(off_ms, 3))


def _pictures(
    shown: _Pictures, wanted: _Pictures, source: OpenMedia, span: Span, off_ms: float | None
) -> Check:
    """Each of the recording's comes on within a frame of its time, as far as they decode."""
    limit_ms = shown.frame_ms + _ROUNDED_MS
    if off_ms is not None and abs(off_ms) > limit_ms:
        late = "late" if off_ms > 0 else "early"
        raise _failed("pictures", f"they come on {abs(off_ms):.0f} ms too {late}")
    lost_ms = _farthest(shown, wanted.at_ms, span)
    if lost_ms > limit_ms:
        lost_ms = _farthest(shown, (at_ms for at_ms, _ in _decoded(source, span)), span)
    if lost_ms > limit_ms:
        raise _failed("pictures", f"none comes on within {lost_ms:.0f} ms of where one should")
    return Check("pictures", None if off_ms is None else round(off_ms, 3))


def _farthest(shown: _Pictures, due: Iterable[float], span: Span) -> float:
    times = sorted(shown.at_ms)
    inside = (at_ms for at_ms in due if 0 <= at_ms < span.length_ms)
    return max((abs(_nearest(times, at_ms) - at_ms) for at_ms in inside), default=0.0)


def _av_offset(picture_ms: float | None, sound_ms: float | None) -> Check:
    if picture_ms is None or sound_ms is None:
        return Check("av-offset")
    off_ms = picture_ms - sound_ms
    if abs(off_ms) > _AV_OFF_MS:
        late = "pictures" if off_ms > 0 else "sound"
        raise _failed("av-offset", f"the {late} {abs(off_ms):.0f} ms late")
    return Check("av-offset", round(off_ms, 3))


def _sound(off_ms: float | None) -> Check:
    if off_ms is not None and abs(off_ms) > _SOUND_OFF_MS:
        raise _failed("sound", f"{abs(off_ms):.1f} ms too {'late' if off_ms > 0 else 'early'}")
    return Check("sound", off_ms)


def _shown(target: Path) -> _Shown:
    """The whole clip, decoded."""
    with opened(target, probe_bytes=OWN_BYTES) as container:
        shown = _Shown(
            starts_ms=(container.start_time or 0) / 1000, lasts_ms=(container.duration or 0) / 1000
        )
        played = chosen(container)
        if "video" in played:  # a fifth cheaper, and damage shows as well
            played["video"].codec_context.options = {"skip_loop_filter": "all"}
        for packet in container.demux(*played.values()):
            _show(packet, shown)
    return shown


def _show(packet: Any, shown: _Shown) -> None:
    import av  # noqa: PLC0415

    is_picture = packet.stream.type == "video"
    if packet.pts is not None and packet.stream_index not in shown.first:
        shown.first[packet.stream_index] = packet.pts
        shown.is_open |= packet.stream.codec.canonical_name == "h264" and not _has_idr(packet)
    if packet.pts is not None and packet.pts < shown.first[packet.stream_index]:
        shown.errors += 1  # it refers to one before the clip
    if is_picture and packet.pts is not None and not packet.is_discard:
        shown.pictures.add(_ms(packet.pts, packet.time_base), packet)
    try:
        decoded = packet.decode()
    except av.error.InvalidDataError:
        shown.errors += 1
        return
    for frame in decoded:
        shown.errors += frame.is_corrupt
        if is_picture:
            shown.opening.see(frame.time * 1000, frame)
        else:
            shown.codec_frame_ms = max(
                shown.codec_frame_ms, frame.samples * 1000 / frame.sample_rate
            )


def _has_idr(packet: Any) -> bool:
    """Whether an H.264 packet holds a picture after which none refers to earlier ones."""
    import av  # noqa: PLC0415

    stream = av.BitStreamFilterContext(BYTES, packet.stream)
    parts = stream.filter(av.Packet(bytes(packet)))  # it consumes what it gets
    return any(IDR in units(bytes(part)) for part in parts)


def _ms(count: int, unit: Any) -> float:
    return float(count * 1000 * unit.numerator / unit.denominator)


def _wanted(source: OpenMedia, span: Span) -> _Pictures:
    """The recording's pictures up to the end of the span, from its start; some before it."""
    container, stream, start_ms = _at(source, span)
    pictures = _Pictures()
    for packet in container.demux(stream):
        if packet.pts is None:
            continue
        at_ms = _ms(packet.pts, packet.time_base) - start_ms
        decoded_ms = at_ms if packet.dts is None else _ms(packet.dts, packet.time_base) - start_ms
        if decoded_ms >= span.length_ms:
            break
        if at_ms < span.length_ms:
            pictures.add(at_ms, packet)
    return pictures


def _true_opening(source: OpenMedia, span: Span) -> _Opening:
    """How the recording begins where the span does."""
    opening, before = _Opening(leeway=2), None
    for at_ms, frame in _decoded(source, span):
        if at_ms > 0 and before is not None:
            opening.see(0.0, before)
            before = None
        if at_ms > _STILL_MS:
            break
        if at_ms > 0:
            opening.see(at_ms, frame)
        else:
            before = frame
    if before is not None:
        opening.see(0.0, before)
    return opening


def _decoded(source: OpenMedia, span: Span) -> Iterator[tuple[float, Any]]:
    """The recording's pictures as far as they decode, with times from the start of the span."""
    container, stream, start_ms = _at(source, span)
    for frame in frames(container.demux(stream)):
        if frame.pts is None:  # as in AVI
            continue
        at_ms = frame.time * 1000 - start_ms
        if at_ms >= span.length_ms:
            return
        yield at_ms, frame


def _at(source: OpenMedia, span: Span) -> tuple[Any, Any, float]:
    """The recording at a key frame before the span, its pictures, and the start on its clock.

    Of what mp4 decodes before a gap some may be shown after it, and there a seek may land.
    """
    container = source.container()
    stream = chosen(container)["video"]
    start_ms = span.start_ms + (container.start_time or 0) / 1000
    for lead_ms in _LEADS_MS:
        seek(container, span.start_ms - lead_ms, stream)
        keys = (p for p in container.demux(stream) if p.is_keyframe and p.pts is not None)
        key = next(keys, None)
        seek(container, span.start_ms - lead_ms, stream)
        if key is not None and _ms(key.pts, key.time_base) <= start_ms:
            break
    return container, stream, start_ms


def _picture_off_ms(shown: _Pictures, wanted: _Pictures, span: Span) -> float | None:
    """By how much pictures come late; the one on screen at the start is due then."""
    known = [
        at_ms - max(0.0, due_ms)
        for tail, at_ms in shown.known.items()
        if at_ms is not None and (due_ms := wanted.known.get(tail)) is not None
    ]
    times = sorted(shown.at_ms)
    near = [_nearest(times, at_ms) - at_ms for at_ms in wanted.at_ms if 0 <= at_ms < span.length_ms]
    found = [statistics.median(each) for each in (known, near) if each]
    return max(found, key=abs, default=None)


def _nearest(times: list[float], at_ms: float) -> float:
    place = bisect.bisect(times, at_ms)
    return min(times[max(0, place - 1) : place + 1], key=lambda each: abs(each - at_ms))


def _sound_off_ms(target: Path, source: OpenMedia, span: Span) -> float | None:
    """By how much the sound comes late, early and late in the clip: the larger figure."""
    starts = range(0, max(1, span.length_ms - _HEARD_MS + 1), _HEARD_MS)
    half = (len(starts) + 1) // 2
    clip = Media(Source(""), target, "", span.length_ms, source.media.audio_codec, None)
    with OpenMedia(clip, is_heard=True, is_own=True) as heard:
        found = [
            off_ms
            for some in (starts[:half], starts[half:][::-1])
            if (off_ms := _first_off_ms(some, heard, source, span)) is not None
        ]
    return max(found, key=abs, default=None)


def _first_off_ms(starts: range, clip: OpenMedia, source: OpenMedia, span: Span) -> float | None:
    """Measured at the first of the starts at which the recording is loud enough."""
    for start_ms in starts:
        part = Span(start_ms, min(start_ms + _HEARD_MS, span.length_ms))
        there = Span(span.start_ms + part.start_ms, span.start_ms + part.end_ms)
        around, due = _around(source, there, _NEAR_MS)
        if not _is_loud(around[due:][: part.length_ms * pcm.RATE // 1000]):
            continue
        sound = pcm.samples(clip, part)
        at, alike = correlate.place(sound, around, due)
        if alike >= _ALIKE:
            return round((due - at) * 1000 / pcm.RATE, 3)
        around, due = _around(source, there, _FAR_MS)
        at, alike = correlate.place(sound, around, due)
        if alike >= _ALIKE:
            raise _failed("sound", f"{(due - at) * 1000 / pcm.RATE:.0f} ms too late")
        raise _failed("sound", f"it is not the recording's: its likeness is {alike:.2f} of 1")
    return None


def _around(source: OpenMedia, there: Span, margin_ms: int) -> tuple[Any, int]:
    """The recording's sound there and on both sides, and the sample at which `there` begins."""
    first_ms = max(0, there.start_ms - margin_ms)
    sound = pcm.samples(source, Span(first_ms, there.end_ms + margin_ms))
    return sound, (there.start_ms - first_ms) * pcm.RATE // 1000


def _is_loud(sound: Any) -> bool:
    import numpy as np  # noqa: PLC0415

    return len(sound) > 1 and bool(np.sqrt(np.mean(np.diff(sound) ** 2)) > _QUIET)
