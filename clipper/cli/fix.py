"""`clipper fix`: correct the stamps of notes, and nothing else in them."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from clipper.cli import options
from clipper.cli.console import out, report_trouble, say, tell
from clipper.cli.progress import follow
from clipper.config import Settings
from clipper.errors import Exit, NoteError, UsageError
from clipper.events import Trouble
from clipper.model import Finding, Note
from clipper.notes.lint import Linted
from clipper.notes.read import find_notes
from clipper.notes.rewrite import Left
from clipper.reports.back import findings_of, read_report
from clipper.reports.diff import diff
from clipper.reports.json import render_fixes
from clipper.reports.words import counted
from clipper.steps import mend, undo
from clipper.steps.lint import lint_notes
from clipper.steps.mend import Fixed, Plan
from clipper.store import Store


@dataclass(frozen=True, slots=True)
class _How:
    """What was asked for, beside the settings."""

    is_applied: bool
    is_json: bool
    is_offline: bool
    report: Path | None
    transcript: Path | None


def register(app: typer.Typer) -> None:
    app.command()(fix)


def fix(
    notes: options.Notes,
    *,
    apply: Annotated[
        bool, typer.Option("--apply", help="Write the notes instead of printing a diff.")
    ] = False,
    is_undone: Annotated[
        bool, typer.Option("--undo", help="Take back what --apply last did to these notes.")
    ] = False,
    lint_only: Annotated[
        bool, typer.Option("--lint-only", help="Correct what is certain without hearing anything.")
    ] = False,
    findings: Annotated[
        Path | None,
        typer.Option(help="Go by this 'report.json', or output of 'clipper check --json'."),
    ] = None,
    media_dir: options.MediaDir = None,
    source: options.SourceOption = None,
    durations: options.DurationsFile = None,
    config: options.ConfigFile = None,
    cookies: options.Cookies = None,
    proxy: options.Proxy = None,
    transcript: options.Transcript = None,
    model: options.Model = None,
    language: options.Language = None,
    engine: options.EngineOption = None,
    search: options.SearchOption = None,
    jobs: options.Jobs = None,
    json: options.Json = False,
) -> int:
    """Correct the stamps of NOTES whose right time is sure, and list the others that are wrong.

    Prints a unified diff, or writes the notes with --apply. Exit code 1 while a stamp is wrong.
    """
    settings = options.load_settings(
        config,
        source__media_dir=media_dir,
        source__source=source,
        source__durations=durations,
        source__cookies=cookies,
        source__proxy=proxy,
        speech__model=model,
        speech__language=language,
        speech__engine=engine,
        verify__search=search,
        run__jobs=jobs,
    )
    if "-" in notes and (apply or is_undone):
        raise UsageError("standard input cannot be written", hint="name the note's file")
    if lint_only and findings:
        raise UsageError("'--lint-only' goes without '--findings'", hint="give one of them")
    if is_undone and (apply or lint_only or findings or json):
        raise UsageError("'--undo' goes with no other way to fix", hint="give it only notes")
    if is_undone:
        return _undo(notes, Store(settings.cache_dir))
    return _fix(notes, settings, _How(apply, json, lint_only, findings, transcript))


def _fix(paths: Sequence[str], settings: Settings, how: _How) -> Exit:
    stdin = _kept_stdin() if "-" in paths else b""
    notes, unread = _read(paths, settings, how)
    plan = _planner(notes, unread, settings, how)
    troubles = list(unread)
    fixes: list[Fixed] = []
    for note in notes:
        with _going_on(note.path, troubles, is_only=len(notes) == 1):
            data = stdin if note.path == "-" else undo.read(Path(note.path))
            fixed = mend.fixed(note, plan(note), data)
            if how.is_applied and fixed.changes:
                undo.apply(Path(note.path), data, fixed.after, Store(settings.cache_dir))
            fixes.append(fixed)
            if not how.is_json:
                _show(fixed, is_applied=how.is_applied)
    return _end(fixes, how, is_complete=not troubles)


def _kept_stdin() -> bytes:
    """The bytes of standard input, which is still to be read as text."""
    data = sys.stdin.buffer.read()
    sys.stdin = io.TextIOWrapper(io.BytesIO(data), encoding="utf-8-sig")
    return data


def _read(
    paths: Sequence[str], settings: Settings, how: _How
) -> tuple[tuple[Note, ...], Sequence[Trouble]]:
    if not how.is_offline:
        return options.read_notes(paths, settings)
    unread: list[Trouble] = []
    return tuple(options.each_note(paths, settings, unread, claims=False)), unread


def _planner(
    notes: Sequence[Note], unread: Sequence[Trouble], settings: Settings, how: _How
) -> Callable[[Note], Plan]:
    """What to do about each note, by its stamps alone or by what is said at them as well."""
    from clipper.steps.durations import Durations

    judged = _judged(notes, unread, settings, how)
    linted: dict[str, list[Linted]] = {note.path: [] for note in notes}
    known = Durations(settings)
    for each in lint_notes(notes, known=known, settings=settings.lint):
        linted[each.citation.note].append(each)

    def plan(note: Note) -> Plan:
        offline = mend.from_lint(linted[note.path])
        if how.is_offline:
            return offline
        findings = judged(note)
        heard = mend.from_findings(findings, confidence=settings.fix.confidence)
        return mend.merged(heard, offline, findings)

    return plan


def _judged(
    notes: Sequence[Note], unread: Sequence[Trouble], settings: Settings, how: _How
) -> Callable[[Note], tuple[Finding, ...]]:
    """The findings on each note: from a report, or from hearing it now."""
    if how.report is None and not how.is_offline:
        from clipper import pipeline

        wanted = pipeline.Wanted(check=True)
        events = pipeline.run(notes, settings, wanted, transcripts=how.transcript, unread=unread)
        finished, _ = follow(events)
        found = {result.note.path: result.findings for result in finished.notes}
        return lambda note: found[note.path]
    for trouble in unread:
        report_trouble(trouble)
    if how.report is None:
        return lambda _: ()
    report = read_report(how.report)
    return lambda note: findings_of(note, report)


@contextmanager
def _going_on(item: str, troubles: list[Trouble], *, is_only: bool) -> Iterator[None]:
    """A note that cannot be fixed does not keep the others from it."""
    try:
        yield
    except NoteError as error:
        if is_only:
            raise
        troubles.append(Trouble(item, error.message, error.hint))
        report_trouble(troubles[-1])


def _show(fixed: Fixed, *, is_applied: bool) -> None:
    name = fixed.note.path
    if not is_applied:
        out(diff(fixed.before.decode(), fixed.after.decode(), name=name))
    elif fixed.changes:
        out(f"{name}\n")
    for item in fixed.left:
        say(_line(item))


def _end(fixes: Sequence[Fixed], how: _How, *, is_complete: bool) -> Exit:
    """The summary, and whether anything is still wrong or unknown."""
    changes = [change for fixed in fixes for change in fixed.changes]
    left = [item for fixed in fixes for item in fixed.left]
    if how.is_json:
        out(render_fixes(changes, left))
    done = "corrected" if how.is_applied else "to correct (--apply writes)"
    tell(f"{counted(len(changes), 'stamp')} {done}, {len(left)} left to the reader")
    if left or (changes and not how.is_applied):
        return Exit.FINDINGS
    is_known = is_complete and all(fixed.is_complete for fixed in fixes)
    return Exit.OK if is_known else Exit.INCOMPLETE


def _line(item: Left) -> str:
    citation = item.citation
    return f"{citation.note}:{citation.line}:{citation.column}: [{citation.stamp}] {item.why}"


def _undo(paths: Iterable[str], store: Store) -> Exit:
    """Restore the notes that are named, and those of named folders that were ever fixed."""
    named = [Path(path) for path in paths]
    files = find_notes(named)
    fixed = [file for file in files if file in named or undo.is_fixed(file, store)] or files[:1]
    troubles: list[Trouble] = []
    for file in fixed:
        with _going_on(str(file), troubles, is_only=len(fixed) == 1):
            undo.restore(file, store)
            out(f"{file}\n")
    return Exit.INCOMPLETE if troubles else Exit.OK
