"""Work on several items at once in threads of this process, results as they come."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, Self, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")
News = TypeVar("News")


@dataclass(frozen=True, slots=True)
class Ready(Generic[Item, Result]):
    """The result for one item."""

    item: Item
    result: Result


def ahead(
    items: Iterable[Item],
    work: Callable[[Item, Callable[[News], None]], Result],
    *,
    workers: int,
) -> Iterator[News | Ready[Item, Result]]:
    """Run `work(item, tell)` for all items, `workers` at a time, ahead of the consumer.

    Yields what `work` tells, and a `Ready` for each item in the order of completion.
    An exception of `work` is raised here; then, and when the consumer stops, no further
    item is begun. The threads are daemons: a killed run need not wait for a download.
    """
    todo: queue.SimpleQueue[Item] = queue.SimpleQueue()
    told: queue.SimpleQueue[News | Ready[Item, Result] | BaseException] = queue.SimpleQueue()
    is_over = threading.Event()
    count = 0
    for item in items:
        todo.put(item)
        count += 1

    def serve() -> None:
        while not is_over.is_set():
            try:
                item = todo.get_nowait()
            except queue.Empty:
                return
            try:
                told.put(Ready(item, work(item, told.put)))
            except BaseException as err:  # noqa: BLE001 - raised again by the consumer
                told.put(err)
                return

    for _ in range(min(workers, count)):
        threading.Thread(target=serve, daemon=True).start()
    try:
        while count:
            news = told.get()
            if isinstance(news, BaseException):
                raise news
            if isinstance(news, Ready):
                count -= 1
            yield news
    finally:
        is_over.set()


class Behind(Generic[News]):
    """Runs what it is given in a thread, one after the other, while the consumer goes on.

    Work is an iterator of what it tells. An exception of it is raised in the consumer. At the
    end of the `with` nothing further is begun, and what is being done is waited for.
    """

    def __init__(self) -> None:
        self._todo: queue.SimpleQueue[Iterator[News] | None] = queue.SimpleQueue()
        self._told: queue.SimpleQueue[News | BaseException | None] = queue.SimpleQueue()
        self._is_over = threading.Event()
        self._left = 0
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._todo.put(None)
        self._thread.join()

    def begin(self, work: Iterator[News]) -> None:
        """To be done when all that was given before is."""
        self._left += 1
        self._todo.put(work)

    def so_far(self) -> Iterator[News]:
        """What was told since; waits for nothing."""
        while self._left:
            try:
                yield from self._checked(self._told.get_nowait())
            except queue.Empty:
                return

    def rest(self) -> Iterator[News]:
        """What is told until all is done."""
        while self._left:
            yield from self._checked(self._told.get())

    def _serve(self) -> None:
        while (work := self._todo.get()) is not None and not self._is_over.is_set():
            try:
                for news in work:
                    self._told.put(news)
                    if self._is_over.is_set():
                        return
            except BaseException as err:  # noqa: BLE001 - raised again by the consumer
                self._told.put(err)
                return
            self._told.put(None)

    def _checked(self, news: News | BaseException | None) -> Iterator[News]:
        if isinstance(news, BaseException):
            raise news
        if news is None:
            self._left -= 1
        else:
            yield news
