"""What has come out of a run so far, and what follows from it for clips and reels."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass, field

from clipper.config import Settings
from clipper.model import Citation, Clip, Finding, Media, Note, Reading, Span, union
from clipper.notes.lint import possible_readings
from clipper.notes.readings import End
from clipper.steps.tools import Job, window


@dataclass(slots=True)
class Desk:
    """Findings and clips by citation, recordings by source id.

    `readings` are those that are likeliest by themselves, given the length of the recording.
    """

    findings: dict[Citation, Finding] = field(default_factory=dict)
    readings: dict[Citation, Reading] = field(default_factory=dict)
    clips: dict[Citation, Clip] = field(default_factory=dict)
    media: dict[str, Media] = field(default_factory=dict)

    def place(self, media: Media, job: Job) -> None:
        """The recording of a source is here."""
        self.media[job.source_id] = media
        possible = possible_readings(job.citations, End(media.duration_ms))
        self.readings |= {citation: found[0] for citation, found in possible.items() if found}

    def moment(self, citation: Citation) -> Reading | None:
        """When to cut: the reading that the speech supports, else the likeliest one.

        None when the recording is not here, or is over by then.
        """
        media = self.media.get(citation.source or "")
        finding = self.findings.get(citation)
        likeliest = self.readings.get(citation)
        reading = finding.reading if finding is not None and finding.reading else likeliest
        if media is None or reading is None or reading.at_ms >= media.duration_ms:
            return None
        return reading

    def stretches(
        self, note: Note, settings: Settings, *, verdicts: Container[str] | None
    ) -> Iterator[tuple[Media, Span]]:
        """What the note's reel is made of: source after source, nothing twice.

        Of findings with one of these verdicts; of all citations when `verdicts` is None.
        """
        spans: dict[str, list[Span]] = {}
        for citation in note.citations:
            if verdicts is not None and not self._has(citation, verdicts):
                continue
            if (reading := self.moment(citation)) is not None:
                source = citation.source or ""
                duration_ms = self.media[source].duration_ms
                span = window(reading, settings, duration_ms=duration_ms)
                spans.setdefault(source, []).append(span)
        for source, found in spans.items():
            for span in union(found):
                yield self.media[source], span

    def _has(self, citation: Citation, verdicts: Container[str]) -> bool:
        finding = self.findings.get(citation)
        return finding is not None and finding.verdict in verdicts
