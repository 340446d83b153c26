"""The blocks of a note, so that no claim reaches beyond its paragraph, list item or cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_MAX_NESTING = 100  # of lists and quotations; the default of 20 drops what lies deeper
_MAX_FENCES = 3  # one within the other

_NEW_ITEM = re.compile(r"\n(?=[ \t]*(?:[-*+•]|\d{1,2}[.)])[ \t])")
_BULLET = re.compile(r"\s*(?:(?:[-*+•]|\d{1,2}[.)])\s+)?(?:\[[ xX]\]\s+)?")
_CALLOUT = re.compile(r"\[!\w[^\]\n]*\][+-]?[ \t]*")
_CELL = re.compile(r"(?:\[\[[^\[\]\n]*+\]\]|\\.|[^|])+")

_PROSE_FENCES = {"markdown", "md", "quote", "note", "callout"}
_PLAIN_FENCES = {"", "text", "txt", "plaintext"}
_CODE_LINE = re.compile(r"[={};]|\w\(")
_FEWEST_WORDS = 3  # before a citation, for its line to be prose


@dataclass(frozen=True, slots=True)
class Block:
    """Markdown that belongs together: one text, or the cells of a table row.

    `heading` is the path of the headings above, as plain text.
    """

    cells: tuple[str, ...]
    heading: tuple[str, ...]


def blocks(text: str, words: Callable[[str], str]) -> Iterator[Block]:
    """The blocks of a text, in order, without code; `words` reduces headings to plain text."""
    path: list[tuple[str, str]] = []
    for token, content in _leaves(text, depth=0):
        is_section = token.tag != "p" and token.level == 0  # not in a list or quotation
        while is_section and path and path[-1][0] >= token.tag:
            path.pop()
        heading = tuple(title for _, title in path)
        for cells in _split(content):
            yield Block(cells, heading)
        if is_section and (title := words(content)):
            path.append((token.tag, title))


def _leaves(text: str, *, depth: int) -> Iterator[tuple[Token, str]]:
    """The tokens that open paragraphs and headings, with what is in them."""
    tokens = _parser().parse(text)
    for index, token in enumerate(tokens):
        if token.type in {"paragraph_open", "heading_open"}:
            yield token, tokens[index + 1].content
        elif token.type == "fence" and depth < _MAX_FENCES:
            yield from _leaves(token.content[_code_before_text(token) :], depth=depth + 1)


def code_lines(text: str, *, first: int = 0, depth: int = 0) -> Iterator[tuple[int, int]]:
    """The first line, counted from 0, and the end of each fence that is left out as code."""
    for token in _parser().parse(text):
        if token.type != "fence" or token.map is None:
            continue
        start, end = (first + line for line in token.map)
        code = _code_before_text(token) if depth < _MAX_FENCES else len(token.content)
        if code == len(token.content):
            yield start, end
            continue
        text_start = start + 1 + token.content.count("\n", 0, code)
        if code:
            yield start, text_start
        yield from code_lines(token.content[code:], first=text_start, depth=depth + 1)


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt  # noqa: PLC0415 - 40 ms that `--help` need not pay

    parser = MarkdownIt("commonmark", {"maxNesting": _MAX_NESTING})
    parser.core.ruler.enableOnly(["block"])
    # Notes are not compiled: what these rules would take away is text to those who read them.
    return parser.disable(["html_block", "reference", "code"])


def _split(content: str) -> Iterator[tuple[str, ...]]:
    """The items and table rows that Markdown takes for one paragraph."""
    for item in _NEW_ITEM.split(content):
        text = _BULLET.sub("", item, count=1)
        if callout := _CALLOUT.match(text):
            title, _, text = text[callout.end() :].partition("\n")
            yield (title,)
        yield from _rows(text.split("\n"))


def _rows(lines: list[str]) -> Iterator[tuple[str, ...]]:
    for index in range(1, len(lines)):
        if "|" in lines[index - 1] and {"|", "-"} <= set(lines[index]) <= set("|-: \t"):
            yield ("\n".join(lines[: index - 1]),)
            for row in [lines[index - 1], *lines[index + 1 :]]:
                yield tuple(_CELL.findall(row))
            return
    yield ("\n".join(lines),)


def _code_before_text(fence: Token) -> int:
    """How much of a fence is code: none of prose, all of code; else someone forgot to close it."""
    if _is_prose(fence):
        return 0
    is_forgotten = f"\n{fence.markup}" in fence.content  # it opens the next one
    blank = fence.content.find("\n\n") if is_forgotten else -1
    return blank + 1 if blank >= 0 else len(fence.content)


def _is_prose(fence: Token) -> bool:
    """Is this text that someone, mostly a language model, has put in a fence?"""
    info = fence.info.partition(" ")[0].lower()
    if info in _PROSE_FENCES or info.startswith("ad-"):
        return True
    if info not in _PLAIN_FENCES and _is_closed(fence):
        return False
    lines = fence.content.split("\n")
    return any(map(_has_cited_words, lines)) and not any(map(_CODE_LINE.search, lines))


def _is_closed(fence: Token) -> bool:
    first, end = fence.map or (0, 0)
    return end - first == fence.content.count("\n") + 2


def _has_cited_words(line: str) -> bool:
    before, mark, _ = line.partition("\0")
    return bool(mark) and len(before.split()) >= _FEWEST_WORDS
