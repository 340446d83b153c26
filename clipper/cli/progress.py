"""What a person sees of a run while it works: bars on a terminal, lines in a log."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from types import TracebackType
from typing import Self, TypeVar

from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from clipper.cli.console import err, is_quiet, report_trouble, tell
from clipper.events import (
    Chosen,
    Cutting,
    Event,
    Fetching,
    Finished,
    Judged,
    Listening,
    Made,
    Started,
    Trouble,
)
from clipper.reports.words import chosen, counted

T = TypeVar("T")

_FIRST_LINE_S, _GROWTH = 5.0, 1.5  # without a terminal: a line after 5 s, then ever more rarely


def follow(events: Iterable[Event]) -> tuple[Finished, tuple[Made, ...]]:
    """Show the events as they come; the last one, and what was made."""
    made: list[Made] = []
    with _Display() as display:
        for event in events:
            display.show(event)
            if isinstance(event, Made):
                made.append(event)
            if isinstance(event, Finished):
                return event, tuple(made)
    raise AssertionError("a run ends with Finished")


def made_of(clips: Sequence[Made]) -> str:
    """How many clips there are, and how many of them this run made."""
    new = sum(clip.is_new for clip in clips)
    return f"{counted(len(clips), 'clip')}, {new or 'none'} of them new"


class _Display:
    """Bars on a terminal; elsewhere a line now and then."""

    def __init__(self) -> None:
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f} %"),
            TimeRemainingColumn(),
            console=err(),
            transient=True,
            disable=is_quiet() or not err().is_terminal,
        )
        self._tasks: dict[str, TaskID] = {}
        self._next_line_s = time.monotonic() + _FIRST_LINE_S
        self._pause_s = _FIRST_LINE_S

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._progress.stop()

    def show(self, event: Event) -> None:
        match event:
            case Started(sources, citations):
                tell(f"{counted(citations, 'citation')} of {counted(sources, 'recording')}")
            case Fetching(source, done, total):
                self._bar(f"fetching {source}", done, total)
            case Listening(source, done, total):
                self._bar(f"hearing {source}", done, total)
            case Cutting(source, done, total):
                self._bar(f"cutting {source}", done, total)
            case Chosen():
                tell(chosen(event))
            case Trouble():
                report_trouble(event)
            case Judged() | Made() | Finished():
                pass

    def _bar(self, what: str, done: int, total: int | None) -> None:
        if what not in self._tasks:
            self._tasks[what] = self._progress.add_task(what, total=total)
        self._progress.update(self._tasks[what], completed=done, total=total)
        if done and total and not err().is_terminal and time.monotonic() >= self._next_line_s:
            tell(f"{what}: {100 * done // total} %")
            self._pause_s *= _GROWTH
            self._next_line_s = time.monotonic() + self._pause_s


def watched(items: Iterable[T], what: str) -> Iterator[T]:
    """The items as they come, counted before the eyes of who waits at a terminal."""
    columns = (TextColumn("{task.description}"), TextColumn("{task.completed:.0f}"))
    is_hidden = is_quiet() or not err().is_terminal
    with Progress(*columns, console=err(), transient=True, disable=is_hidden) as progress:
        yield from progress.track(items, description=what)
