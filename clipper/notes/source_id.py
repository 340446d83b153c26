"""Which recording a reference names: one id per recording, however it is written."""

from __future__ import annotations

import bisect
import re
from operator import itemgetter
from pathlib import Path
from urllib.parse import unquote

YOUTUBE_URL = re.compile(
    r"(?:https?:)?//(?:[a-z]{1,9}\.)?(?:youtube\.com|youtube-nocookie\.com|youtu\.be)/[^\s<>()\"'\]]{1,500}",
    re.IGNORECASE,
)
_HAS_SCHEME = re.compile(r"https?://", re.IGNORECASE)
_BARE_YOUTUBE = re.compile(r"(?:www\.|m\.)?(?:youtube\.com|youtu\.be)/", re.IGNORECASE)
_VIDEO = re.compile(
    r"(?://youtu\.be/|/(?:embed|shorts|live|v)/|[?&](?:amp;)?v=)([A-Za-z0-9_-]{11})(?![A-Za-z0-9_-])",
    re.IGNORECASE,
)
_PLAIN = re.compile(r"[A-Za-z0-9_-]+")
_WIKILINK = re.compile(r"!?\[\[([^\[\]|]+)(?:\|[^\[\]]*)?\]\]")


def source_id(reference: str, folder: Path | None = None) -> str:
    """The id of the source: a video's id, a URL, or a path, seen from the note's folder.

    >>> source_id("https://youtu.be/AbCdEfGhIjK?t=5")
    'AbCdEfGhIjK'
    >>> source_id("talks/keynote.mp4", Path("vault"))
    'vault/talks/keynote.mp4'
    """
    text = reference.strip()
    if _BARE_YOUTUBE.match(text):
        text = f"https://{text}"
    if _HAS_SCHEME.match(text):
        return youtube_id(text) or text
    if _PLAIN.fullmatch(text):
        return text
    return _path(text, folder)


def youtube_id(url: str) -> str | None:
    """The id of the video, if this is a YouTube URL that names one."""
    video = _VIDEO.search(url) if YOUTUBE_URL.match(url) else None
    return video[1] if video else None


def _path(text: str, folder: Path | None) -> str:
    if link := _WIKILINK.fullmatch(text):
        text = link[1].strip()
    if text.lower().startswith("file://"):
        text = unquote(text[len("file://") :])
    return str(folder / text if folder else Path(text))


class Sources:
    """The source of each place of a note."""

    def __init__(self, text: str, reference: str, folder: Path | None) -> None:
        self._whole = source_id(reference, folder) if reference else None
        links = [(url.start(), youtube_id(url[0])) for url in YOUTUBE_URL.finditer(text)]
        self._links = [(at, video) for at, video in links if video]

    def at(self, offset: int) -> str | None:
        """The front matter's source, else the nearest video linked above, else the first below."""
        if self._whole or not self._links:
            return self._whole
        above = bisect.bisect(self._links, offset, key=itemgetter(0))
        return self._links[max(0, above - 1)][1]
