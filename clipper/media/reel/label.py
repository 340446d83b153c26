"""Draws text by libass of the ffmpeg program: PyAV's build of the filters has no font."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from clipper import proc
from clipper.errors import MediaError, ProgramError
from clipper.media.arguments import printable

if TYPE_CHECKING:
    from clipper.media.reel.canvas import Picture

Place = Literal["corner", "middle"]

_LINES = {"corner": 24, "middle": 14}  # that would fill the height
_ALIGNMENT = {"corner": 7, "middle": 5}  # as the keys lie on a keypad
_MARGIN = 24  # of the height is one
_LONGEST = 160  # characters
_WITHOUT = "set 'reel.label' to false"
_WORD_JOINER = "\u2060"

# https://github.com/libass/libass/wiki/ASS-File-Format-Guide; the lead-in fields are those of
# `Format`, and text is what follows the ninth comma.
_SCRIPT = """\
[Script Info]
ScriptType: v4.00+
PlayResX: {width}
PlayResY: {height}
WrapStyle: 0

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, BorderStyle, Outline, Shadow, Alignment, \
MarginL, MarginR, MarginV, Encoding
Style: label, sans-serif, {size}, &H00FFFFFF, 1, 0, 0, {alignment}, {margin}, {margin}, {margin}, 1

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Dialogue: 0,0:00:00.00,1:00:00.00,label,,0,0,0,,{text}
"""


def drawn(text: str, size: tuple[int, int], place: Place, *, folder: Path, ffmpeg: str) -> Picture:
    """How much of each pixel is text, of 235, in `height` rows.

    The text is what it is: nothing in it is a command. MediaError where it cannot be drawn.
    """
    import numpy as np  # noqa: PLC0415

    width, height = size
    with tempfile.TemporaryDirectory(prefix=".tmp-", dir=folder) as scratch:
        script = Path(scratch) / "label.ass"
        script.write_text(_script(text, size, place), encoding="utf-8", newline="\n")
        raw = _run(_command(script, size, ffmpeg))
    made = np.frombuffer(raw, np.uint8).reshape(height, width)
    if text.strip() and not made.any():
        raise MediaError(f"'{ffmpeg}' finds no font for labels", hint="install one, or " + _WITHOUT)
    return made


def _run(command: Sequence[str]) -> bytes:
    try:
        return proc.run(command)
    except ProgramError as err:
        hint = "use the ffmpeg that comes with clipper, or " + _WITHOUT
        raise MediaError(f"cannot draw labels: {err}", hint=hint) from err


def _script(text: str, size: tuple[int, int], place: Place) -> str:
    width, height = size
    return _SCRIPT.format(
        width=width,
        height=height,
        size=max(8, height // _LINES[place]),
        alignment=_ALIGNMENT[place],
        margin=height // _MARGIN,
        text=_literal(_shortened(printable(text))),
    )


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "\u2026"


def _literal(text: str) -> str:
    r"""As libass shows it: `\` begins a command unless an invisible character follows.

    >>> _literal(r"{\b1}").replace(_WORD_JOINER, "_")
    '\\{\\_b1}'
    """
    return text.replace("\\", "\\" + _WORD_JOINER).replace("{", "\\{")


def _command(script: Path, size: tuple[int, int], ffmpeg: str) -> tuple[str, ...]:
    import ffmpeg as builder  # noqa: PLC0415

    source: Any = builder.input(f"color=black:s={size[0]}x{size[1]}:r=1:d=1,format=gray", f="lavfi")
    drawing = builder.filter(source, "ass", filename=str(script.absolute()))
    output = builder.output(drawing, "pipe:", format="rawvideo", pix_fmt="gray", frames="1")
    return tuple(builder.compile(output, cmd=[ffmpeg, "-nostdin", "-loglevel", "error"]))
