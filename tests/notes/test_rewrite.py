import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipper.errors import NoteError
from clipper.notes import marks
from clipper.notes.read import cited
from clipper.notes.rewrite import Mend, rewrite
from clipper.times import readings

ANCHOR = '<a class="yt-timestamp" data-t="00:01:00">[00:01:00]</a>'
LATER = '<a class="yt-timestamp" data-t="00:12:34">[00:12:34]</a>'
AT_MS = 754_000


def pairs(text, note="n.md"):
    return cited(text.removeprefix("\ufeff"), note=note)


def moved(text, at_ms=AT_MS, note="n.md", **more):
    """The text with every citation at this time."""
    mends = [Mend(citation, at_ms, why="said there", **more) for citation, _ in pairs(text, note)]
    return rewrite(text, mends, note=note)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (ANCHOR, LATER),
        ('<a class="yt-timestamp" data-t="1:00">(1:00)</a>', None),
        (
            "[1:00](https://youtu.be/AbCdEfGhIjK?t=60)",
            "[12:34](https://youtu.be/AbCdEfGhIjK?t=754)",
        ),
        (
            "[x](https://youtu.be/watch?v=AbCdEfGhIjK&t=0h1m0s)",
            "[x](https://youtu.be/watch?v=AbCdEfGhIjK&t=0h12m34s)",
        ),
        ("Bees [00:01:00].", "Bees [00:12:34]."),
        ("Bees [[1:00]].", "Bees [[12:34]]."),
        ("Bees [1:00 - 1:30].", "Bees [12:34 - 13:04]."),
        ("Bees [1:00, 2:00].", "Bees [12:34, 12:34]."),
    ],
)
def test_label_and_target_alike_in_the_spelling_they_had(before, after):
    if after is None:
        after = before.replace("1:00", "12:34")
    assert moved(before).text == after


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r", "\n\r", "\r\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["", "\n", " \t"])
def test_line_ends_and_marks_stay(newline, mark, end):
    lines = [
        "---",
        "title: Bees",
        "---",
        "",
        f"Büchsen 🐝𝔹e\u0301\0 {ANCHOR}.",
        f"  - B\u2028 {ANCHOR}",
    ]
    text = mark + newline.join(lines) + end
    assert moved(text).text == text.replace("00:01:00", "00:12:34")


def test_the_end_of_a_range_moves_along_and_never_before_the_start():
    text = "Bees [1:00 - 1:30]."
    assert moved(text, end_ms=800_000).text == "Bees [12:34 - 13:20]."
    assert moved(text, end_ms=1_000).text == "Bees [12:34 - 12:34]."
    assert moved("Bees [1:30 - 1:00].").text == "Bees [12:34 - 12:34]."


def test_only_what_is_to_be_mended_changes():
    text = f"Bees {ANCHOR}, wasps {ANCHOR}, ants {ANCHOR}."
    second = pairs(text)[1][0]
    done = rewrite(text, [Mend(second, AT_MS, why="said there")], note="n.md")
    assert done.text == f"Bees {ANCHOR}, wasps {LATER}, ants {ANCHOR}."
    (change,) = done.changes
    assert change.mend.citation == second
    assert change.replacements == (("00:01:00", "00:12:34"),) * 2


def test_a_stamp_that_holds_no_time_is_left():
    text = '<a class="yt-timestamp" data-t="">soon</a> Bees dance.'
    done = moved(text)
    assert done.text == text
    assert not done.changes
    assert [item.why for item in done.left] == ["said there: no time stands in it"] * len(done.left)
    assert len(done.left) == len(pairs(text))


def test_a_stamp_that_says_so_already_is_left():
    done = moved(LATER)
    assert done.text == LATER
    assert [item.why for item in done.left] == ["said there: it says so already"]


def test_a_citation_that_is_not_there():
    ((citation, _),) = pairs(f"Bees {ANCHOR}.")
    with pytest.raises(NoteError, match=r"'n\.md' has no '00:01:00' at 1:6"):
        rewrite(f"Bee {ANCHOR}.", [Mend(citation, AT_MS)], note="n.md")


def test_an_older_mend_of_the_same_stamp_gives_way():
    ((citation, _),) = pairs(ANCHOR)
    done = rewrite(ANCHOR, [Mend(citation, 1_000), Mend(citation, AT_MS)], note="n.md")
    assert done.text == LATER


