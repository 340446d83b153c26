"""YouTube's captions in the form `json3`: a time for every word, where a machine wrote them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import Any

from clipper.model import Segment
from clipper.speech.timed import segment_of_parts


def read_json3(events: Sequence[dict[str, Any]]) -> Iterator[Segment]:
    """The `events` that say something.

    They overlap where two lines are shown at once, so a segment ends where the next one
    begins. Line breaks are events of their own (`aAppend`) and say nothing.
    """
    said = [event for event in events if _text(event).strip()]
    for event, following in itertools.zip_longest(said, said[1:]):
        start_ms = int(event["tStartMs"])
        end_ms = start_ms + int(event.get("dDurationMs", 0))
        if following is not None:
            end_ms = min(end_ms, max(start_ms, int(following["tStartMs"])))
        parts = [(start_ms + int(s.get("tOffsetMs", 0)), s["utf8"]) for s in event["segs"]]
        yield segment_of_parts(parts, end_ms)


def _text(event: dict[str, Any]) -> str:
    return "".join(part["utf8"] for part in event.get("segs", ()))
