"""What went wrong with a fetch, in few words, and whether another attempt can help."""

import re
from dataclasses import dataclass

from clipper.model import Failed, Reason

_LOGIN = (
    "export your browser's cookies to a file in Netscape format and name it with the key"
    " 'source.cookies'"
)
_PROXY = "name a proxy with the key 'source.proxy'"
_JAVASCRIPT = "pip install 'clipper-notes[youtube]'"
_WAIT = "wait some hours, or " + _LOGIN
_SHOWN = 160  # characters of what the site said


@dataclass(frozen=True, slots=True)
class Problem:
    """Why one attempt gave no recording.

    `is_passing`: it may be over in a moment. `is_damaged`: a file came, but not a whole one.
    """

    message: str
    hint: str = ""
    is_passing: bool = False
    is_damaged: bool = False

    @property
    def failed(self) -> Failed:
        return Failed(Reason.FETCH_FAILED, self.message, self.hint)


@dataclass(frozen=True, slots=True)
class _Kind:
    pattern: str
    message: str
    hint: str = ""
    is_passing: bool = False


_NO_FORMATS = _Kind("format is not available|no video formats|only images", "no recording there")
# The first that matches counts: sites say "sign in" also of robots, and "unavailable" of all.
_KINDS = (
    _Kind("unsupported URL", "no recording there", "give the address of the recording itself"),
    _Kind("not a bot|captcha|anti-bot", "the site suspects a robot", _WAIT),
    _Kind("HTTP Error 429|too many requests|rate.?limit", "too many requests", _WAIT, True),
    _Kind("geo.?restrict|your (country|location|region)", "not available in this region", _PROXY),
    _Kind(r"\bDRM\b", "protected against copying"),
    _Kind("live event will begin|premieres in", "not published yet"),
    _Kind(
        "private|log.?in|logged in|sign in|members|registered users|your age|HTTP Error 40[137]",
        "private, or needs a login",
        _LOGIN,
    ),
    _Kind("ffmpeg|postprocessing", "ffmpeg fails on it", "name another one with CLIPPER_FFMPEG"),
    _Kind("HTTP Error (408|5..)", "the server has a problem", is_passing=True),
    _Kind("HTTP Error 4(04|10)|not found|removed|deleted|terminated|unavailable", "not found"),
    _NO_FORMATS,
    _Kind("certificate", "the server's certificate is not valid"),
    _Kind("load cookies|Netscape format", "the cookies cannot be read", _LOGIN),
    _Kind("No space left", "the disk is full", "free some space, or set CLIPPER_CACHE_DIR"),
    _Kind(
        "resolve |name resolution|name or service|connection refused|unreachable|timed out|proxy",
        "no connection",
        "check the network and the key 'source.proxy'",
        is_passing=True,
    ),
)
_BROKEN = _Kind("", "the connection breaks off", is_passing=True)
_NO_JAVASCRIPT = _Kind("", "YouTube needs a JavaScript runtime", _JAVASCRIPT)
_OTHER = _Kind("", "cannot be fetched")

# `[extractor] id: ` says nothing to the reader, and an id may hold any word.
_NOISE = re.compile(
    r"\x1b\[[0-9;]*[A-Za-z]|^\s+|^ERROR: |^\[[\w:+]+\] (?:(?!unsupported).+?: )?"
    r"|^unable to download [\w ]+: ",
    re.IGNORECASE,
)
# Advice for people who type yt-dlp commands.
_ADVICE = re.compile(
    r"[.;,]?\s*(?:please report this|\(caused by|use --|try using --|see +http|also see).*",
    re.IGNORECASE | re.DOTALL,
)


def explain(said: str, *, is_network: bool = False, lacks_javascript: bool = False) -> Problem:
    """The problem behind what yt-dlp said.

    `is_network`: the connection broke. `lacks_javascript`: it is YouTube, and there is
    no runtime.

    >>> explain("ERROR: [generic] x: HTTP Error 404: Not Found (caused by <HTTPError>)").message
    'not found: HTTP Error 404: Not Found'
    """
    detail = shortened(said)
    fallback = _BROKEN if is_network else _OTHER
    kind = next((k for k in _KINDS if re.search(k.pattern, detail, re.IGNORECASE)), fallback)
    if lacks_javascript and kind is _NO_FORMATS:
        kind = _NO_JAVASCRIPT
    message = f"{kind.message}: {detail}" if detail else kind.message
    return Problem(message, kind.hint, kind.is_passing)


def shortened(said: str) -> str:
    r"""The first line without colours, prefixes and advice.

    >>> shortened("\x1b[0;31mERROR:\x1b[0m [youtube] abc: Private video. Use --cookies ...")
    'Private video'
    """
    text = said.strip()
    while (less := _NOISE.sub("", text, count=1)) != text:
        text = less
    line = _ADVICE.sub("", text).partition("\n")[0].strip(" .")
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"
