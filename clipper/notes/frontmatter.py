"""The YAML block at the top of a note: its title and the recording it is about."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from typing import Any

_log = logging.getLogger(__name__)

_BLOCK = re.compile(
    r"---[ \t]*\n(?P<yaml>.*?^)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE
)
_KEY = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\n)*+[\"']?[\w-]+[\"']?[ \t]*:(?:\s|$)")
_SOURCE_KEYS = ("videoId", "video_id", "url", "source", "media", "youtube_url", "media_link")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """`end` is the offset at which the note's text begins; `reference` is the source as written."""

    end: int = 0
    title: str = ""
    reference: str = ""


def front_matter(text: str, *, note: str) -> FrontMatter:
    """The front matter of a text with Unix line ends; broken YAML counts as empty."""
    block = _BLOCK.match(text)
    if block is None or not _KEY.match(block["yaml"]):
        return FrontMatter()
    values = _values(block["yaml"], note)
    references = (_text(values.get(key)) for key in _SOURCE_KEYS)
    return FrontMatter(
        end=block.end(),
        title=_text(values.get("title")),
        reference=next(filter(None, references), ""),
    )


def _values(text: str, note: str) -> dict[Any, Any]:
    import yaml  # noqa: PLC0415 - not needed to start

    try:
        # Scalars stay as written: a video id that looks like a number or a date is still an id.
        values = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - builds only str, list, dict
    except (yaml.YAMLError, RecursionError) as err:
        _log.warning("front matter of '%s' is not read: %s", note, " ".join(str(err).split()))
        return {}
    return values if isinstance(values, dict) else {}


def _text(value: object) -> str:
    """A text, or the first of a list of texts; "" for anything else."""
    if isinstance(value, list):
        value = next(iter(value), "")
    return value.strip() if isinstance(value, str) else ""
