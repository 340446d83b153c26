import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipper.notes import marks
from clipper.notes.leftovers import TIME_LIKE, Why, leftovers
from clipper.notes.read import cited

LISTED = [
    ("---\nlength: '54:12'\n---\nBees.", "54:12", Why.FRONT_MATTER),
    ("<!-- [1:02] -->", "1:02", Why.COMMENT),
    ("Bees %% 1:02 %% dance.", "1:02", Why.COMMENT),
    ("```python\nx = a[1:02]\n```", "1:02", Why.CODE),
    ("```\n1:02 started\n```", "1:02", Why.CODE),
    ("Use `[1:02]` for it.", "1:02", Why.CODE),
    ("Use `1:02:03` for it.", "1:02:03", Why.CODE),
    ("Bees [dance](talk#1:02).", "1:02", Why.URL),
    ("See https://example.org/1:02 here.", "1:02", Why.URL),
    ("Bees [[at 1:02|dance]].", "1:02", Why.URL),
    ("Bees in 10:22:33.mp4 dance.", "10:22:33", Why.URL),
    ('<div style="aspect-ratio: 16:10">', "16:10", Why.TAG),
    ("Bees [2:40](https://example.org/).", "2:40", Why.LABEL),
    ("Seen 2024-05-01T10:15:00Z there.", "10:15:00", Why.DATE),
    ("Seen 2024-05-01 10:15 there.", "10:15", Why.DATE),
    ("We met at 9:15.", "9:15", Why.CLOCK),
    ("We met, 7:00 PM, there.", "7:00", Why.CLOCK),
    ("We met, 7:00pm, there.", "7:00", Why.CLOCK),
    ("We met, 3:25 p.m., there.", "3:25", Why.CLOCK),
    ("We met, 14:00 UTC, there.", "14:00", Why.CLOCK),
    ("A ratio of 16:9 is wide.", "16:9", Why.RATIO),
    ("Mixed (1:1:1) well.", "1:1:1", Why.RATIO),
    ("As in John 3:16-18, so.", "3:16", Why.RATIO),
    ("7  0.107  0.136  (00:53)", "00:53", Why.NUMBERS),
    ("- 09:13 stop", "09:13", Why.JOURNAL),
    ("- [ ] **09:13** stop", "09:13", Why.JOURNAL),
    ("The clock of the harbour stood still, 11:59 all year.", "11:59", Why.PROSE),
]


def left(text):
    return list(leftovers(text, [stamp for _, stamp in cited(text, note="n")]))


@pytest.mark.parametrize(("text", "time", "why"), LISTED)
def test_reason(text, time, why):
    [leftover] = left(text)
    assert (leftover.text, leftover.why) == (time, why)
    line = text.split("\n")[leftover.line - 1]
    assert line[leftover.column - 1 :].startswith(time)


def test_every_reason_is_met():
    assert {why for *_, why in LISTED} == set(Why)


@pytest.mark.parametrize(
    "text",
    [
        'Bees <a class="yt-timestamp" data-t="00:01:00">[00:02:00]</a>.',
        "Bees [0:34, 2:49], [[1:02]], (0:01:56), `[1:02]`.",
        "Addresses such as 2001:db8:1:2:3:4:5:6 and 00:1A:2B:3C:4D:5E, and 10:20:30:40:50.",
        "Bees 12:3456 and abc12:34 and 1234:56.",
    ],
)
def test_nothing_is_left(text):
    assert left(text) == []


ANCHOR = '<a class="yt-timestamp" data-t="0:01:00">[0:01:00]</a>'
WORDS = (ANCHOR, "[1:02]", "(0:01:02)", "1:02", " 10:15 ", "16:9", "Bees dance", ".", " PM")
BLOCKS = ("\n", "\n\n", "- ", "> ", "---\n", "a: b\n", "```", "|", "\r\n")
BROKEN = ("`", "<!--", "-->", "[[", "]]", "](", ")", "<a ", ">", "%%", "\0", "\u200b", "\u00a0")
PIECES = st.sampled_from([*WORDS, *BLOCKS, *BROKEN])


@given(st.lists(PIECES | st.text(max_size=3), max_size=40).map("".join))
def test_nothing_vanishes(text):
    text = marks.clean(text)
    stamps = [stamp for _, stamp in cited(text, note="n")]
    listed = {(one.line, one.column) for one in leftovers(text, stamps)}
    for match in TIME_LIKE.finditer(text):
        above, _, before = text[: match.start()].rpartition("\n")
        line = text.count("\n", 0, match.start()) + 1
        is_cited = any(s.start < match.end() and match.start() < s.end for s in stamps)
        assert is_cited != ((line, len(before) + 1) in listed), above


@pytest.mark.slow
@pytest.mark.parametrize("piece", ["1:02 ", "<!--", "<a ", "[[", "](", "`", "%%", "- 1:02\n", "x"])
def test_time_is_linear_in_the_length(piece):
    started = time.process_time()
    list(leftovers(piece * 20_000 + "1:02", ()))
    assert time.process_time() - started < 2  # quadratic would be minutes
