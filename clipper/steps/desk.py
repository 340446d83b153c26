"""What has come out of a run so far, and what follows from it for clips and reels."""

from __future__ import annotations

from dataclasses import dataclass, field

from clipper.model import Citation, Clip, Finding, Media, Reading, Segment, Span
from clipper.notes.lint import possible_readings
from clipper.notes.readings import End
from clipper.steps.tools import Job


@dataclass(slots=True)
class Desk:
    """Findings and clips by citation, recordings by source id.

    `readings` are those that are likeliest by themselves, given the length of the recording.
    `said` is what is known to be said around the moments of a source, and `spans` what is cut
    of it for a citation.
    """

    findings: dict[Citation, Finding] = field(default_factory=dict)
    readings: dict[Citation, Reading] = field(default_factory=dict)
    clips: dict[Citation, Clip] = field(default_factory=dict)
    media: dict[str, Media] = field(default_factory=dict)
    said: dict[str, tuple[Segment, ...]] = field(default_factory=dict)
    spans: dict[Citation, Span] = field(default_factory=dict)

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
