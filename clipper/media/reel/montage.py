"""Makes the video reel: pictures to a sound that is already made, through one encoder.

The sound is the clock. The time of a picture is computed from its number: nothing adds up over
the joins. One recording is open at a time, two while they cross-fade, so that memory does not
grow with the reel.
"""

from __future__ import annotations

import itertools
import logging
from collections import deque
from collections.abc import Callable, Container, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clipper import store
from clipper.config import Quality
from clipper.errors import MediaError
from clipper.media.arguments import h264_options
from clipper.media.clip.remux import merged
from clipper.media.opened import OpenMedia, told, written
from clipper.media.probe import opened
from clipper.media.reel import label, pictures
from clipper.media.reel.canvas import Canvas
from clipper.media.reel.chapters import Chapter, add_chapters
from clipper.media.reel.scenes import Part, Scene, middle_us, numbers, scenes
from clipper.media.reel.soundtrack import length_s, soundtrack
from clipper.model import Span

if TYPE_CHECKING:
    from clipper.media.reel.canvas import Picture

_log = logging.getLogger(__name__)

_KEY_S = 2  # seconds between pictures that a player can jump to
# Pictures begin at 0 also for players that know no edit lists.
_MOVFLAGS = "+negative_cts_offsets"
_CARD = 40  # of luminance
_BT709, _LIMITED = 1, 1  # ITU-T H.273; and AVCOL_RANGE_MPEG


@dataclass(frozen=True, slots=True)
class ReelLook:
    """The pictures of a reel; an odd size loses a row or a column. With `label` it is drawn."""

    width: int = 1280
    height: int = 720
    fps: int = 30
    label: bool = False
    quality: Quality = "normal"


