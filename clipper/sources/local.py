"""Recordings that are here already, by the names people and yt-dlp give them.

Names are compared, never joined to a path, so no id can lead out of the folder.
"""

import logging
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from clipper.errors import UsageError

_log = logging.getLogger(__name__)
_VIDEO = re.compile(
    r"\.(?:3g2|3gp|asf|avi|f4v|flv|m2ts|m4v|mkv|mov|mp4|mpe?g|mts|mxf|ogv|ts|vob|webm|wmv)"
)
_AUDIO = re.compile(
    r"\.(?:aac|ac3|aiff?|amr|caf|flac|m4a|m4b|mka|mp2|mp3|oga|ogg|opus|spx|wav|weba|wma)"
)
# What yt-dlp has not merged yet: `talk.f137.mp4` has no sound, `talk.temp.mp4` is half written.
_UNFINISHED = re.compile(r".*\.(?:f\d[\w-]*|temp)\.[^.]+")


def is_media(path: Path) -> bool:
    """Whether the name is that of a finished recording."""
    is_recording = _VIDEO.fullmatch(path.suffix.lower()) or _is_sound(path)
    return bool(is_recording) and not _UNFINISHED.fullmatch(path.name)


def find_local(name: str, media_dir: Path) -> Path | None:
    """The recording called `name` in `media_dir` or one folder below; None when there is none.

    It is called so by its stem, by its whole file name, or by `[name]` in it. Of
    several, videos come before sounds, then the upper folder, then the order of names.
    """
    if not name:
        return None
    wanted = unicodedata.normalize("NFC", name)
    found = (file for file in _recordings(media_dir) if _is_called(file, wanted))
    return min(found, key=_rank, default=None)


def _recordings(media_dir: Path) -> Iterator[Path]:
    if not media_dir.is_dir():
        raise UsageError(
            f"no such media folder: '{media_dir}'", hint="correct the key 'source.media_dir'"
        )
    for entry in _entries(media_dir):
        below = _entries(entry) if entry.is_dir() else [entry]
        yield from (file for file in below if is_media(file) and file.is_file())


def _entries(folder: Path) -> list[Path]:
    try:
        return [entry for entry in folder.iterdir() if not entry.name.startswith(".")]
    except OSError as err:
        _log.warning("'%s' is left out: %s", folder, err.strerror)
        return []


def _is_called(file: Path, wanted: str) -> bool:
    # macOS stores names decomposed.
    name = unicodedata.normalize("NFC", file.name)
    return wanted in (name, Path(name).stem) or f"[{wanted}]" in name


def _rank(file: Path) -> tuple[bool, int, str]:
    return _is_sound(file), len(file.parts), str(file)


def _is_sound(file: Path) -> bool:
    return _AUDIO.fullmatch(file.suffix.lower()) is not None
