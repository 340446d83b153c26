import pytest

from clipper.notes.blocks import code_lines
from clipper.notes.formats import FORMATS
from clipper.notes.problems import MEANINGS, Code
from clipper.notes.read import read_text

FRONT = "---\nvideoId: AbCdEfGhIjK\n---\n"
FRONT_LINES = FRONT.count("\n")


def read(line):
    return read_text(f"{FRONT}{line}\n", note="note.md").citations


# markup, column, stamp, time in ms, problems
ANCHORS = [
    ('Bees <a class="yt-timestamp" data-t="00:12:34">[00:12:34]</a>.', 6, "00:12:34", 754_000, ()),
    ('Bees <a data-t="00:12:34" class="yt-timestamp">x</a>.', 6, "00:12:34", 754_000, ()),
    ("Bees <A CLASS='yt-timestamp' DATA-T='0:12:34'>[0:12:34]</A>.", 6, "0:12:34", 754_000, ()),
    ('Bees <a class="yt-timestamp" data-t="12:34">[00:12:34]</a>', 6, "12:34", 754_000, ()),
    (
        'Bees <a class="yt-timestamp" data-t="00:01:00">[00:02:00]</a>',
        6,
        "00:01:00",
        60_000,
        ("T004",),
    ),
    (
        'Bees <a class="yt-timestamp" data-t="HH:MM:SS">[00:02:00]</a>',
        6,
        "HH:MM:SS",
        120_000,
        ("T002",),
    ),
    (
        'Bees <a class="yt-timestamp" data-t="00:72:00">[00:72:00]</a>',
        6,
        "00:72:00",
        4_320_000,
        ("T003",),
    ),
    (
        'Bees <a class="yt-timestamp" data-t="01:24:99">[01:24:99]</a>',
        6,
        "01:24:99",
        84_000,
        ("T003",),
    ),
    ('Bees <a class="yt-timestamp" data-t="00:01:00"></a>', 6, "00:01:00", 60_000, ()),
    ('Bees <a class="yt-timestamp" data-t="00:01:00">[00:01:00]>, and', 6, "00:01:00", 60_000, ()),
    ('Bees <a class="yt-timestamp">[00:01:00]</a>', 6, "00:01:00", 60_000, ()),
    ('Bees <p class="yt-timestamp" data-t="00:01:00">[00:01:00]</p>', 6, "00:01:00", 60_000, ()),
    (
        'Bees [00:01:00](<a class="yt-timestamp" data-t="00:01:00">00:01:00</a>).',
        6,
        "00:01:00",
        60_000,
        (),
    ),
    (
        'Bees [00:01:00](<a class="yt-timestamp" data-t="00:01:00">[00:01:00]</a>.',
        6,
        "00:01:00",
        60_000,
        (),
    ),
    (
        'Bees [dance](<a class="yt-timestamp" data-t="00:01:00">00:01:00</a>).',
        14,
        "00:01:00",
        60_000,
        (),
    ),
    ('Bees <a\nclass="yt-timestamp" data-t="00:01:00">[00:01:00]</a>', 6, "00:01:00", 60_000, ()),
]

BRACKETS = [
    ("Bees dance [00:12:34].", 12, "00:12:34", 754_000, ()),
    ("Bees dance [2:05].", 12, "2:05", 125_000, ()),
    ("Bees dance [[00:12:34]].", 12, "00:12:34", 754_000, ()),
    (r"Bees dance \[00:12:34\].", 12, "00:12:34", 754_000, ()),
    ("Bees dance[00:12:34].", 11, "00:12:34", 754_000, ()),
    ("Bees dance [1:02:75].", 12, "1:02:75", 62_000, ("T003",)),
    ("Bees dance [12:75].", 12, "12:75", None, ("T001", "T003")),
    ("Bees dance [124:06].", 12, "124:06", 7_446_000, ()),
]

LINKS = [
    ("[2:45](https://youtu.be/ZyXwVuTsRqP?t=165) Bees", 1, "165", 165_000, ()),
    ("[[2:45](https://youtu.be/ZyXwVuTsRqP?t=165)] Bees", 2, "165", 165_000, ()),
    ("[[2:45]](https://youtu.be/ZyXwVuTsRqP?t=165) Bees", 1, "165", 165_000, ()),
    ("Bees ([1:35](https://www.youtube.com/watch?v=ZyXwVuTsRqP&t=1m35s))", 7, "1m35s", 95_000, ()),
    ("Bees [Video](https://www.youtube.com/watch?t=304&v=ZyXwVuTsRqP)", 6, "304", 304_000, ()),
    ("Bees [x](https://www.youtube.com/embed/ZyXwVuTsRqP?start=9)", 6, "9", 9_000, ()),
    (
        "Bees [x](https://m.youtube.com/watch?v=ZyXwVuTsRqP&amp;t=00h00m24s)",
        6,
        "00h00m24s",
        24_000,
        (),
    ),
    ("Bees [2:40](https://youtu.be/ZyXwVuTsRqP?t=165)", 6, "165", 165_000, ("T004",)),
    ("Bees [2:40](https://youtu.be/ZyXwVuTsRqP?t=)", 6, "2:40", 160_000, ()),
]

