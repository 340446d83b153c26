"""Captions of a recording: which of those a site offers, and which files lie beside it.

They only tell where to listen (`clipper/steps/widening.py`), so that none are no error.
"""

import re
from pathlib import Path
from typing import Any

from clipper.sources.found import is_fetchable

# In order of preference: json3 has a time for every word.
_FORMS = ("json3", "vtt", "srt")
_ENDING = re.compile(rf"\.(?:([\w-]+)\.)?(?:{'|'.join(_FORMS)})")
_ORIGINAL = "-orig"  # YouTube's automatic captions in the language spoken: `en-orig`


def captions_beside(media: Path, *, language: str | None = None) -> tuple[Path, ...]:
    """Files that bear the recording's name, without a language or with this one (None: any).

    `talk.vtt`, `talk.en.srt`, `talk.en-orig.json3` beside `talk.mp4`.
    """
    found = (
        (ending[1] or "", file)
        for file in media.parent.glob("*")
        if file.name.startswith(media.stem)
        and (ending := _ENDING.fullmatch(file.name[len(media.stem) :]))
    )
    wanted = None if language is None else ("", _base(language))
    return tuple(sorted(file for name, file in found if wanted is None or _base(name) in wanted))


def offered(info: dict[str, Any]) -> dict[str, Any] | None:
    """The captions to fetch: in the language spoken, by people rather than by a machine.

    Never translated ones: their words were not said.
    """
    spoken = _spoken(info)
    for tracks in (info.get("subtitles") or {}, info.get("automatic_captions") or {}):
        names = [n for n in tracks if _base(n) == spoken] if spoken else list(tracks)
        best = max(names, key=lambda name: name.endswith(_ORIGINAL), default=None)
        if best is not None and (spoken or len(names) == 1):
            form = _best(tracks[best])
            if form:
                return form
    return None


def _spoken(info: dict[str, Any]) -> str:
    """The language of the sound as the site tells it; empty when it does not."""
    automatic = info.get("automatic_captions") or {}
    original = (name for name in automatic if name.endswith(_ORIGINAL))
    return _base(info.get("language") or next(original, ""))


def _base(language: str) -> str:
    return language.partition("-")[0].lower()


def _best(forms: list[dict[str, Any]]) -> dict[str, Any] | None:
    by_name = {
        form["ext"]: form
        for form in forms
        if is_fetchable(form) and "tlang=" not in form["url"]  # YouTube's mark of a translation
    }
    return next((by_name[name] for name in _FORMS if name in by_name), None)
