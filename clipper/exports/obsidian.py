"""A note with clips in it: `![[clip]]` in a line of its own below each block of claims.

A line is put where Markdown stays what it was: into the paragraph or list item that holds
the claim, behind headings, tables and code. All other characters of the note stay.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from clipper.exports.sheet import Row, Sheet, one_line, seconds
from clipper.notes.blanks import blank
from clipper.notes.embeds import MARK, is_embed
from clipper.notes.frontmatter import front_matter
from clipper.times import clock

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

_BOM = "\ufeff"
_MAX_NESTING = 100  # of lists and quotations
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])(?:[ \t]+|$)")
_QUOTE = re.compile(r"[ \t]*>[ \t]?")
_INDENT = re.compile(r"[ \t]*")
_NO_WIKILINK = re.compile(r"[\[\]|#^\\%\x00-\x1f\x7f\ud800-\udfff]")  # or in no text at all
_IN_URLS = "/:?#@!$&'*+,;=%~"  # all that URLs hold, but for brackets, which end a link
_LEAVES = {"paragraph_open", "heading_open", "table_open", "fence", "code_block", "html_block"}
_SELF_ENDING = {"heading_open", "fence", "code_block"}  # when a paragraph follows
_WHOLE = "whole"  # a list, a quotation, or the note
_OUTERMOST = {"blockquote_open", "bullet_list_open", "ordered_list_open"}
_CONTAINERS = {"blockquote_open": True, "list_item_open": False}


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines from `start` to before `end`; `containers` are quotations (true) and items around it.

    Each container comes with its first line. `kind` is that of the token.
    """

    kind: str
    start: int
    end: int
    containers: tuple[tuple[bool, int], ...]


def embedded(raw: str, sheet: Sheet, *, folder: Path, clips: Path) -> str:
    """The note's text with the clips of its rows; done twice, it is what it was.

    `folder` is where the note lies or will lie, `clips` where the sheet's clips lie.
    """
    body = raw.removeprefix(_BOM)
    mark, newline = raw[: len(raw) - len(body)], _newline(body)
    has_end = body.endswith(("\r", "\n"))
    lines, numbers = _without_embeds(_LINE.findall(body if has_end else body + newline))
    wanted: dict[int, list[str]] = {}
    for row in sheet.rows:
        if text := _embed(row, folder=folder, clips=clips):
            wanted.setdefault(numbers[row.citation.line], []).append(text)
    after = "".join(_with(lines, wanted, newline, sheet.note))
    return mark + (after if has_end else after.removesuffix(newline))


def _newline(body: str) -> str:
    """How the lines of a text end."""
    found = re.search(r"\r\n|\r|\n", body)
    return found[0] if found else "\n"


def _without_embeds(written: Iterable[str]) -> tuple[list[str], dict[int, int]]:
    """The lines that are not clipper's, and where each line of the text, from 1, is among them."""
    lines: list[str] = []
    numbers: dict[int, int] = {}
    for number, line in enumerate(written, start=1):
        if not is_embed(line.rstrip("\r\n")):
            lines.append(line)
        numbers[number] = max(0, len(lines) - 1)
    return lines, numbers


def _embed(row: Row, *, folder: Path, clips: Path) -> str:
    """The line for a row: its clip, or else the moment itself, and a link to that."""
    recording, span = row.recording, row.span
    if recording is None or row.at_ms is None or span is None:
        return ""
    media = _relative(recording.path, folder) if recording.path else ""
    if row.clip is not None:
        shown = _shown(_relative(clips / row.clip, folder), "")
    else:
        shown = _shown(media, f"#t={_short(span.start_ms)},{_short(span.end_ms)}")
    target = recording.url_at(row.at_ms)
    if media:
        target = f"{quote(os.fsencode(media))}#t={row.at_ms // 1000}"
    link = f"[{clock(row.at_ms)}]({quote(one_line(target), safe=_IN_URLS)})" if target else ""
    parts = [part for part in (shown, link) if part]
    return " ".join([*parts, MARK]) if parts else ""


def _relative(path: Path, folder: Path) -> str:
    """The path as seen from the folder; empty where there is none, as between Windows' drives."""
    try:
        seen = Path(os.path.relpath(path.absolute(), folder.absolute())).as_posix()
    except ValueError:
        return ""
    return seen if seen.startswith("../") else f"./{seen}"


def _shown(path: str, times: str) -> str:
    if not path:
        return ""
    is_plain = not _NO_WIKILINK.search(path)
    return f"![[{path}{times}]]" if is_plain else f"![]({quote(os.fsencode(path))}{times})"


def _short(ms: int) -> str:
    return seconds(ms).rstrip("0").rstrip(".")


