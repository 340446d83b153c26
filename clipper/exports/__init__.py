"""Hand-overs to other programs: one file per format, each a function from `Sheet` to its content.

To add a format, write its file and add it to `EXPORTS`.
"""

from __future__ import annotations

import difflib
import importlib.util
from collections.abc import Iterable, Mapping

from clipper.errors import UsageError
from clipper.exports import (
    audacity,
    chapters,
    edl,
    m3u,
    mpv,
    otio,
    soundbites,
    srt,
    table,
    vtt,
    youtube,
)
from clipper.exports.sheet import Export

EXPORTS: Mapping[str, Export] = {
    "srt": srt.EXPORT,
    "vtt": vtt.EXPORT,
    "audacity": audacity.EXPORT,
    "csv": table.EXPORT,
    "m3u": m3u.EXPORT,
    "mpv": mpv.EXPORT,
    "edl": edl.EXPORT,
    "otio": otio.EXPORT,
    "chapters": chapters.EXPORT,
    "soundbites": soundbites.EXPORT,
    "youtube": youtube.EXPORT,
}


def find_exports(names: Iterable[str]) -> dict[str, Export]:
    """The exports of these names, each once.

    Raises UsageError for a name that is none, and for a package that is not installed.
    """
    found: dict[str, Export] = {}
    for name in names:
        if name not in EXPORTS:
            close = difflib.get_close_matches(name, EXPORTS, n=1)
            meant = f"did you mean '{close[0]}'? " if close else ""
            hint = f"{meant}known: {', '.join(EXPORTS)}"
            raise UsageError(f"unknown export '{name}'", hint=hint)
        export = EXPORTS[name]
        if export.package and importlib.util.find_spec(export.package) is None:
            message = f"'{name}' needs the package '{export.package}'"
            raise UsageError(message, hint=f"pip install 'clipper-notes[{export.extra}]'")
        found[name] = export
    return found
