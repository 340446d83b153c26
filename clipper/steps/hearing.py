"""What is heard of one recording: more and more of it, and some of it a second time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from clipper.events import Listening
from clipper.model import Span, Transcript, union
from clipper.speech.listen import Ear, overlaid, widened


@dataclass
class Hearing:
    """What an ear heard in `spans`, and in `again` the plain way."""

    ear: Ear
    source: str
    spans: tuple[Span, ...] = ()
    again: tuple[Span, ...] = ()

    @cached_property
    def careful(self) -> Ear:
        return self.ear.careful()

    def listen(self, spans: tuple[Span, ...]) -> Iterator[Listening]:
        self.spans = spans
        yield from self._told(self.ear, spans)

    def listen_again(self, spans: tuple[Span, ...]) -> Iterator[Listening]:
        self.again = union([*self.again, *spans])
        yield from self._told(self.careful, widened(spans))

    @property
    def words(self) -> Transcript:
        known = self.ear.known(self.spans)
        return overlaid(known, self.careful.known(self.again)) if self.again else known

    def _told(self, ear: Ear, spans: Iterable[Span]) -> Iterator[Listening]:
        for heard in ear.listen(spans):
            yield Listening(self.source, heard.done_ms, heard.total_ms)