NO_CITATIONS = [
    "We met at 7:00 PM in (1:1:1) parts, 00:12:34 long, ratio [16:9], [1:1:1].",
    "Use `[00:12:34]` for the time.",
    'Use `` <a class="yt-timestamp" data-t="00:01:00">[00:01:00]</a> `` here.',
    "```\n[00:12:34] started\n```",
    "```python\n# see the talk [00:12:34]\nrun(x)\n```",
    '```html\nUse this anchor <a class="yt-timestamp" data-t="00:01:00">[00:01:00]</a>\n```',
    "~~~\nfor i in a: print(i) and so on [00:12:34]\n~~~",
    "[the talk](https://youtu.be/ZyXwVuTsRqP) and [2:40](https://example.org/?t=5)",
    "a[10:20] and ![[00:12:34]]",
    "<!-- [00:12:34] -->",
    '<a class="external" href="https://example.org">[x]</a>',
    "",
]


def check(name, row):
    markup, column, stamp, at_ms, problems = row
    [citation] = read(markup)
    assert (citation.format, citation.stamp, citation.cited_ms) == (name, stamp, at_ms)
    assert (citation.line, citation.column) == (FRONT_LINES + 1, column)
    assert citation.problems == problems
    assert "Bees" in citation.claim
    assert citation.end_ms is None


@pytest.mark.parametrize("row", ANCHORS)
def test_html_anchor(row):
    check("html-anchor", row)


@pytest.mark.parametrize("row", BRACKETS)
def test_bare_bracket(row):
    check("bare-bracket", row)


@pytest.mark.parametrize("row", LINKS)
def test_youtube_link(row):
    markup, column, stamp, at_ms, problems = row
    check("youtube-link", (markup, column, stamp, at_ms, (*problems, "T011")))
    assert read(row[0])[0].source == "ZyXwVuTsRqP"


@pytest.mark.parametrize("text", NO_CITATIONS)
def test_no_citation(text):
    assert read(text) == ()


def test_range_in_a_bracket():
    [citation] = read("Bees dance [00:54:52 - 00:54:56].")
    assert (citation.stamp, citation.cited_ms, citation.end_ms) == (
        "00:54:52",
        3_292_000,
        3_296_000,
    )
    assert citation.claim == "Bees dance."


def test_several_times_in_a_bracket():
    citations = read("Bees dance [00:00:34, 00:02:49, 1:02–1:05].")
    assert [(c.stamp, c.column, c.end_ms) for c in citations] == [
        ("00:00:34", 12, None),
        ("00:02:49", 23, None),
        ("1:02", 33, 65_000),
    ]
    assert {c.claim for c in citations} == {"Bees dance."}


@pytest.mark.parametrize("info", ["", "markdown", "ad-note", "text"])
def test_prose_in_a_fence_is_text(info):
    text = f"```{info}\n## Bees\n\nIn the hive bees dance [00:12:34].\n```\n\nWasps sting [1:00].\n"
    bees, wasps = read(text)
    assert (bees.claim, bees.line) == ("In the hive bees dance.", FRONT_LINES + 4)
    assert (bees.heading, wasps.heading) == (("Bees",), ("Bees",))
    assert wasps.claim == "Wasps sting."


def test_fence_that_ends_with_the_next_one_is_text_from_its_first_blank_line_on():
    code = "```c\nx = 1;\n"
    text = f"{code}\nBees dance at noon [1:00].\n{code}\nWasps sting [2:00].\n{code}```\n"
    citations = read_text(text, note="n").citations
    assert [(c.line, c.claim) for c in citations] == [
        (4, "Bees dance at noon."),
        (8, "Wasps sting."),
    ]
    assert list(code_lines(text)) == [(0, 2), (4, 6), (8, 10)]


def test_fence_that_is_never_closed_is_text():
    text = "Bees:\n\n```\nIn the hive bees dance [00:12:34].\n\n- So do the wasps [1:00].\n"
    assert [c.claim for c in read(text)] == ["In the hive bees dance.", "So do the wasps."]


def test_code_in_a_claim_keeps_its_stamp():
    assert read("Write `[00:12:34]` there [1:00].")[0].claim == "Write [00:12:34] there."


def test_no_source():
    [citation] = read_text("Bees dance [1:00].", note="n").citations
    assert (citation.source, citation.problems) == (None, (Code.NO_SOURCE.value,))


def test_every_problem_has_a_meaning():
    assert set(MEANINGS) == set(Code)


@pytest.mark.parametrize("name", FORMATS)
def test_format_finds_nothing_in_plain_words(name):
    assert list(FORMATS[name].find("Bees dance at 10:30 in the hive.")) == []
