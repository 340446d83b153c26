"""The front page: what clipper does, stage after stage.

    notes -> citations -> one job per source -> fetch -> hear and judge -> cut -> reel

One job holds everything that all notes cite of one source, so that it is fetched,
decoded and heard once. The next source is fetched, and the last one cut, while this one is
heard. Whatever fails becomes a value; the run goes on, and says at the end what is missing.
"""

from __future__ import annotations

import itertools
import logging
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from clipper.config import Settings
from clipper.errors import ClipperError, MediaError, ProgramError, TranscriptError, UsageError
from clipper.events import Event, Finished, Judged, Made, NoteResult, Started, Trouble
from clipper.model import Citation, Failed, Finding, Media, Note, Reason, Span, union
from clipper.reports.words import counted
from clipper.runners.local import Behind, Ready, ahead
from clipper.steps.check import judge_given, listen_and_judge
from clipper.steps.clips import cut_clips, guessed, without_clip
from clipper.steps.desk import Desk
from clipper.steps.exporting import check_exports, export
from clipper.steps.fetch import fetch
from clipper.steps.names import check_template
from clipper.steps.place import note_folders, place_clips
from clipper.steps.reel import Reel, make_reel, reel_of_all, reels_of_note
from clipper.steps.tools import Job, Tools, cited_window
from clipper.steps.where import lay_out, pieces
from clipper.store import make_folder
from clipper.verify.diagnosis import diagnosis
from clipper.verify.judge import unchecked

_log = logging.getLogger(__name__)

