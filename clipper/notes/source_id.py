"""Which recording a reference names: one id per recording, however it is written."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator
from operator import itemgetter
from pathlib import Path
from urllib.parse import unquote

YOUTUBE_URL = re.compile(
    r"(?:https?:)?//(?:[a-z]{1,9}\.)?(?:youtube\.com|youtube-nocookie\.com|youtu\.be)/[^\s<>()\"'\]]{1,500}",
    re.IGNORECASE,
)
_HAS_SCHEME = re.compile(r"https?://", re.IGNORECASE)
_BARE_YOUTUBE = re.compile(r"(?:www\.|m\.)?(?:youtube\.com|youtu\.be)/", re.IGNORECASE)
_MEDIA = re.compile(
    r"\.(?:mp4|m4v|mkv|webm|mov|avi|ogv|mpe?g|3gp|mp3|m4a|m4b|aac|wav|flac|og[ga]|opus|wma|m3u8)"
    r"(?:[?#].*)?\Z",
    re.IGNORECASE,
)
_ARCHIVED = re.compile(
    r"https?://web\.archive\.org/web/\d{1,14}[a-z_]{0,4}/(?=https?:)", re.IGNORECASE
)
_VIDEO = re.compile(
    r"(?://youtu\.be/|/(?:embed|shorts|live|v)/|[?&](?:amp;)?v=)([A-Za-z0-9_-]{11})(?![A-Za-z0-9_-])",
    re.IGNORECASE,
)
_PLAIN = re.compile(r"[A-Za-z0-9_-]+")
_YOUTUBE_ID = re.compile(r"[A-Za-z0-9_-]{11}")
_WIKILINK = re.compile(r"!?\[\[([^\[\]|]+)(?:\|[^\[\]]*)?\]\]")

# What names a recording in a text. Each alternative begins with what is rare in prose.
_NAMED = re.compile(
    r"""
      \{\{ \s{0,9} (?:\[\[)? (?:video|youtube|vimeo|bilibili|audio) (?:\]\])? :? \s{1,9}
        (?P<macro> [^\s{}]{1,2000}) \s{0,9} \}\}
    | (?:```|~~~) [ ]? timestamp-url [ \t]{0,99} \n [ \t>]{0,99} (?P<fence> [^\s<>]{1,2000})
    | \b (?:media|media_link|video|audio|url|source|source_url|youtube_url) ::
        [ \t]{1,9} (?: \[ [^\[\]\n]{0,200} \] \( )? (?P<field> [^\n()\]]{1,2000})
    | \[\[ (?:(?:video|audio):)? (?P<wikilink> [^\[\]|\#\n]{1,500})
    | \]\( < (?P<angled> [^<>\#\n]{1,1000}) >
    | \]\( (?!https?:) (?P<target> (?: [^\s()<>\#]++ | \( [^\s()<>\#]*+ \) )++)
    | \bsrc \s{0,9} = \s{0,9} ["'] (?P<src> [^"'<>\#\n]{1,1000})
    | (?P<url> (?:https?:)?// \w [^\s<>()"'\]|{}\0]{1,2000})
    """,
    re.VERBOSE | re.IGNORECASE,
)
_SURE_KINDS = {"macro", "fence"}
_QUOTED_KINDS = {"angled", "target", "src"}


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
    text = _ARCHIVED.sub("", text)
    if _HAS_SCHEME.match(text):
        return youtube_id(text) or text
    if _PLAIN.fullmatch(text):
        return text
    return _path(text, folder)


def youtube_id(url: str) -> str | None:
    """The id of the video, if this is a YouTube URL that names one."""
    url = _ARCHIVED.sub("", url)
    video = _VIDEO.search(url) if YOUTUBE_URL.match(url) else None
    return video[1] if video else None


def is_web_url(reference: str) -> bool:
    return _HAS_SCHEME.match(reference) is not None


def is_media(reference: str) -> bool:
    """Is this the name of a recording's file, or a URL that ends in one?"""
    return _MEDIA.search(reference) is not None


def names_recording(reference: str) -> bool:
    """Is this more than a word that may name a recording?"""
    text = reference.strip(" ![]")
    is_link = is_web_url(text) or _BARE_YOUTUBE.match(text)
    return bool(is_link or _YOUTUBE_ID.fullmatch(text) or is_media(text))


def unquoted(reference: str) -> str:
    """A path without `%20` and the like; a URL as it is."""
    return reference if is_web_url(reference) else unquote(reference)


def _path(text: str, folder: Path | None) -> str:
    if link := _WIKILINK.fullmatch(text):
        text = link[1].strip()
    if text.lower().startswith("file://"):
        text = unquote(text[len("file://") :])
    return str(folder / text if folder else Path(text))


class Sources:
    """The source of each place of a note; `whole` is the one that the front matter names."""

    def __init__(self, text: str, reference: str, folder: Path | None) -> None:
        named = source_id(reference, folder) if reference else None
        is_sure = named is not None and names_recording(reference)
        self._recordings = [] if is_sure else list(_recordings(text, folder))
        # A word such as `YouTube` or `Lecture 4` says less than a recording linked below it.
        self.whole = named if is_sure or not self._recordings else None

    def at(self, offset: int) -> str | None:
        """The front matter's source, else the recording named last above, else the first below."""
        if self.whole or not self._recordings:
            return self.whole
        above = bisect.bisect(self._recordings, offset, key=itemgetter(0))
        return self._recordings[max(0, above - 1)][1]


def _recordings(text: str, folder: Path | None) -> Iterator[tuple[int, str]]:
    """Where the recordings of a text are named, with their ids."""
    for match in _NAMED.finditer(text):
        kind = match.lastgroup or "url"
        reference = match[kind].strip().rstrip(".,;:!?*_")
        is_sure = kind in _SURE_KINDS or (kind == "field" and names_recording(reference))
        if is_sure or youtube_id(reference) or is_media(reference):
            reference = unquoted(reference) if kind in _QUOTED_KINDS else reference
            yield match.start(kind), source_id(reference.partition("#")[0], folder)