def _with(
    lines: Sequence[str], wanted: Mapping[int, Sequence[str]], newline: str, note: str
) -> Sequence[str]:
    """The lines, with those wanted for some of them put behind the blocks these belong to."""
    blocks = list(_blocks(lines, note))
    behind: dict[tuple[int, bool], tuple[_Block, dict[str, None]]] = {}
    for number, texts in sorted(wanted.items()):
        block = _block_of(number, blocks, lines)
        while block.kind == "heading_open" and _is_written(lines[block.end : block.end + 1]):
            block = _block_of(block.end, blocks, lines)  # the text that it heads
        place = (_place(block, lines), block.kind == _WHOLE)
        behind.setdefault(place, (block, {}))[1].update(dict.fromkeys(texts))
    done = 0
    result: list[str] = []
    for (at, _), (block, put) in sorted(behind.items(), key=lambda item: item[0]):
        result += lines[done:at]
        done = at
        before, after = result[-1:], lines[at : at + 1]
        apart = _apart(block, list(put), before, after, _prefix(block, lines))
        result += [f"{line}{newline}" for line in apart]
    return [*result, *lines[done:]]


def _block_of(number: int, blocks: Iterable[_Block], lines: Sequence[str]) -> _Block:
    """The innermost block that holds the line; else the whole note.

    Behind HTML and indented code in a list or quotation no paragraph can begin that is sure to
    be one: what belongs to these belongs to the list.
    """
    holding = [
        block
        for block in blocks
        if block.start <= number < block.end
        and not (block.containers and block.kind in {"code_block", "html_block"})
    ]
    whole = _Block(_WHOLE, 0, len(lines), ())
    return min(holding, key=lambda b: (b.end - b.start, b.kind == _WHOLE), default=whole)


def _place(block: _Block, lines: Sequence[str]) -> int:
    """The number of the line before which to put what belongs to the block."""
    end = block.end
    while end > block.start + 1 and not lines[end - 1].strip(" \t>\r\n"):
        end -= 1
    if _wants_blank(block) and end < len(lines) and not lines[end].strip():
        return end + 1
    return end


def _wants_blank(block: _Block) -> bool:
    """Whether only an empty line ends the block for sure."""
    return block.kind in {"table_open", "html_block", _WHOLE} and not block.containers


def _apart(
    block: _Block, texts: Sequence[str], before: Sequence[str], after: Sequence[str], prefix: str
) -> list[str]:
    """The lines to put behind a block, with what keeps them apart from it and from what follows."""
    put = [f"{prefix}{text}" for text in texts]
    if block.kind == "paragraph_open":
        return put
    is_below_others = any(is_embed(line.rstrip("\r\n")) for line in before)
    if block.kind not in _SELF_ENDING and _is_written(before) and not is_below_others:
        put = ["" if _wants_blank(block) else f"{prefix}{MARK}", *put]
    return [*put, f"{prefix}{MARK}"] if _is_written(after) else put


def _is_written(line: Sequence[str]) -> bool:
    """Whether there is a line, and anything on it."""
    return any(each.strip(" \t>\r\n") for each in line)


def _prefix(block: _Block, lines: Sequence[str]) -> str:
    """What begins a further line of the block: marks of quotations, and blanks for items."""
    if block.kind in {_WHOLE, "code_block"}:
        return ""
    rest, prefix = lines[block.start].rstrip("\r\n"), ""
    for is_quote, first in block.containers:
        if is_quote and (quotation := _QUOTE.match(rest)):
            prefix += quotation[0]
            rest = rest[quotation.end() :]
        elif not is_quote and first == block.start and (item := _ITEM.match(rest)):
            prefix += re.sub(r"[^\t]", " ", item[0])
            rest = rest[item.end() :]
    indent = _INDENT.match(rest)
    return prefix + (indent[0] if indent else "")


def _blocks(lines: Sequence[str], note: str) -> Iterator[_Block]:
    """The blocks of a note, those in quotations and lists among them."""
    text = "".join(f"{line.rstrip(chr(13) + chr(10))}\n" for line in lines)
    front = front_matter(text, note=note)
    around: list[tuple[bool, int]] = []
    for token in _parser().parse(blank(text[: front.end]) + text[front.end :]):
        if token.map is None:
            if token.type in {"blockquote_close", "list_item_close"}:
                around.pop()
            continue
        if token.level == 0 and token.type in _OUTERMOST:
            yield _Block(_WHOLE, token.map[0], token.map[1], ())
        if token.type in _CONTAINERS:
            around.append((_CONTAINERS[token.type], token.map[0]))
        elif token.type in _LEAVES:
            yield _Block(token.type, token.map[0], token.map[1], tuple(around))


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt  # noqa: PLC0415 - 40 ms that `--help` need not pay

    parser = MarkdownIt("commonmark", {"maxNesting": _MAX_NESTING}).enable("table")
    parser.core.ruler.enableOnly(["block"])
    return parser
