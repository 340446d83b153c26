"""Every format but the seed's own: what is read of it, and where its times are written."""

from pathlib import Path

import pytest
from format_rows import ALL, BEES, ROWS, WATCH, YT

from clipper.errors import NoteError
from clipper.notes.marks import clean
from clipper.notes.read import cited, find_notes, read_note, read_text

NAMES = [f"{form}-{number}" for form, rows in ROWS.items() for number, _ in enumerate(rows)]
# Where no markup names a recording, the note's own is the source.
FRONT = f"---\nvideoId: {BEES}\n---\n"


def read(row):
    has_front = row.source == BEES and not row.name.endswith((".srt", ".vtt", ".csv", ".jsonl"))
    text = FRONT + row.text if has_front else row.text
    pairs = cited(text, note=row.name, folder=Path("vault"))
    return text, *pairs[row.nth], FRONT.count("\n") if has_front else 0


@pytest.mark.parametrize(("form", "row"), ALL, ids=NAMES)
def test_citation(form, row):
    text, citation, stamp, lines = read(row)
    assert (citation.format, citation.stamp) == (form, row.stamp)
    assert (citation.line - lines, citation.column) == row.at
    assert citation.cited_ms == (None if row.s is None else round(row.s * 1000))
    assert citation.end_ms == (None if row.end_s is None else round(row.end_s * 1000))
    assert (citation.claim, citation.source) == (row.claim, row.source)
    slices = [clean(text)[place.start : place.end] for place in stamp.places]
    assert slices == list((row.stamp,) if row.places is None else row.places)


def test_table_is_of_some_size():
    assert len(ALL) >= 45


@pytest.mark.parametrize(("form", "row"), ALL, ids=NAMES)
def test_without_claims_the_same_stamps_are_read(form, row):
    full = cited(row.text, note=row.name)
    fast = cited(row.text, note=row.name, claims=False)
    assert [stamp for _, stamp in full] == [stamp for _, stamp in fast]
    assert [(c.line, c.column, c.readings) for c, _ in full] == [
        (c.line, c.column, c.readings) for c, _ in fast
    ]
    assert all((c.claim, c.heading) == ("", ()) for c, _ in fast)


NO_CITATIONS = {
    "a diary": "- 09:13 stop\n- 09:15 #bees\n- DONE 09:51 comb\n- 10:20 rest\n- 23:59 sleep",
    "a timetable": "| 9:00 | Hive |\n|-|-|\n| 9:30 | Wax |\n| 23:10 | Comb |",
    "a day": "## 9:00 Hive\n\n## 12:30 Wax\n\n## 23:10 Comb",
    "two times": "0:00 Intro\n1:00 Bees",
    "a log": "```\n12:30:01 started\n12:30:05 GET /\n12:30:09 stopped\n```",
    "a log with levels": "```\n[00:12:30] INFO: started\n[00:12:31] INFO: stopped\n```",
    "times of day": "9:00 am Hive\n10:00 am Wax\n30:00 pm Comb",
    "a whole video": f"{YT} and [the film]({WATCH}) and ![film]({YT}?t=5)",
    "players": f"{{{{youtube {YT}?t=65}}}}\n\nmedia:: {YT}?t=65\n\n<iframe src='{YT}?start=6'>",
    "code": f"Write `[1:05]({YT}?t=65)` or `![[a.mp4#t=5]]` and so on.",
    "a picture": "![[hive.png#t=5]] and [page](page.md#t=5) and [x](https://example.org/#t=5)",
    "patterns": "{{renderer :media-timestamp, time}} {{renderer :media-ts-control, 1, [t]}}",
    "links": "[Hives](#hives) [1](#1) [Hives]() [Hives](link)",
}


@pytest.mark.parametrize("text", NO_CITATIONS.values(), ids=NO_CITATIONS)
def test_no_citation(text):
    assert read_text(text, note="note.md").citations == ()


def test_org_code_is_no_citation():
    text = "* Use =[[video:a.mp4#0:01:02]]=\n#+begin_src\n[[video:a.mp4#0:01:02]]\n#+end_src\n"
    assert read_text(text, note="note.org").citations == ()


def test_org_headings():
    text = "* Bees\n** Dances\n[[video:a.mp4#0:01:02]] Bees dance.\n"
    [citation] = read_text(text, note="note.org").citations
    assert citation.heading == ("Bees", "Dances")


def test_headings_that_are_titles_are_claims():
    text = "\n\n".join(
        f"### {title} [[{n}:00]({YT}?t={n * 60})]\n\nBees dance at noon."
        for n, title in enumerate(["Hives", "Wax Combs", "Queens", "The Dance"])
    )
    claims = [citation.claim for citation in read_text(text, note="n").citations]
    assert claims == ["Hives", "Wax Combs", "Queens", "The Dance"]


BROKEN = [
    ("a.srt", "1\n00:00:01,000 --> later\nBees\n", "'a.srt', line 2: no cue"),
    ("a.csv", 'time,claim\n1:00,"Bees\n', "'a.csv', line 2: a quotation mark"),
    ("a.csv", "time,claim\n1:00,Bees\nlater,Wasps\n", "'a.csv', line 3: no time"),
    ("a.csv", "time,size\n1:00,2\n", "'a.csv', line 2: no claim"),
    ("a.jsonl", '{"time": 1, "claim": "Bees"}\n{"time":\n', "'a.jsonl', line 2: not JSON"),
    ("a.jsonl", "[1]", "'a.jsonl', line 1: not a JSON object"),
]


@pytest.mark.parametrize(("name", "text", "message"), BROKEN)
def test_broken_records_are_named(name, text, message):
    with pytest.raises(NoteError, match=message):
        read_text(text, note=name)


def test_records_are_read_when_named_but_not_found_in_folders(tmp_path):
    names = ["a.md", "b.mdx", "c.org", "d.csv", "e.srt", "f.vtt", "g.jsonl"]
    for name in names:
        (tmp_path / name).write_text("time,claim\n1:00,Bees\n", encoding="utf-8")
    assert [path.name for path in find_notes([tmp_path])] == ["a.md", "b.mdx", "c.org"]
    assert find_notes([tmp_path / "d.csv"]) == (tmp_path / "d.csv",)
    assert len(read_note(tmp_path / "d.csv").citations) == 1
