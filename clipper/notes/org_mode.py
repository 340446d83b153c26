"""Org mode's headings, blocks and code as Markdown's, each of the same length."""

from __future__ import annotations

import re

_HEADING = re.compile(r"(?m:^)\*{1,6}(?= )")
_BLOCK = re.compile(
    r"(?m:^)(?P<lead>[ \t]{0,99})#\+(?P<which>begin|end)_(?:src|example)\b[^\n]*", re.IGNORECASE
)
_KEYWORD = re.compile(r"(?m:^)[ \t]{0,99}#\+\w[^\n]*")
_CODE = re.compile(r"(?<![^\s(\"'{-])([=~])(?=[^\s=~])([^=~\n]{0,500}[^\s=~])?\1(?![\w=~])")


def as_markdown(text: str) -> str:
    """The text with `#` for the stars of headings, fences for blocks of code, ticks for `=code=`.

    >>> as_markdown("** The =dance= of bees")
    '## The `dance` of bees'
    """
    text = _HEADING.sub(lambda match: "#" * len(match[0]), text)
    text = _BLOCK.sub(_fence, text)
    text = _KEYWORD.sub(lambda match: " " * len(match[0]), text)
    return _CODE.sub(lambda match: "`" + (match[2] or "") + "`", text)


def _fence(line: re.Match[str]) -> str:
    info = "org" if line["which"].lower() == "begin" else ""
    return f"{line['lead']}```{info}".ljust(len(line[0]))
