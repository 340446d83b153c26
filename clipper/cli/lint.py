"""`clipper lint`: what is wrong with the stamps themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Annotated

import typer

from clipper.cli import options
from clipper.cli.console import out, report_trouble, tell
from clipper.cli.progress import watched
from clipper.errors import ConfigError, Exit
from clipper.events import Trouble
from clipper.notes.lint import Linted
from clipper.notes.problems import CLASSES, SOUND, Code
from clipper.reports.words import counted
from clipper.steps.lint import lint_notes, selected


class Format(StrEnum):
    """What `--format` takes."""

    text = "text"
    json = "json"
    github = "github"
    sarif = "sarif"


def register(app: typer.Typer) -> None:
    app.command()(lint)


def lint(
    notes: options.Notes,
    *,
    media_dir: options.MediaDir = None,
    source: options.SourceOption = None,
    durations: options.DurationsFile = None,
    config: options.ConfigFile = None,
    select: Annotated[
        str | None, typer.Option(help="Tell only these codes, e.g. 'T003,T004' or 'T01'.")
    ] = None,
    ignore: Annotated[str | None, typer.Option(help="Do not tell these codes.")] = None,
    json: options.Json = False,
    form: Annotated[
        Format, typer.Option("--format", help="How to print the problems.")
    ] = Format.text,
) -> int:
    """Tell what is wrong with the stamps of NOTES, offline; exit code 1 when something is.

    'clipper fix --lint-only' corrects what is certain.
    """
    from clipper.reports import problems
    from clipper.steps.durations import Durations

    settings = options.load_settings(
        config,
        source__media_dir=media_dir,
        source__source=source,
        source__durations=durations,
        lint__select=_codes(select),
        lint__ignore=_codes(ignore),
    )
    for name in (*settings.lint.select, *settings.lint.ignore, *settings.lint.error):
        _check_code(name)
    unread: list[Trouble] = []
    read = watched(options.each_note(notes, settings, unread, claims=False), "reading notes")
    counts = _Counts()
    judged = lint_notes(read, known=Durations(settings), settings=settings.lint)
    for piece in problems.FORMATS["json" if json else form.value](counts.following(judged)):
        out(piece)
    for trouble in unread:
        report_trouble(trouble)
    tell(counts.summary)
    return Exit.FINDINGS if counts.problems else Exit.INCOMPLETE if unread else Exit.OK


def _codes(names: str | None) -> list[str] | None:
    return None if names is None else [name.strip() for name in names.split(",") if name.strip()]


def _check_code(name: str) -> None:
    if not any(selected([name])):
        known = ", ".join(code.value for code in Code)
        raise ConfigError(f"no problem has the code '{name}'", hint=f"the codes are {known}")


class _Counts:
    """How many stamps of each class went by, and how many problems."""

    def __init__(self) -> None:
        self.problems = 0
        self._stamps: Counter[str] = Counter()

    def following(self, judged: Iterable[Linted]) -> Iterator[Linted]:
        for each in judged:
            self.problems += len(each.problems)
            self._stamps[each.kind] += 1
            yield each

    @property
    def summary(self) -> str:
        classes = [SOUND, *CLASSES.values()]
        parts = [f"{self._stamps[name]} {name}" for name in classes if self._stamps[name]]
        stamps = counted(self._stamps.total(), "stamp")
        return f"{counted(self.problems, 'problem')}; {stamps}: {', '.join(parts) or 'none'}"