def montage(  # noqa: PLR0913
    parts: Sequence[Part],
    sound: Path,
    target: Path,
    *,
    look: ReelLook,
    chapters: Sequence[Chapter] = (),
    tags: Mapping[str, str],
    ffmpeg: str,
) -> None:
    """An mp4 at `target` that shows the parts, in their order, and sounds like `sound`.

    It lasts as long as the sound, to a picture. AAC is copied, other formats are encoded.
    `ffmpeg` draws labels. Raises MediaError where a recording has no picture to show, or the
    file cannot be written.
    """
    canvas = Canvas(look.width // 2 * 2, look.height // 2 * 2)
    with store.replacing(target) as temporary, told(target, "make"), opened(sound) as heard:
        length_ms = round(length_s(heard) * 1000)
        shown = numbers(Span(0, length_ms), look.fps)
        studio = _Studio(look, canvas, target.parent, ffmpeg)
        reel = _reel(studio, scenes(parts, length_ms), shown)
        with written(temporary, "mp4", tags, movflags=_MOVFLAGS) as output:
            add_chapters(output, chapters)
            keys = {numbers(part.at, look.fps).start for part in parts}
            seen = _packets(_encoder(output, look, canvas), reel, keys)
            for packet in merged(seen, soundtrack(heard, output)):
                output.mux(packet)


def _has_steady_tree(width: int) -> bool:
    """Whether x264's macroblock tree does not read what it never wrote.

    It did where rows were no multiple of four macroblocks: one encode in fifty had other bytes.
    """
    return -(-width // 16) % 4 == 0


def _encoder(output: Any, look: ReelLook, canvas: Canvas) -> Any:
    """H.264 that Apple's devices and browsers play; with these threads always the same bytes."""
    options = {**h264_options(look.quality), "forced-idr": "1"}
    options |= {"flags": "+bitexact"} | ({} if _has_steady_tree(canvas.width) else {"mbtree": "0"})
    track = output.add_stream("libx264", rate=look.fps, options=options)
    context = track.codec_context
    context.width, context.height, context.pix_fmt = canvas.width, canvas.height, "yuv420p"
    context.thread_type, context.thread_count = "FRAME", 2
    context.gop_size = _KEY_S * look.fps
    context.color_range = _LIMITED
    context.colorspace = context.color_primaries = context.color_trc = _BT709
    return track


def _packets(encoder: Any, reel: Iterable[Picture], keys: Container[int]) -> Iterator[Any]:
    """The reel encoded; a player can jump to the pictures with the numbers `keys`."""
    import av  # noqa: PLC0415
    from av.video.frame import PictureType  # noqa: PLC0415

    for number, picture in enumerate(reel):
        frame = av.VideoFrame.from_ndarray(picture, format="yuv420p")
        frame.pts = number
        if number in keys:
            frame.pict_type = PictureType.I
        yield from encoder.encode(frame)
    yield from encoder.encode(None)


@dataclass(frozen=True, slots=True)
class _Studio:
    """What all pictures of a reel are made with; `folder` is for what is needed meanwhile."""

    look: ReelLook
    canvas: Canvas
    folder: Path
    ffmpeg: str

    def drawn(self, text: str, place: label.Place) -> Picture:
        size = (self.canvas.width, self.canvas.height)
        return label.drawn(text, size, place, folder=self.folder, ffmpeg=self.ffmpeg)


@dataclass(frozen=True, slots=True)
class _Film:
    """The pictures of a scene, one for each of its numbers in the reel."""

    scene: Scene
    numbers: range
    pictures: Generator[Picture, None, None]


def _reel(studio: _Studio, seen: Iterable[Scene], shown: range) -> Iterator[Picture]:
    """All pictures: what is seen of each scene then, one over the other."""
    fps, canvas, black = studio.look.fps, studio.canvas, studio.canvas.plain()
    waiting = deque(film for film in (_film(studio, scene) for scene in seen) if film.numbers)
    playing: list[_Film] = []
    for number in shown:
        for film in [film for film in playing if number not in film.numbers]:
            film.pictures.close()
            playing.remove(film)
        while waiting and number in waiting[0].numbers:
            playing.append(waiting.popleft())
        picture = black
        for film in playing:
            share = film.scene.share(middle_us(number, fps))
            picture = canvas.mixed(picture, next(film.pictures), share)
        yield picture


def _film(studio: _Studio, scene: Scene) -> _Film:
    """Its recording is opened for the first of the pictures, and closed with them."""
    shown = numbers(scene.seen, studio.look.fps)
    return _Film(scene, shown, _pictures(studio, scene, shown))


def _pictures(studio: _Studio, scene: Scene, shown: range) -> Generator[Picture, None, None]:
    """One for each number; a picture that stays on the screen is fitted once."""
    part = scene.part
    with OpenMedia(part.media) as recording, pictures.told(part.media.path, part.span.start_ms):
        if part.media.video_codec is None:
            yield from itertools.repeat(_still(studio, part, recording), len(shown))
            return
        finished = _finisher(studio, part, pictures.aspect(recording))
        before, picture = None, studio.canvas.plain()
        times_us = (scene.source_us(middle_us(number, studio.look.fps)) for number in shown)
        for frame in pictures.shown(recording, times_us):
            if frame is not before:
                before, picture = frame, finished(frame)
            yield picture


def _still(studio: _Studio, part: Part, recording: OpenMedia) -> Picture:
    """What is shown of sound: its cover, or a card that says what is heard."""
    frame = pictures.cover(recording)
    if frame is not None:
        return _finisher(studio, part, (1, 1))(frame)
    card = studio.canvas.plain(_CARD)
    try:
        return studio.canvas.labelled(card, studio.drawn(part.label, "middle"))
    except MediaError as err:
        if studio.look.label:
            raise
        _log.warning("the card of '%s' stays empty: %s", part.media.path, err)
        return card


def _finisher(studio: _Studio, part: Part, aspect: tuple[int, int]) -> Callable[[Any], Picture]:
    """Makes a picture of the reel from a frame with pixels of this shape."""
    canvas = studio.canvas
    if not (studio.look.label and part.label):
        return partial(canvas.fitted, aspect=aspect)
    text = studio.drawn(part.label, "corner")
    return lambda frame: canvas.labelled(canvas.fitted(frame, aspect), text)
