"""The YAML block at the top of a note: its title and the recording that it is about."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from typing import Any

from clipper.notes.source_id import names_recording
from clipper.times import readings

_log = logging.getLogger(__name__)

_BLOCK = re.compile(
    r"---[ \t]*\n(?P<yaml>.*?^)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE
)
_KEY = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\n)*+[\"']?[\w-]+[\"']?[ \t]*:(?:\s|$)")
_SOURCE_KEYS = (
    *("videoId", "video_id", "url", "source", "source_url", "media", "youtube_url", "media_link"),
    *("video", "audio", "video_url", "audio_url", "media_url", "youtube", "youtube_id", "link"),
)
_DURATION_KEYS = ("duration_seconds", "duration")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """`end` is the offset at which the note's text begins; `reference` is the source as written."""

    end: int = 0
    title: str = ""
    reference: str = ""
    duration_ms: int | None = None


def front_matter(text: str, *, note: str) -> FrontMatter:
    """The front matter of a text with Unix line ends; broken YAML counts as empty."""
    block = _BLOCK.match(text)
    if block is None or not _KEY.match(block["yaml"]):
        return FrontMatter()
    values = _values(block["yaml"], note)
    references = [text for key in _SOURCE_KEYS if (text := _text(values.get(key)))]
    recordings = filter(names_recording, references)
    return FrontMatter(
        end=block.end(),
        title=_text(values.get("title")),
        reference=next(recordings, next(iter(references), "")),
        duration_ms=_duration_ms(values),
    )


def _values(text: str, note: str) -> dict[Any, Any]:
    import yaml  # noqa: PLC0415 - not needed to start

    try:
        # Scalars stay as written: a video id that looks like a number or a date is still an id.
        loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # written in C where it was built
        values = yaml.load(text, Loader=loader)  # noqa: S506 - builds only str, list, dict
    except (yaml.YAMLError, RecursionError) as err:
        _log.warning("front matter of '%s' is not read: %s", note, " ".join(str(err).split()))
        return {}
    return values if isinstance(values, dict) else {}


def _duration_ms(values: dict[Any, Any]) -> int | None:
    """How long the recording is, written as a time or in seconds."""
    for key in _DURATION_KEYS:
        if times := readings(_text(values.get(key))):
            return times[0].at_ms or None
    return None


def _text(value: object) -> str:
    """A text, or the first of a list of texts; "" for anything else."""
    if isinstance(value, list):
        value = next(iter(value), "")
    return value.strip() if isinstance(value, str) else ""
