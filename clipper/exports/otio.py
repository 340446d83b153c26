"""OpenTimelineIO: a track of the cited stretches, each with its claims as markers.

https://opentimelineio.readthedocs.io
"""

from __future__ import annotations

from typing import Any

from clipper.exports.rates import rate_of
from clipper.exports.sheet import (
    Export,
    Nothing,
    Recording,
    Row,
    Sheet,
    Shot,
    doubted,
    one_line,
    title,
)
from clipper.model import Verdict

_COLORS = {
    Verdict.SUPPORTED: "GREEN",
    Verdict.MISPLACED: "ORANGE",
    Verdict.CONTRADICTED: "RED",
    Verdict.NOT_FOUND: "RED",
    Verdict.UNCHECKED: "YELLOW",
}
_MILLISECONDS = 1000.0  # are counted where there are no pictures, or at a rate of their own


def render(sheet: Sheet) -> str | Nothing:
    from opentimelineio import schema  # noqa: PLC0415 - an extra

    shots = sheet.shots()
    if not shots:
        return Nothing("no moment of a recording is cited")
    is_sound = not any(shot.recording.has_picture for shot in shots)
    kind = schema.TrackKind.Audio if is_sound else schema.TrackKind.Video
    track = schema.Track(name="A1" if is_sound else "V1", kind=kind)
    track.extend([_clip(shot) for shot in shots])
    timeline = schema.Timeline(
        name=one_line(sheet.title), metadata={"clipper": {"note": one_line(sheet.note)}}
    )
    timeline.tracks.append(track)
    text: str = timeline.to_json_string(indent=1)
    return f"{text}\n"


def _clip(shot: Shot) -> Any:
    from opentimelineio import schema  # noqa: PLC0415

    start_ms, end_ms = shot.span.start_ms, shot.span.end_ms
    return schema.Clip(
        name=title(shot.first),
        media_reference=_reference(shot.recording),
        source_range=_range(shot.recording, start_ms, end_ms),
        markers=[_marker(shot, row) for row in shot.rows],
        metadata={"clipper": {"source": one_line(shot.recording.id), "clip": shot.first.clip}},
    )


def _reference(recording: Recording) -> Any:
    from opentimelineio import schema  # noqa: PLC0415

    if recording.path is None and not recording.url:
        return schema.MissingReference(name=one_line(recording.name))
    available = None
    if recording.duration_ms is not None:
        available = _range(recording, 0, recording.duration_ms)
    url = recording.path.as_uri() if recording.path else recording.url
    reference = schema.ExternalReference(target_url=one_line(url), available_range=available)
    reference.name = one_line(recording.name)
    return reference


def _marker(shot: Shot, row: Row) -> Any:
    from opentimelineio import schema  # noqa: PLC0415

    at_ms = shot.span.start_ms if row.at_ms is None else row.at_ms
    cited, finding = row.citation, row.finding
    facts: dict[str, Any] = {
        "line": cited.line,
        "stamp": one_line(cited.stamp),
        "claim": one_line(cited.claim),
        "url": one_line(shot.recording.url_at(at_ms)),
    }
    if finding is not None:
        facts |= {
            "verdict": finding.verdict.value,
            "confidence": finding.confidence,
            "heard": one_line(finding.heard),
        }
    return schema.Marker(
        name=doubted(row),
        marked_range=_range(shot.recording, at_ms, at_ms),
        color=_COLORS[finding.verdict] if finding else "CYAN",
        metadata={"clipper": facts},
    )


def _range(recording: Recording, start_ms: int, end_ms: int) -> Any:
    """In frames of the recording, or in milliseconds."""
    from opentimelineio.opentime import RationalTime, TimeRange  # noqa: PLC0415

    frames = rate_of(recording.fps_milli)
    if frames is None:
        start, end, rate = start_ms, end_ms, _MILLISECONDS
    else:
        start, end = frames.frames(start_ms), frames.frames(end_ms)
        rate = float(frames.per_second)
    return TimeRange(RationalTime(start, rate), RationalTime(end - start, rate))


EXPORT = Export(
    "timeline.otio",
    "editing programs: a timeline with markers (OpenTimelineIO)",
    render,
    needs_fps=True,
    package="opentimelineio",
    extra="otio",
)
