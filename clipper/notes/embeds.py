"""Lines that clipper itself puts into notes: clips under the claims that they show.

They end with a mark and hold nothing else, so that they can be found again; what someone
writes into such a line makes it theirs. To readers of notes they are blank.
"""

from __future__ import annotations

import re

MARK = "<!-- clipper -->"

_LINE = re.compile(
    r"(?m:^)[ \t>]*+"
    r"(?:!\[\[[^\[\]\n]*+\]\][ ]|!\[\]\([^()\n]*+\)[ ])?+"  # a clip
    r"(?:\[[\d:]{1,12}\]\([^()\n]*+\)[ ])?+"  # the moment of the recording
    rf"{MARK}[ \t]*+(?m:$)"
)


def is_embed(line: str) -> bool:
    """Whether a line, without its end, is one of clipper's.

    >>> is_embed("  ![[./002 clip.mp4]] <!-- clipper -->"), is_embed("Mine! <!-- clipper -->")
    (True, False)
    """
    return _LINE.fullmatch(line) is not None


def without_embeds(text: str) -> str:
    """The text with blanks in the place of such lines; its line ends are Unix's."""
    return _LINE.sub(lambda line: " " * len(line[0]), text) if MARK in text else text
