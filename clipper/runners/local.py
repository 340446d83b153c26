"""Work on several items at once in threads of this process, results as they come."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

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
