"""What every note format keeps to, whatever it looks for."""

import re
import time
from pathlib import Path

import pytest
from format_rows import ALL, ROWS
from hypothesis import given
from hypothesis import strategies as st

from clipper.notes.data import DATA
from clipper.notes.formats import FORMATS, find_stamps
from clipper.notes.marks import clean
from clipper.notes.read import cited

DOCS = Path(__file__).parents[2] / "docs" / "formats.md"
ELSEWHERE = {"html-anchor", "bare-bracket", "bare-paren"}  # their rows: test_seed_format.py
PLAIN = """Bees dance at 10:30 in the hive (see page 4), and [rest](https://example.org/#top).

- It is 7:00 PM. # no heading
- The score was 2:1, the ratio 16:9.
"""
SEED = (
    'Bees <a class="yt-timestamp" data-t="00:01:00">[00:01:00]</a> dance [1:05, 2:10 - 2:20]. '
    "So (1:30) they say (0:07:53-0:08:06)."
)
MARKUP = [SEED, *(row.text for form, row in ALL if form in FORMATS)]
REPEATS = 20_000


@pytest.mark.parametrize("name", FORMATS)
def test_finds_nothing_in_plain_words(name):
    assert list(FORMATS[name].find(PLAIN)) == []


@pytest.mark.parametrize("name", FORMATS)
def test_stamps_are_in_order_and_their_places_inside(name):
    for text in map(clean, MARKUP):
        end = 0
        for stamp in FORMATS[name].find(text):
            assert end <= stamp.start < stamp.end <= len(text)
            end = stamp.end
            spots = [(place.start, place.end) for place in stamp.places]
            assert spots == sorted(spots)
            assert all(stamp.start <= a < b <= stamp.end for a, b in spots)
            assert all(re.search(r"\d|[HMS]{1,2}:|N/A", text[a:b]) for a, b in spots)


@pytest.mark.parametrize("text", MARKUP)
def test_no_two_formats_take_the_same_text(text):
    end = 0
    for _, stamp in find_stamps(clean(text)):
        assert end <= stamp.start
        end = stamp.end


@pytest.mark.parametrize("name", FORMATS)
def test_is_asked_where_it_finds_something(name):
    marks = FORMATS[name].marks
    for text in MARKUP:
        if list(FORMATS[name].find(text)):
            assert not marks or any(mark in text.lower() for mark in marks)


PIECES = [*MARKUP, *(text[: len(text) // 2] for text in MARKUP)]
BETWEEN = [
    "Bees",
    " dance. ",
    "\n",
    "\n\n",
    "- ",
    "> ",
    "# ",
    "`",
    "```\n",
    "~~~",
    "[!a ",
    "|",
    "**",
    ":",
]


@given(st.lists(st.sampled_from(PIECES) | st.sampled_from(BETWEEN), max_size=12).map("".join))
def test_any_mixture_is_read(text):
    text = clean(text)
    end = 0
    for citation, stamp in cited(text, note="n"):
        assert end <= stamp.start < stamp.end
        end = stamp.end
        assert "\0" not in citation.claim
    fast = [(c.line, c.column, stamp) for c, stamp in cited(text, note="n", claims=False)]
    assert fast == [(c.line, c.column, stamp) for c, stamp in cited(text, note="n")]


@pytest.mark.slow
@pytest.mark.parametrize("name", FORMATS)
def test_time_is_linear_in_the_repetition_of_its_markup(name):
    rows = [row.text for form, row in ALL if form == name] or [SEED]
    pieces = [*FORMATS[name].marks, "[", "(", "**", "```", "\n", " ", "1:00 "]
    pieces += [row[: len(row) * part // 4] for row in rows for part in (1, 2, 3)]
    for piece in filter(None, pieces):
        text = (piece * REPEATS)[:200_000]
        started = time.process_time()
        list(FORMATS[name].find(text))
        assert time.process_time() - started < 1, repr(piece)  # quadratic would be minutes


@pytest.mark.parametrize("name", sorted({*FORMATS, *(kind.lstrip(".") for kind in DATA)}))
def test_has_a_fixture_and_a_chapter(name):
    assert name in {*ROWS, *ELSEWHERE, "ndjson"}
    assert f"`{name}`" in DOCS.read_text(encoding="utf-8")
