"""`<a class="yt-timestamp" data-t="00:01:02">[00:01:02]</a>` and its broken kin."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from clipper.notes.stamp import TIME, Stamp, split_range

# The quote or the `>` that ends the tag may be missing: then the next tag ends it.
_OPEN = re.compile(r"<(?:a|span|p)\s(?P<attributes>[^<>]*)(?:>|(?=<))", re.IGNORECASE)
_OURS = re.compile(r"\byt.{0,4}timestamp\b|\bdata-t\b", re.IGNORECASE)
_TARGET = re.compile(r"\bdata-t\s*=\s*(?:\"([^\"]*)|'([^']*)|([^\s\"'>]*))", re.IGNORECASE)
_CLOSED = re.compile(r"(?P<label>[^<\n]{0,200})</(?:a|span|p)\b\s?>?", re.IGNORECASE)
_UNCLOSED = re.compile(rf"(?P<label>\[{{0,2}}{TIME}\]{{0,2}})?>?")
_WRAP = re.compile(rf"\[{TIME}\]\($")
_WRAP_LENGTH = 40


def find(text: str) -> Iterator[Stamp]:
    """Every anchor, whole or broken; also as the target of a Markdown link, `[T](<a ...>T</a>)`."""
    for opening in _OPEN.finditer(text):
        if not _OURS.search(opening["attributes"]):
            continue
        closing = _CLOSED.match(text, opening.end()) or _UNCLOSED.match(text, opening.end())
        label = _shown((closing and closing["label"]) or "")
        start, end = _wrapped(text, opening.start(), closing.end() if closing else opening.end())
        first, until = split_range(label)
        yield Stamp(start, end, _target(opening["attributes"]) or first, first, until)


def _shown(label: str) -> str:
    return html.unescape(label).strip().strip("[]").strip()


def _target(attributes: str) -> str:
    match = _TARGET.search(attributes)
    return html.unescape(next(filter(None, match.groups()), "")).strip() if match else ""


def _wrapped(text: str, start: int, end: int) -> tuple[int, int]:
    """The markup with the Markdown link around it, if there is one."""
    wrap = _WRAP.search(text[max(0, start - _WRAP_LENGTH) : start])
    if wrap is None:
        return start, end
    return start - len(wrap[0]), end + text.startswith(")", end)
