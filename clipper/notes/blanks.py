"""What of a text is not read has blanks in its place, so that lines and columns stay."""

from __future__ import annotations

from collections.abc import Iterator


def blank(text: str) -> str:
    """Blanks, on as many and as long lines."""
    return "\n".join(" " * len(line) for line in text.split("\n"))


def comments(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each HTML comment that is closed."""
    end = 0
    while (start := text.find("<!--", end)) >= 0 and (close := text.find("-->", start)) >= 0:
        end = close + len("-->")
        yield start, end


def without_comments(text: str) -> str:
    """The text with blanks in the place of HTML comments."""
    pieces: list[str] = []
    done = 0
    for start, end in comments(text):
        pieces += [text[done:start], blank(text[start:end])]
        done = end
    return "".join([*pieces, text[done:]])
