"""`<a class="yt-timestamp" data-t="00:01:02">[00:01:02]</a>` and its broken kin."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from clipper.notes.ranges import joined
from clipper.notes.stamp import DASH, TIME, Place, Stamp

_USUAL = re.compile(
    rf'<a class="yt-timestamp" data-t="(?P<first>{TIME})">\[(?P<label>{TIME})\]</a>'
)

# A tag may be escaped as in a URL or in HTML. Its `>` may be missing: then the next tag ends it.
_LESS = r"(?:<|%3C|&lt;)"
_OPEN = re.compile(
    rf"{_LESS}\s?(?:a|span|p)(?:\s|%20)[^<>%&]*+(?:(?:%(?!3[CE])|&(?![lg]t;)|>(?=timestamp))[^<>%&]*+)*+",
    re.IGNORECASE,
)
_OPEN_END = re.compile(r">|%3E|&gt;", re.IGNORECASE)
_CLOSE = rf"{_LESS}/\s?(?:a|span|p)\b(?:\s?>|%3E|&gt;)?"

_OURS = re.compile(r"yt.{0,4}timestamp\b|data-t(?:imestamp)?(?![a-z])", re.IGNORECASE)
_TARGET = re.compile(
    r"data(?:[-=]t(?:imestamp)?)?\s*=\s*"
    r"(?:(?:\"|%22|&quot;)((?:[^\"%&]|&(?!quot;))*+)|'([^']*+)|([^\s\"'%]*+))(?:[\"']|%22|&quot;)?",
    re.IGNORECASE,
)
_RANGE = rf"(?P<first>{TIME})(?:{DASH}(?P<until>{TIME}))?"
_STRAY = re.compile(rf"(?<![\w:]){_RANGE}(?![\w:])")  # `data-00:01:02">`, `href="00:01:02"`

# `[:12:34]` and `[:54]` have a colon too many or have lost a field.
_TIMES = re.compile(rf"(?<!\d)(?P<first>:?{TIME}|:\d\d(?!\d))(?:\]?{DASH}\[?(?P<until>{TIME})\]?)?")
_CLOSED = re.compile(
    r"(?P<label>[^<\n%&]{0,200}+(?:(?:%(?!3C)|&(?!lt;)|<(?!/?\s?(?:a|span|p)\b))[^<\n%&]{0,200}+)"
    r"{0,4}+)" + _CLOSE,
    re.IGNORECASE,
)
_UNCLOSED = re.compile(rf"(?P<label>\s?\[{{0,2}}[:/]?{TIME})[\]}}>]{{0,3}}+(?!\()")
_BROKEN_OFF = re.compile(
    rf"[\]}}\"']{{0,3}}(?P<label>\s?\[{{0,2}}{TIME}\]{{0,2}})?(?:{_CLOSE})?", re.IGNORECASE
)
_PHRASE = re.compile(r"[^\W\d_]{2,}\W+[^\W\d_]{2,}")
_TIME_AND_PHRASE = re.compile(
    rf"\s?\[{{0,2}}{TIME}\]{{0,2}}[\s,;:–—-]{{1,3}}{_PHRASE.pattern}"  # noqa: RUF001
)
_TAG = re.compile(r"<[^<>]*>")

_WRAP = re.compile(rf"\[{{1,2}}{_RANGE}\]{{1,2}}\($")
_WRAP_LENGTH = 40


@dataclass(frozen=True, slots=True)
class _Written:
    """What is written at one spot of the markup: a time, a range, or something else."""

    text: str = ""
    until: str = ""
    places: tuple[Place, ...] = ()


def find(text: str) -> Iterator[Stamp]:
    """Every anchor, whole or broken; also as the target of a Markdown link, `[T](<a ...>T</a>)`.

    Two anchors with a dash or "to" between them are one range.
    """
    openings = (opening.span() for opening in _OPEN.finditer(text))
    anchors = (_anchor(text, *span) for span in openings if _OURS.search(text, *span))
    return joined(text, _apart(filter(None, anchors)))


def _anchor(text: str, start: int, end: int) -> Stamp | None:
    """The stamp that opens with the tag text[start:end], its `>` not counted."""
    usual = _USUAL.match(text, start)
    if usual and text[start - 1 : start] != "(":
        first, label = Place(*usual.span("first")), Place(*usual.span("label"))
        return Stamp(*usual.span(), usual["first"], usual["label"], places=(first, label))
    return _unusual(text, start, end)


def _unusual(text: str, start: int, end: int) -> Stamp | None:
    """The same, for anchors that are not as they should be."""
    tag_end = _OPEN_END.match(text, end)
    if tag_end is None or text.find("\n\n", start, end) >= 0:
        return _broken(text, start, end)
    at = tag_end.end()
    closed = None if _TIME_AND_PHRASE.match(text, at) else _CLOSED.match(text, at)
    closing = closed or _UNCLOSED.match(text, at)
    label = _label(text, *closing.span("label")) if closing else _Written()
    end = closing.end() if closing else at
    return _stamp(text, (start, end), _target(text, start, tag_end.start()), label)


def _broken(text: str, start: int, end: int) -> Stamp | None:
    """The stamp in a tag that ends nowhere: `data-t="00:01:02]</a>`, `data-t="A]-[B]</a>`."""
    target = _TARGET.search(text, start, end)
    times = _TIMES.match(text, target.start(target.lastindex or 0)) if target else None
    times = times or _STRAY.search(text, start, end)
    if times is None:
        return None
    written = _times(times)
    rest = _BROKEN_OFF.match(text, times.end())
    label = _label(text, *rest.span("label")) if rest and rest["label"] else written
    return _stamp(text, (start, rest.end() if rest else end), written, label)


def _stamp(text: str, span: tuple[int, int], target: _Written, label: _Written) -> Stamp:
    start, end = span
    wrap = _WRAP.search(text, max(0, start - _WRAP_LENGTH), start)
    before = _times(wrap) if wrap else _Written()
    is_slip = text[end - 1].isalpha() and text[start - 1 : start] != "("  # `</a)`
    shown = label if label.text else before
    places = {*before.places, *target.places, *label.places}
    return Stamp(
        start=wrap.start() if wrap else start,
        end=end + (text.startswith(")", end) and (wrap is not None or is_slip)),
        text=target.text or shown.text,
        label=shown.text,
        until=target.until or label.until or before.until,
        places=tuple(sorted(places, key=lambda place: place.start)),
    )


def _target(text: str, start: int, end: int) -> _Written:
    """What the tag text[start:end] leads to; junk around a time belongs to it."""
    target = _TARGET.search(text, start, end)
    span = target.span(target.lastindex or 0) if target else (end, end)
    if times := _TIMES.fullmatch(text, *span):
        return _times(times)
    if value := html.unescape(text[slice(*span)]).strip():
        return _Written(value, places=(Place(*span),))
    stray = _STRAY.search(text, start, end)
    return _times(stray) if stray else _Written()


def _label(text: str, start: int, end: int) -> _Written:
    """The first time or range of a label; a phrase of the sentence as it is."""
    times = _TIMES.search(text, start, end)
    if times and not _PHRASE.search(text, start, times.start()):
        return _times(times)
    shown = html.unescape(_TAG.sub("", text[start:end]))
    return _Written(shown.strip().strip("[]").strip())


def _times(match: re.Match[str]) -> _Written:
    """The time or range that a pattern has found."""
    places = [Place(*match.span("first"))]
    if match["until"]:
        places.append(Place(*match.span("until"), is_end=True))
    return _Written(match["first"], match["until"] or "", tuple(places))


def _apart(stamps: Iterable[Stamp]) -> Iterator[Stamp]:
    """Each stamp without what a broken tag before it has taken."""
    end = 0
    for stamp in stamps:
        if stamp.start >= end:
            yield stamp
        else:
            places = tuple(place for place in stamp.places if place.start >= end)
            yield replace(stamp, start=end, places=places)
        end = stamp.end
