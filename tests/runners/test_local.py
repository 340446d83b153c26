import threading

import pytest

from clipper.runners.local import Behind, Ready, ahead


@pytest.mark.parametrize("workers", [1, 2, 9])
def test_every_item_gets_its_result(workers):
    done = list(ahead(range(5), lambda n, _: n * n, workers=workers))
    assert sorted((news.item, news.result) for news in done) == [(n, n * n) for n in range(5)]


def test_no_items_no_news():
    assert list(ahead([], lambda n, _: n, workers=2)) == []


def test_what_work_tells_comes_before_its_result():
    def work(item, tell):
        tell(f"{item} begins")
        return item

    news = list(ahead(["a", "b"], work, workers=1))
    assert news == ["a begins", Ready("a", "a"), "b begins", Ready("b", "b")]
    news = list(ahead(range(20), work, workers=4))
    assert all(news.index(f"{n} begins") < news.index(Ready(n, n)) for n in range(20))


def test_items_are_worked_on_at_once():
    meeting = threading.Barrier(3, timeout=10)
    done = ahead(range(3), lambda *_: meeting.wait() >= 0, workers=3)
    assert all(news.result for news in done)


def test_an_exception_is_raised_to_the_consumer():
    def work(item, _):
        raise ZeroDivisionError(item)

    with pytest.raises(ZeroDivisionError):
        list(ahead([1], work, workers=2))


def test_results_come_as_they_are_ready():
    second_is_out = threading.Event()

    def work(item, _):
        assert item != "first" or second_is_out.wait(10)

    done = ahead(["first", "second"], work, workers=2)
    assert next(done).item == "second"
    second_is_out.set()
    assert next(done).item == "first"


def test_nothing_is_begun_once_the_consumer_has_stopped():
    begun, may_go_on = [], threading.Event()

    def work(item, _):
        begun.append(item)
        assert item == 0 or may_go_on.wait(10)

    before = set(threading.enumerate())
    done = ahead(range(100), work, workers=1)
    next(done)
    done.close()
    may_go_on.set()
    for thread in set(threading.enumerate()) - before:
        thread.join(10)
    assert len(begun) <= 2


def test_work_behind_is_done_while_the_consumer_goes_on():
    may_go_on = threading.Event()

    def slow():
        yield "begun"
        assert may_go_on.wait(10)
        yield "done"

    with Behind() as behind:
        assert list(behind.so_far()) == []
        behind.begin(slow())
        behind.begin(iter(["next"]))
        first = next(behind.rest())
        assert list(behind.so_far()) == []
        may_go_on.set()
        assert [first, *behind.rest()] == ["begun", "done", "next"]
        assert list(behind.rest()) == []


def test_an_exception_of_work_behind_is_raised_to_the_consumer():
    def broken():
        yield 1
        raise ZeroDivisionError

    with Behind() as behind:
        behind.begin(broken())
        rest = behind.rest()
        assert next(rest) == 1
        with pytest.raises(ZeroDivisionError):
            next(rest)


def test_work_behind_stops_with_the_consumer():
    closed = threading.Event()

    def endless():
        try:
            while True:
                yield "on"
        finally:
            closed.set()

    with pytest.raises(KeyboardInterrupt), Behind() as behind:
        behind.begin(endless())
        behind.begin(iter(["never"]))
        assert next(behind.rest()) == "on"
        raise KeyboardInterrupt
    assert closed.is_set()
