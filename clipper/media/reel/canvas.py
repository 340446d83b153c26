"""Pictures of one size for a reel: fitted, mixed and labelled.

Here a picture is an array of bytes, YUV 4:2:0 in the colours of BT.709: `height` rows of
luminance, then two planes of half the size. Nobody writes into one that was handed out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Picture = npt.NDArray[np.uint8]

_BLACK, _WHITE, _GREY = 16, 235, 128  # of luminance; and a colour that is none
_BOX = 90  # of 256: how much of the picture is seen through the box behind a label
_HD_LINES = 720  # from which on colours are BT.709, in files that do not say
_HDR = {16: "PQ", 18: "HLG"}  # transfer characteristics, ITU-T H.273 table 3
_UNKNOWN = {0, 2}  # colour spaces: RGB, which needs none, and "unspecified"
_TURNS = {90: ("cclock",), -90: ("clock",), 180: ("clock", "clock"), -180: ("clock", "clock")}
_GRAPHS = 4  # kept at most: a recording has seldom more than one shape


@dataclass
class Canvas:
    """Where pictures of any kind are fitted into one size, which is even."""

    width: int
    height: int
    _graphs: dict[tuple[object, ...], Any] = field(default_factory=dict)

    def plain(self, luminance: int = _BLACK) -> Picture:
        """One without colour."""
        import numpy as np  # noqa: PLC0415

        made = np.full((self.height * 3 // 2, self.width), _GREY, np.uint8)
        made[: self.height] = luminance
        return made

    def fitted(self, frame: Any, aspect: tuple[int, int]) -> Picture:
        """A decoded frame upright, scaled as far as it fits, in the middle of black."""
        graph = self._graph(frame, aspect)
        graph.push(frame)
        return _array(graph.pull())

    def _graph(self, frame: Any, aspect: tuple[int, int]) -> Any:
        """Filters for frames like this; what HDR needs takes seconds to set up."""
        shape = (frame.width, frame.height, frame.format.name, aspect, frame.rotation)
        like = (*shape, frame.colorspace, frame.color_range, frame.color_trc)
        if like not in self._graphs:
            if len(self._graphs) == _GRAPHS:
                self._graphs.pop(next(iter(self._graphs)))
            self._graphs[like] = self._built(frame, aspect)
        return self._graphs[like]

    def _built(self, frame: Any, aspect: tuple[int, int]) -> Any:
        from av.filter import Graph  # noqa: PLC0415

        turns = _TURNS.get(frame.rotation, ())
        size = (frame.width * aspect[0], frame.height * aspect[1])
        width, height = inside(size[::-1] if len(turns) == 1 else size, (self.width, self.height))
        graph = Graph()
        graph.threads = 1
        steps = [
            graph.add_buffer(
                width=frame.width,
                height=frame.height,
                format=frame.format,
                time_base=frame.time_base or Fraction(1, 1000),
            ),
            *(graph.add("transpose", dir=turn) for turn in turns),
            graph.add("scale", w=str(width), h=str(height), **_colours(frame)),
            graph.add("format", pix_fmts="yuv420p"),
            graph.add("pad", w=str(self.width), h=str(self.height), x="(ow-iw)/2", y="(oh-ih)/2"),
            graph.add("buffersink"),
        ]
        graph.link_nodes(*steps).configure()
        return graph

    def mixed(self, below: Picture, above: Picture, share: int) -> Picture:
        """`share` parts of 256 of one picture over the other."""
        import numpy as np  # noqa: PLC0415

        if share >= 256:
            return above
        both = below.astype(np.uint16) * (256 - share) + above.astype(np.uint16) * share
        return ((both + 128) >> 8).astype(np.uint8)

    def labelled(self, picture: Picture, text: Picture) -> Picture:
        """White text in a dark box; `text` says for each pixel how much of it is text, of 235."""
        import numpy as np  # noqa: PLC0415

        box = _box(text, margin=self.height // 60)
        if box is None:
            return picture
        rows, columns = box
        made = picture.copy()
        inked = text[rows, columns].astype(np.uint16)
        dark = _BLACK + ((made[rows, columns].astype(np.int16) - _BLACK) * _BOX >> 8)
        made[rows, columns] = (dark * (_WHITE - inked) + inked * _WHITE) // _WHITE
        for plane in _chroma(made, self.height):
            part = plane[_half(rows), _half(columns)]
            part[:] = _GREY + ((part.astype(np.int16) - _GREY) * _BOX >> 8)
        return made


def inside(size: tuple[int, int], frame: tuple[int, int]) -> tuple[int, int]:
    """The largest even size of the same shape within a frame.

    >>> inside((1440, 1080), (1280, 720)), inside((1080, 1920), (1280, 720))
    ((960, 720), (404, 720))
    """
    width, height = size
    scale = min(Fraction(frame[0], width), Fraction(frame[1], height))
    return tuple(max(2, round(side * scale / 2) * 2) for side in size)  # type: ignore[return-value]


def _colours(frame: Any) -> dict[str, str]:
    """How to come to BT.709 of limited range."""
    options = {"flags": "bicubic", "out_color_matrix": "bt709", "out_range": "tv"}
    if frame.colorspace in _UNKNOWN and "rgb" not in frame.format.name:
        options["in_color_matrix"] = "bt709" if frame.height >= _HD_LINES else "bt601"
    if frame.color_trc in _HDR:
        options |= {"out_primaries": "bt709", "out_transfer": "bt709"}
    return options


def _array(frame: Any) -> Picture:
    made: Picture = frame.to_ndarray()
    return made


def _box(text: Picture, *, margin: int) -> tuple[slice, slice] | None:
    """Rows and columns around all of the text, on even pixels; None without any."""
    import numpy as np  # noqa: PLC0415

    sides = []
    for axis in (1, 0):
        inked = np.flatnonzero(text.any(axis=axis))
        if not len(inked):
            return None
        first = max(0, int(inked[0]) - margin) // 2 * 2
        last = min(text.shape[1 - axis], int(inked[-1]) + 1 + margin) // 2 * 2
        sides.append(slice(first, last))
    return sides[0], sides[1]


def _chroma(picture: Picture, height: int) -> tuple[Picture, Picture]:
    """Views of the two planes of colour."""
    planes = picture[height:].reshape(2, height // 2, picture.shape[1] // 2)
    return planes[0], planes[1]


def _half(side: slice) -> slice:
    return slice(side.start // 2, side.stop // 2)
