"""The note formats: a format is one file here and one line in `FORMATS`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from clipper.notes import marks
from clipper.notes.formats import (
    bare_bracket,
    bare_paren,
    chapter_list,
    hash_link,
    html_anchor,
    logseq,
    logseq_media_ts,
    media_fragment,
    media_notes,
    org,
    podnotes,
    readwise,
    roam,
    snipd,
    speaker_turn,
    timestamp_fence,
    web_clipper,
    youtube_link,
    ytseek,
)
from clipper.notes.stamp import Stamp


@dataclass(frozen=True, slots=True)
class Format:
    """A way to cite a moment: `find` gives every stamp of it in a text, in order.

    `marks` are texts of which a note must hold one for `find` to be asked at all: a
    look that costs nothing beside a pattern. Empty: always asked. Compared in lower case.
    """

    find: Callable[[str], Iterable[Stamp]]
    marks: tuple[str, ...] = ()


# In order of precedence: what one format has taken, those below it do not see.
FORMATS: dict[str, Format] = {
    "html-anchor": Format(html_anchor.find, ("timestamp", "data-t")),
    "snipd": Format(snipd.find, ("share.snipd.com",)),
    "readwise": Format(readwise.find, ("[time ",)),
    "podnotes": Format(podnotes.find, ("obsidian://podnotes",)),
    "ytseek": Format(ytseek.find, ("ytseek://",)),
    "youtube-link": Format(
        youtube_link.find, ("youtube.com/", "youtu.be/", "youtube-nocookie.com/")
    ),
    "org": Format(org.find, ("[[video", "[[audio", "[[mpv:")),
    "media-fragment": Format(media_fragment.find, ("#t=", "mx-open")),
    "hash-link": Format(hash_link.find, ("](#",)),
    "media-notes": Format(
        media_notes.find, ("]()", "](link)", "](url)", "](time)", "](<>)", "](#)")
    ),
    "logseq": Format(logseq.find, ("{{youtube-timestamp",)),
    "logseq-media-ts": Format(logseq_media_ts.find, (":media-timestamp",)),
    "roam": Format(roam.find, ("{{[[", "{{video-", "{{youtube-", "{{audio-")),
    "timestamp-fence": Format(timestamp_fence.find, ("`timestamp", "` timestamp", "~timestamp")),
    "web-clipper": Format(web_clipper.find, ("** ·",)),
    "speaker-turn": Format(speaker_turn.find, ("(", "[")),
    "chapter-list": Format(chapter_list.find, (":",)),
    "bare-bracket": Format(bare_bracket.find, ("[", "［", "【")),  # noqa: RUF001
    "bare-paren": Format(bare_paren.find, ("(", "（")),  # noqa: RUF001
}


def find_stamps(text: str) -> list[tuple[str, Stamp]]:
    """Every stamp in the text with the name of its format, in order, none overlapping.

    The formats see no invisible characters; the offsets count them.
    """
    found: list[tuple[str, Stamp]] = []
    text, offsets = marks.visible(text)
    lower = text.lower()
    for name, form in FORMATS.items():
        if form.marks and not any(mark in lower for mark in form.marks):
            continue
        stamps = list(form.find(text))
        found += [(name, marks.moved(stamp, offsets)) for stamp in stamps]
        text = "".join(_without(text, stamps))
    return sorted(found, key=lambda item: item[1].start)


def _without(text: str, stamps: Iterable[Stamp]) -> Iterator[str]:
    """The text with the markup of the stamps overwritten by what no format matches."""
    done = 0
    for stamp in stamps:
        yield text[done : stamp.start]
        yield "\0" * (stamp.end - stamp.start)
        done = stamp.end
    yield text[done:]
