"""The parameters of YoutubeDL for one fetch: what is chosen, where it goes, how long it tries."""

from __future__ import annotations

import io
import logging
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

from clipper.config import SourceSettings
from clipper.errors import ConfigError
from clipper.sources.folder import STEM
from clipper.sources.javascript import find_runtime

_log = logging.getLogger(__name__)

Kind = Literal["audio", "video"]
Progress = Callable[[int, int | None], None]
_FORMATS: dict[Kind, str] = {
    "audio": "bestaudio/best",
    "video": "bestvideo*[height<=720]+bestaudio/best[height<=720]/bestvideo*+bestaudio/best",
}
# The language first: a dubbed track is another recording. Then what plays everywhere.
_PREFERENCE = ("lang", "res", "vcodec:h264", "acodec:aac")
_LONGEST_WAIT_S = 8.0


def wait_s(n: int) -> float:
    """Seconds to wait after the failure number `n`, counted from 0.

    >>> [wait_s(n) for n in range(6)]
    [0.5, 1.0, 2.0, 4.0, 8.0, 8.0]
    """
    return min(math.ldexp(0.5, n), _LONGEST_WAIT_S)


def options(
    kind: Kind,
    folder: Path,
    *,
    settings: SourceSettings,
    ffmpeg: str,
    on_progress: Progress | None,
) -> dict[str, Any]:
    """All that differs from yt-dlp's defaults; used as a library it reads no configuration file.

    Raises ConfigError when the file of cookies cannot be read.
    """
    return {
        "format": _FORMATS[kind],
        "format_sort": _PREFERENCE,
        "merge_output_format": "mp4/mkv",
        "paths": {"home": str(folder)},
        "outtmpl": f"{STEM}.%(ext)s",  # no title: names must be short, legal and known
        "restrictfilenames": True,
        "noplaylist": True,
        "playlist_items": "1:2",  # two suffice to see that it is not one
        # Some extractors look for captions only if they are to be written.
        "writesubtitles": settings.captions != "off",
        "writeautomaticsub": settings.captions != "off",
        "extractor_args": {"youtube": {"skip": ["translated_subs"]}},
        "cachedir": str(folder.parent / "yt-dlp"),
        "enable_file_urls": False,
        "ffmpeg_location": ffmpeg,
        "hls_prefer_native": True,  # ffmpeg could neither resume nor retry
        "js_runtimes": _runtimes(),
        "cookiefile": _cookies(settings.cookies),
        "proxy": settings.proxy or None,
        "ratelimit": settings.rate_limit or None,
        "socket_timeout": settings.timeout_s,
        "retries": settings.retries,
        "fragment_retries": settings.retries,
        "extractor_retries": settings.retries,
        "retry_sleep_functions": {"http": wait_s, "fragment": wait_s, "extractor": wait_s},
        "skip_unavailable_fragments": False,  # else the file has holes and nobody is told
        "updatetime": False,
        "quiet": True,
        "noprogress": True,
        "color": "never",
        "logger": _Logger(),
        "progress_hooks": [_hook(on_progress)] if on_progress else [],
    }


def _runtimes() -> dict[str, dict[str, str]]:
    runtime = find_runtime()
    return {runtime.name: {"path": runtime.path}} if runtime else {}


def _cookies(file: str) -> io.StringIO | None:
    """The cookies as a stream: yt-dlp writes the new ones back, and the file is the user's."""
    if not file:
        return None
    try:
        return io.StringIO(Path(file).expanduser().read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as err:
        raise ConfigError(
            f"cannot read the cookies '{file}': {err}", hint="correct the key 'source.cookies'"
        ) from err


class _Logger:
    """yt-dlp's messages in our log; its errors come as exceptions, too."""

    def debug(self, message: str) -> None:
        _log.debug("%s", message)

    def warning(self, message: str) -> None:
        _log.info("%s", message)

    error = debug


def _hook(on_progress: Progress) -> Callable[[dict[str, Any]], None]:
    def hook(state: dict[str, Any]) -> None:
        if state["status"] == "downloading":
            total = state.get("total_bytes") or state.get("total_bytes_estimate")
            on_progress(int(state.get("downloaded_bytes") or 0), int(total) if total else None)

    return hook
