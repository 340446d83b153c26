"""Which addresses may be fetched, and what they call their recording."""

import re
from pathlib import PurePosixPath
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

_YOUTUBE_ID = re.compile(r"[A-Za-z0-9_-]{11}")
_YOUTUBE_HOST = re.compile(r"(?:[\w-]+\.)?youtube(?:-nocookie)?\.com|youtu\.be")
_YOUTUBE_PATH = re.compile(r"/(?:embed|shorts|live|v)/([^/]+).*")


def is_web_url(text: str) -> bool:
    """Whether this is a whole http or https address, and nothing else.

    >>> is_web_url("https://example.org/talk.mp4"), is_web_url("file:///talk.mp4")
    (True, False)
    """
    return _split(text) is not None


def is_youtube_id(text: str) -> bool:
    return _YOUTUBE_ID.fullmatch(text) is not None


def is_youtube(url: str) -> bool:
    parts = _split(url)
    return parts is not None and _YOUTUBE_HOST.fullmatch(parts.hostname or "") is not None


def recording_name(url: str) -> str:
    """What the address calls its recording: a YouTube id, else the last part of the path.

    >>> recording_name("https://youtu.be/-abcdefghij?t=5")
    '-abcdefghij'
    >>> recording_name("https://example.org/2024/my%20talk.mp4?key=1")
    'my talk'
    """
    parts = _split(url)
    if parts is None:
        return ""
    if is_youtube(url):
        return _youtube_id(parts)
    return PurePosixPath(unquote(parts.path)).stem


def _youtube_id(parts: SplitResult) -> str:
    in_path = _YOUTUBE_PATH.fullmatch(parts.path)
    if in_path:
        found = in_path[1]
    elif parts.hostname == "youtu.be":
        found = parts.path.strip("/")
    else:
        found = parse_qs(parts.query).get("v", [""])[0]
    return found if is_youtube_id(found) else ""


def _split(text: str) -> SplitResult | None:
    if not text.isprintable() or " " in text:
        return None  # urlsplit would drop what surrounds the address
    try:
        parts = urlsplit(text)
        has_host = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return None
    return parts if has_host and parts.scheme in ("http", "https") else None
