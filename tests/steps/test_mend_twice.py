"""What the linter is certain of stays so: mending a note twice is mending it once."""

from hypothesis import given
from hypothesis import strategies as st

from clipper.notes.lint import lint
from clipper.notes.read import read_text
from clipper.notes.readings import End
from clipper.notes.rewrite import rewrite
from clipper.steps import mend

FIELDS = st.sampled_from([0, 0, 0, 1, 2, 5, 9, 14, 33, 41, 59, 60, 75, 99, 124, 999])
TIMES = st.lists(FIELDS, min_size=2, max_size=4).map(lambda f: ":".join(f"{n:02d}" for n in f))
MOMENTS = st.tuples(st.integers(0, 70), st.integers(0, 59))
SHIFTED = MOMENTS.map(lambda m: (f"{m[0]:02d}:{m[1]:02d}:00",) * 2)
APART = MOMENTS.map(lambda m: (f"{m[0]:02d}:{m[1]:02d}:00", f"00:{m[0]:02d}:{m[1]:02d}"))
JUNK = st.sampled_from(["HH:MM:SS", "N/A", "HH:04:53", "00:18:58]", "01:26:", "2241", "0:01:00Z"])
STAMPS = (
    TIMES.map(lambda time: (time, time))
    | SHIFTED
    | SHIFTED
    | APART
    | APART.map(lambda pair: pair[::-1])
    | st.tuples(TIMES | JUNK, TIMES)
)
ENDS = st.builds(lambda s, known: End(s * 1000, known), st.integers(60, 9_000), st.booleans())


@given(st.lists(STAMPS, max_size=30), st.none() | ENDS | st.just(End(2_700_000)))
def test_mending_twice_is_mending_once(stamps, end):
    lines = [
        f'- Bees dance <a class="yt-timestamp" data-t="{target}">[{label}]</a>.'
        for target, label in stamps
    ]
    text = "\n".join(["---", "videoId: AbCdEfGhIjK", "---", *lines])
    once = mended(text, end)
    assert mended(once, end) == once


def mended(text, end):
    judged = lint(read_text(text, note="note.md", claims=False), ends=lambda _: end)
    return rewrite(text, mend.from_lint(judged).mends, note="note.md").text
