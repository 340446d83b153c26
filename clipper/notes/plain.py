"""Markdown reduced to the words that a reader sees; no pattern may be quadratic in the text."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from clipper.notes import marks

# Every alternative begins with a literal: then a search leaps from one such to the next,
# and what must stand before the literal is looked at behind it.
_INLINE = re.compile(
    r"""
      \\ (?P<escaped> [!-/:-@\[-`{-~])
    | ` (?<! ``) (?P<ticks> `*+) (?P<code> .+?) (?<!`) ` (?P=ticks) (?!`)
    | !\[\[ [^\[\]]* \]\]                                   # embed
    | !\[ [^\[\]]* \] \( [^()\n]* \)                        # image
    | \[\[ (?P<target> [^\[\]|\n]*) (?P<bar> \|)?
        (?P<alias> (?: [^\[\]\n]++ | \[ [^\[\]\n]*+ \] )*+) \]\]
    | \[\^ [^\[\]\s]{1,40} \] :?                            # footnote
    | \[ (?P<link> (?: [^\[\]]++ | \[ [^\[\]]*+ \] )*+) \]
        \( (?P<url> [^()\n]*+ (?: \( [^()\n]*+ \) [^()\n]*+ )*+) \)
    | < (?P<auto> https?:// [^<>\s]*) >
    | </? (?P<tag> [A-Za-z]+) \b [^<>]* >
    | & (?: \#\d{1,7} | \#[xX][0-9a-fA-F]{1,6} | [A-Za-z][A-Za-z0-9]{1,31} ) ;
    | \* (?<= [^\s*]\*) \*{0,5}+ | \* \*{0,5}+ (?= [^\s*])
    | == (?<= [^\s=]==)          | == (?= [^\s=])
    | ~~
    | _ (?<! \w_) _{0,2} (?= [^\s_]) | _ (?<= [^\s_]_) _{0,2} (?! \w)
    """,
    re.VERBOSE | re.DOTALL,
)


def plain(markdown: str, markup: Sequence[str] = ()) -> str:
    """The words of one block, lines kept, blanks collapsed, marks kept where they count.

    A mark in inline code is no citation: it becomes its `markup` again.

    >>> plain("**Bold**, [[some_page | a page]] &amp; [a link](https://example.org)")
    'Bold, a page & a link'
    """
    text = _INLINE.sub(lambda match: _seen(match, markup), collapse(markdown))
    return collapse(text)


def collapse(text: str) -> str:
    """No blanks at the ends of lines, one between words, no empty lines."""
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def _seen(match: re.Match[str], markup: Sequence[str]) -> str:
    """What a reader sees of one piece of markup."""
    match match[0][0]:
        case "\\":
            return match["escaped"]
        case "`":
            return marks.restore(match["code"], markup)
        case "[":
            return _bracket_seen(match, markup)
        case "<":
            return match["auto"] or ("\n" if match["tag"].lower() == "br" else marks.only(match[0]))
        case "&":
            return html.unescape(match[0])
        case _:
            return marks.only(match[0])


def _bracket_seen(match: re.Match[str], markup: Sequence[str]) -> str:
    if match["link"] is not None:
        return plain(match["link"], markup) + marks.only(match["url"])
    if match["target"] is None:  # a footnote
        return marks.only(match[0])
    if match["bar"] and match["alias"].strip():
        return plain(match["alias"], markup) + marks.only(match["target"])
    return match["target"].replace("_", " ").strip(" \\")
