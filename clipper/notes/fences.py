"""Opens the fences that hold a list of chapters: these are text, not code."""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence
from operator import attrgetter

from clipper.notes.blanks import blank
from clipper.notes.stamp import Stamp

_FENCE = re.compile(
    r"(?m:^)(?P<open>[ \t]{0,3}(?P<ticks>`{3,9}|~{3,9})(?P<info>[^`\n]{0,99}))\n"
    r"(?P<text>(?:(?![ \t]{0,3}(?P=ticks))[^\n]*\n)*+)(?P<close>[ \t]{0,3}(?P=ticks)[^\n]*)"
)
_START = attrgetter("start")
_TEXT_INFOS = {"", "text", "txt", "plaintext"}


def opened(text: str, stamps: Sequence[Stamp]) -> str:
    """The text with blanks in the place of such fences, of the same length."""
    # Only chapters are bare times: `[00:12:34] INFO: done` is a log as often as a transcript.
    chapters = [stamp for stamp in stamps if stamp.leads and text[stamp.start].isdigit()]
    if chapters and any(ticks in text for ticks in ("```", "~~~")):
        return _FENCE.sub(lambda fence: _opened(fence, stamps, chapters), text)
    return text


def _opened(fence: re.Match[str], stamps: Sequence[Stamp], chapters: Sequence[Stamp]) -> str:
    """The fence from the line of its first stamp on, with blanks for the rest of it."""
    is_text = fence["info"].strip() in _TEXT_INFOS and _first_in(fence, chapters)
    first = _first_in(fence, stamps) if is_text else None
    if first is None:
        return fence[0]
    line = fence.string.rfind("\n", fence.start(), first.start) + 1 - fence.start()
    close = fence.start("close") - fence.start()
    return blank(fence[0][:line]) + fence[0][line:close] + blank(fence["close"])


def _first_in(fence: re.Match[str], stamps: Sequence[Stamp]) -> Stamp | None:
    index = bisect.bisect(stamps, fence.start("text") - 1, key=_START)
    return stamps[index] if index < len(stamps) and stamps[index].end < fence.end("text") else None
