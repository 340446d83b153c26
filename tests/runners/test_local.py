import threading

import pytest

from clipper.runners.local import Ready, ahead


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

    news = list(ahead(["a"], work, workers=1))
    assert news == ["a begins", Ready("a", "a")]


def test_items_are_worked_on_at_once():
    meeting = threading.Barrier(3, timeout=10)
    done = ahead(range(3), lambda *_: meeting.wait() >= 0, workers=3)
    assert all(news.result for news in done)


def test_an_exception_is_raised_to_the_consumer():
    def work(item, _):
        raise ZeroDivisionError(item)

    with pytest.raises(ZeroDivisionError):
        list(ahead([1], work, workers=2))