_EXTRACTOR_HINT = "sites change: pip install --upgrade yt-dlp, or fetch it yourself for --media-dir"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which products to make."""

    check: bool = True
    clips: bool = False
    reel: bool = False

    @property
    def media(self) -> bool:
        return self.clips or self.reel


def run(
    notes: Sequence[Note],
    settings: Settings,
    wanted: Wanted,
    *,
    transcripts: Path | None = None,
    unread: Sequence[Trouble] = (),
) -> Iterator[Event]:
    """Do all that is wanted for these notes; the last event is `Finished`.

    `transcripts` is a file, or a folder with one per source, to judge by instead of
    hearing; `unread` are notes that were asked for and could not be read. Raises
    ClipperError for what makes the whole run impossible.
    """
    with Tools(settings, transcripts) as tools:
        yield from _finished(unread, _stages(notes, tools, wanted, Desk()))


def fetch_only(
    notes: Sequence[Note], settings: Settings, *, unread: Sequence[Trouble] = ()
) -> Iterator[Event]:
    """Bring all recordings here, and nothing else."""
    with Tools(settings) as tools:
        yield from _finished(unread, _fetched(by_source(notes), tools))


def _finished(unread: Sequence[Trouble], events: Iterator[Event | NoteResult]) -> Iterator[Event]:
    """The events, and at the end what came of the notes and what went wrong."""
    troubles: list[Trouble] = []
    results: list[NoteResult] = []
    for event in itertools.chain(unread, events):
        if isinstance(event, Trouble):
            troubles.append(event)
        if isinstance(event, NoteResult):
            results.append(event)
        else:
            yield event
    yield Finished(tuple(results), tuple(troubles))


def _stages(
    notes: Sequence[Note], tools: Tools, wanted: Wanted, desk: Desk
) -> Iterator[Event | NoteResult]:
    jobs = by_source(notes)
    yield Started(len(jobs), sum(len(note.citations) for note in notes))
    if wanted.check and tools.transcripts is None and jobs:
        _ = tools.hearer  # no weights: say so before anything is fetched
    if wanted.check and jobs:
        _ = tools.judge  # likewise
    if wanted.clips:
        check_template(tools.settings.clip.name)
        check_exports(notes, tools.settings)
    if wanted.media:
        make_folder(Path(tools.settings.run.output))  # unwritable: say so before hours of work
    yield from _sourceless(notes, desk)
    yield from _each_source(jobs, tools, wanted, desk)
    folders = note_folders(notes, Path(tools.settings.run.output))
    for note in notes:
        yield from _one_note(note, folders[note.path], tools, wanted, desk)
    if wanted.reel and notes and tools.settings.reel.per == "all":
        output = Path(tools.settings.run.output)
        yield from _reel(reel_of_all(notes, output), tools, wanted, desk)


def _each_source(jobs: Sequence[Job], tools: Tools, wanted: Wanted, desk: Desk) -> Iterator[Event]:
    """Judge one source after the other, as they arrive, and cut each behind the next."""
    with Behind[Event]() as cutting:
        for news in _with_media(jobs, tools, wanted):
            if isinstance(news, Ready):
                for event in _judged(news.item, news.result, tools, wanted, desk):
                    yield event
                    yield from cutting.so_far()
                if isinstance(news.result, Media) and wanted.media:
                    cutting.begin(_cut(news.item, news.result, tools, wanted, desk))
            else:
                yield news
            yield from cutting.so_far()
        yield from cutting.rest()


def by_source(notes: Sequence[Note]) -> tuple[Job, ...]:
    """One job per source, in the order in which the notes first cite them."""
    cited: dict[str, list[Citation]] = {}
    for note in notes:
        for citation in note.citations:
            if citation.source is not None:
                cited.setdefault(citation.source, []).append(citation)
    return tuple(Job(source, tuple(citations)) for source, citations in cited.items())


def plan(job: Job, settings: Settings) -> tuple[Span, ...]:
    """What of a source will be cut and heard first, as far as its length is unknown."""
    return union(
        cited_window(citation, citation.reading, settings, duration_ms=None)
        for citation in job.citations
        if citation.reading
    )


def _fetched(jobs: Sequence[Job], tools: Tools) -> Iterator[Event]:
    for news in _with_media(jobs, tools, Wanted(check=False, clips=True)):
        match news:
            case Ready(item, Failed(_, message, hint)):
                yield Trouble(item.source_id, message, hint)
            case Ready(_, Media(path=path)):
                yield Made(path)
            case Ready():
                pass
            case event:
                yield event


def _sourceless(notes: Sequence[Note], desk: Desk) -> Iterator[Event]:
    """Citations that name no recording: one message a note."""
    for note in notes:
        orphans = [citation for citation in note.citations if citation.source is None]
        for citation in orphans:
            detail = "the note names no recording"
            desk.findings[citation] = unchecked(citation, Reason.NO_SOURCE, detail)
        if orphans:
            hint = "add 'videoId:', 'url:' or 'media:' to its front matter, or give --source"
            message = f"no recording is named for {counted(len(orphans), 'citation')}"
            yield Trouble(note.path, message, hint)


def _with_media(
    jobs: Sequence[Job], tools: Tools, wanted: Wanted
) -> Iterator[Event | Ready[Job, Media | Failed | None]]:
    """Each job with its recording, in the order in which these arrive."""
    settings = tools.settings
    if tools.transcripts is not None and not wanted.media:
        for job in jobs:
            yield Ready(job, None)
        return
    kind = settings.clip.kind if wanted.clips else "none"
    if wanted.reel and settings.reel.format == "mp4":
        kind = "video"

    def work(job: Job, tell: Callable[[Event], None]) -> Media | Failed | None:
        try:
            return fetch(job.source_id, tools, kind=kind, tell=tell)
        except ClipperError:
            raise  # what is wrong for one source is a value; this is wrong for all
        except Exception as err:  # noqa: BLE001 - a site's extractor may fail in any way
            _log.exception("fetching '%s'", job.source_id)
            return Failed(Reason.FETCH_FAILED, f"{type(err).__name__}: {err}", _EXTRACTOR_HINT)

    yield from ahead(jobs, work, workers=settings.run.jobs)


def _judged(
    job: Job, media: Media | Failed | None, tools: Tools, wanted: Wanted, desk: Desk
) -> Iterator[Event]:
    """The verdicts on the citations of one source, where they are wanted."""
    if isinstance(media, Failed):
        yield Trouble(job.source_id, media.message, media.hint)
    if wanted.check:
        for finding in (yield from _findings(job, media, tools)):
            desk.findings[finding.citation] = finding
            yield Judged(finding)
    if isinstance(media, Media):
        desk.place(media, job)


def _cut(job: Job, media: Media, tools: Tools, wanted: Wanted, desk: Desk) -> Iterator[Event]:
    """Where the clips of one source lie, and the clips; may run while the next one is heard."""
    lay_out(job, media, tools, desk)
    if not wanted.clips or tools.settings.clip.kind == "none":
        return
    said = desk.said[job.source_id]
    desk.clips |= yield from cut_clips(pieces(job, tools, desk), media, said, tools)
    if not wanted.check:
        left = [citation for citation in job.citations if desk.moment(citation) is None]
        yield from without_clip(left, media)
        for message in guessed(job.citations, desk):
            _log.warning(message)


def _findings(
    job: Job, media: Media | Failed | None, tools: Tools
) -> Generator[Event, None, tuple[Finding, ...]]:
    """The verdicts on all citations of a source, whatever happens to it."""
    try:
        match media:
            case _ if tools.transcripts is not None:
                return judge_given(job, tools.transcripts, tools)
            case Media():
                return (yield from listen_and_judge(job, media, tools))
            case Failed(reason, message):
                return tuple(unchecked(c, reason, message) for c in job.citations)
            case _:
                raise AssertionError("neither a recording nor a transcript")
    except (MediaError, ProgramError, TranscriptError) as err:
        if tools.transcripts is not None and tools.transcripts.is_file():
            raise  # the one transcript there is
        yield Trouble(job.source_id, err.message, err.hint)
        return tuple(unchecked(c, Reason.NO_AUDIO, err.message) for c in job.citations)


def _one_note(
    note: Note, folder: Path, tools: Tools, wanted: Wanted, desk: Desk
) -> Iterator[Event | NoteResult]:
    """The note's folder: clips, manifest and reel; its findings in document order."""
    placed: dict[Citation, Path] = {}
    try:
        placed = yield from place_clips(note, desk, folder, tools)
    except UsageError as err:  # of this folder
        yield Trouble(f"clips of {note.path}", err.message, err.hint)
    made: Made | None = None
    reels = wanted.reel and note.citations
    for reel in reels_of_note(note, folder, tools.settings.reel.per) if reels else ():
        another = yield from _reel(reel, tools, wanted, desk)
        made = made or another
    if wanted.clips:
        yield from export(note, folder, placed, desk, tools)
    output = folder.parent
    findings = tuple(
        replace(finding, clip=_inside(output, placed.get(citation)))
        for citation in note.citations
        if (finding := desk.findings.get(citation)) is not None
    )
    verify = tools.settings.verify
    is_searched = tools.transcripts is not None or verify.search == "source"
    common = diagnosis(findings, verify, is_searched=is_searched)
    yield NoteResult(note, folder, findings, _inside(output, made.path if made else None), common)


def _reel(
    reel: Reel, tools: Tools, wanted: Wanted, desk: Desk
) -> Generator[Event, None, Made | None]:
    """A reel, if anything goes into it and nothing goes wrong."""
    made: Made | None = None
    try:
        for event in make_reel(reel, desk, tools, is_checked=wanted.check):
            made = event if isinstance(event, Made) else made
            yield event
    except (MediaError, ProgramError, UsageError) as err:
        yield Trouble(f"reel of '{reel.title}'", err.message, err.hint)
    return made


def _inside(output: Path, path: Path | None) -> str | None:
    return None if path is None else path.relative_to(output).as_posix()