LINK = "[1:00](https://youtu.be/AbCdEfGhIjK?t=60)"
MARKUP = (ANCHOR, "[00:01:00]", "[1:02 - 1:05, 2:00]", LINK, "(00:03:00)", "[2:00](#t=2:00)")
OTHERS = (
    "![[a.mp4#t=5,10]]",
    "{{youtube-timestamp 95}}",
    "\n0:00 A\n",
    "\n1:00 - B\n",
    "\n9:30 C\n",
)
TURNS = (
    "\nANN (00:01:00):\n",
    "\n**1:00** · Bees",
    "[1:00]()",
    "<https://youtu.be/AbCdEfGhIjK?t=9>",
)
BROKEN = ("<a class=yt-timestamp", "</a", "<!--", "-->", "\0", "\\", "&#0;", "](", "[[", "]]", "|")
WORDS = ("Bees", "dance. ", "\n", "\n\n", " and ", ", ", "…", "🐝", '"', "(", ")", "\r", "\r\n")
BLOCKS = ("- ", "> ", "# ", "|-|-|\n", "```", "`", "**", "_", "---\n", "a: b\n", "    ", "\ufeff")
PIECES = st.sampled_from([*MARKUP, *OTHERS, *TURNS, *BROKEN, *WORDS, *BLOCKS])
TEXTS = st.lists(PIECES | st.text(max_size=5), max_size=40).map("".join)
TIMES = st.integers(0, 6 * 3600).map(lambda seconds: seconds * 1000)


@given(TEXTS, TIMES)
def test_a_second_run_changes_nothing(text, at_ms):
    once = moved(text, at_ms).text
    assert moved(once, at_ms).text == once


SRT = "\ufeff1\r\n00:00:01,500 --> 00:00:03,250\r\nBees dance.\r\n"
CSV = 'time,end,text\r\n1:00,1:30,"Bees, dance"\r\n'
LINES = '{"time": "1:00", "text": "Bees dance."}\n'


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        (
            "n.srt",
            SRT,
            SRT.replace("00:00:01,500", "00:12:34,000").replace("00:03,250", "12:35,750"),
        ),
        ("n.csv", CSV, CSV.replace("1:00,1:30", "12:34,13:04")),
        ("n.jsonl", LINES, LINES.replace("1:00", "12:34")),
    ],
)
def test_files_that_are_no_markdown(name, before, after):
    assert moved(before, note=name).text == after
    assert moved(after, note=name).text == after


@given(TEXTS, TIMES)
def test_nothing_but_the_places_changes(text, at_ms):
    done = moved(text, at_ms)
    places = [place for _, stamp in pairs(text) for place in stamp.places]
    news = iter([new for change in done.changes for _, new in change.replacements])
    clean, kept, at = marks.clean(text.removeprefix("\ufeff")), [], 0
    after = marks.clean(done.text.removeprefix("\ufeff"))
    for place in sorted(places, key=lambda place: place.start):
        kept.append(clean[at : place.start])
        at = place.end
    kept.append(clean[at:])
    rest = after
    for piece in kept:  # what stood outside stands there still, in order
        assert piece in rest
        rest = rest.split(piece, 1)[1] if piece else rest
    breaks = re.compile("\r\n|\r|\n|\0|\ufeff")
    assert breaks.findall(done.text) == breaks.findall(text)
    assert all(readings(new)[0].at_ms >= at_ms for new in news)


HOSTILE = {
    "blanks": f"| a |{' ' * 185_000}{ANCHOR} |\n|-|-|\n| b {' ' * 185_000}| c {ANCHOR} |",
    "copies": "Bees" + f", {ANCHOR}" * 2_082,
    "lines": f"{ANCHOR} Bees dance\r\n" * 2_000,
    "returns": "\r\n" * 100_000 + ANCHOR,
    "brackets": "[" * 100_000 + ANCHOR,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_time_is_linear_in_the_length(name):
    started = time.process_time()
    assert moved(HOSTILE[name]).text == HOSTILE[name].replace(ANCHOR, LATER)
    assert time.process_time() - started < 3  # quadratic would be minutes
