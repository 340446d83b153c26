"""How many clips cut a word of the sentence that they are about, by a reference transcript.

    python benchmarks/edges.py NOTE MEDIA TRANSCRIPT [TRUTH] [--model base]

TRANSCRIPT as for `clipper check --transcript`: true words, or sentences with their times.
TRUTH says where each claim is said: a list of {cited, true_start, true_end} in seconds in the
order of the note, or of {note, line, stamp, true_s}; without it that is the sentence at the stamp.
Three ways to place the edges: as asked; by pauses alone (`clipper cut`); by what Whisper hears
(`clipper run`). An edge is in a word when it lies in one of the transcript; where that has
sentences only, when it lies in one of them and the sound is not silent there.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from clipper import config
from clipper.media import pcm
from clipper.media.opened import OpenMedia
from clipper.model import Citation, Finding, Media, Span
from clipper.notes.read import read_note
from clipper.speech.given import read_transcript
from clipper.speech.pauses import silences
from clipper.speech.whisper import RATE
from clipper.steps.check import listen_and_judge
from clipper.steps.desk import Desk
from clipper.steps.fetch import fetch
from clipper.steps.tools import Job, Tools
from clipper.steps.where import lay_out

AROUND_MS = 4_000  # of sound, to tell silence from speech
ON_TIME_S = 20.0  # of what is said later than that after its stamp, no clip is expected


@dataclass(frozen=True)
class Reference:
    """The recording, its true sentences and words, and which of it each claim is about."""

    media: Media
    sentences: Sequence[Span]
    words: Sequence[Span]
    truths: Mapping[Citation, Span]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("note", "media", "transcript"):
        parser.add_argument(name, type=Path)
    parser.add_argument("truth", type=Path, nargs="?")
    parser.add_argument("--model", default="base")
    given = parser.parse_args()
    note = read_note(given.note)
    cited = tuple(replace(c, source=str(given.media)) for c in note.citations)
    settings = config.load(flags={"speech": {"model": given.model}})
    sentences = [segment.span for segment in read_transcript(given.transcript).segments]
    truths = dict(truth(given.truth, cited, sentences))
    job = Job(str(given.media), cited)
    print(f"{len(cited)} citations, {len(truths)} of a sentence that is said near the stamp")
    print("edges       sentence whole  edges in a sentence  in a word   median s  longest s  CPU s")
    for name in ("as asked", "by pauses", "by words"):
        asked = settings.clip if name != "as asked" else replace(settings.clip, edges="asked")
        with Tools(replace(settings, clip=asked)) as tools:
            media = fetch(job.source_id, tools, kind="video", tell=lambda _: None)
            assert isinstance(media, Media), media
            desk = Desk()
            if name == "by words":
                desk.findings |= {f.citation: f for f in judged(job, media, tools)}
            desk.place(media, job)
            began_s = time.process_time()
            lay_out(job, media, tools, desk)
            used_s = time.process_time() - began_s
        reference = Reference(media, sentences, exact_words(given.transcript), truths)
        report(name, desk.spans, reference, used_s)


def judged(job: Job, media: Media, tools: Tools) -> tuple[Finding, ...]:
    """The findings; it takes minutes the first time, since all is heard for them."""
    events = listen_and_judge(job, media, tools)
    while True:
        try:
            next(events)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]


def exact_words(path: Path) -> list[Span]:
    """The words of a transcript that gives them times."""
    if path.suffix != ".json":
        return []
    document = json.loads(path.read_text())
    rows = document if isinstance(document, list) else document["segments"]
    words = [word for row in rows for word in row.get("words") or []]
    return [Span(round(w["start"] * 1000), round(w["end"] * 1000)) for w in words]


def truth(
    path: Path | None, cited: Sequence[Citation], sentences: Sequence[Span]
) -> Iterator[tuple[Citation, Span]]:
    """Where each claim is said, for those that are said near their stamp."""
    if path is None:
        for citation in cited:
            yield citation, sentence_at(citation.cited_ms or 0, sentences)
        return
    rows = json.loads(path.read_text())
    if "true_start" in rows[0]:
        for citation, row in zip(cited, rows, strict=True):
            if row["true_start"] and -10 <= row["true_start"] - row["cited"] <= ON_TIME_S:
                ends = round(row["true_start"] * 1000), round(row["true_end"] * 1000)
                yield citation, Span(*ends)
        return
    true_ms = {(Path(row["note"]).name, row["line"], row["stamp"]): row["true_s"] for row in rows}
    for citation in cited:
        at_s = true_ms.get((Path(citation.note).name, citation.line, citation.stamp))
        if at_s is not None and abs(at_s - (citation.cited_ms or 0) / 1000) <= ON_TIME_S:
            yield citation, sentence_at(round(at_s * 1000), sentences)


def sentence_at(at_ms: int, sentences: Sequence[Span]) -> Span:
    """The sentence at a moment, else the next one; a stamp is rounded down to the second."""
    return next((s for s in sentences if s.end_ms > at_ms + 500), sentences[-1])


def report(name: str, spans: Mapping[Citation, Span], reference: Reference, used_s: float) -> None:
    truths = {citation: said for citation, said in reference.truths.items() if citation in spans}
    whole = [spans[citation].contains(said) for citation, said in truths.items()]
    edges = [edge for span in spans.values() for edge in (span.start_ms, span.end_ms)]
    in_sentence = [is_within(edge, reference.sentences) for edge in edges]
    with OpenMedia(reference.media, is_heard=True) as recording:
        in_word = [
            is_within(edge, reference.words)
            if reference.words
            else is_in and not is_silent(edge, recording)
            for edge, is_in in zip(edges, in_sentence, strict=True)
        ]
    lengths = sorted(span.length_ms / 1000 for span in spans.values())
    print(
        f"{name:<12}{share(whole):>13}  {share(in_sentence):>19}  {share(in_word):>9}"
        f"  {lengths[len(lengths) // 2]:9.1f}  {lengths[-1]:9.1f}  {used_s:5.2f}"
    )
    for (citation, said), is_whole in zip(truths.items(), whole, strict=True):
        if name == "by words" and not is_whole:
            print(f"  {citation.stamp}: said {said}, clip {spans[citation]}")


def is_within(at_ms: int, spans: Sequence[Span]) -> bool:
    return any(span.start_ms < at_ms < span.end_ms for span in spans)


def is_silent(at_ms: int, recording: OpenMedia) -> bool:
    around = Span(max(0, at_ms - AROUND_MS), at_ms + AROUND_MS)
    at = (at_ms - around.start_ms) * RATE // 1000
    return any(first <= at <= last for first, last in silences(pcm.samples(recording, around)))


def share(found: Sequence[bool]) -> str:
    return f"{100 * sum(found) / len(found):.1f} %" if found else "-"


if __name__ == "__main__":
    main()
