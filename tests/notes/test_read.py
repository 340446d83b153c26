import os
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipper.errors import NoteError
from clipper.notes.read import find_notes, read_note, read_text

ANCHOR = '<a class="yt-timestamp" data-t="00:01:00">[00:01:00]</a>'


def write(path, data):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_and_column_are_those_of_the_file(tmp_path, newline, mark):
    lines = ["---", "title: Bees", "---", "", "Büchsen 🐝 tanzen [1:00].", "", f"  - Bees {ANCHOR}"]
    note = read_note(write(tmp_path / "a.md", mark + newline.join(lines)))
    assert [(c.line, c.column) for c in note.citations] == [(5, 18), (7, 10)]
    assert note.title == "Bees"
    assert note.citations[0].claim == "Büchsen 🐝 tanzen."


def test_names_and_relative_sources(tmp_path):
    path = write(tmp_path / "a.md", "---\nmedia: talk.mp4\n---\nBees [1:00].")
    note = read_note(path, shown="vault/a.md")
    assert note.path == note.citations[0].note == "vault/a.md"
    assert note.citations[0].source == str(tmp_path / "talk.mp4")
    assert read_note(path).path == str(path)


def test_note_that_is_not_utf8(tmp_path):
    path = write(tmp_path / "a.md", b"Bees\ndance \xff\n")
    with pytest.raises(NoteError) as caught:
        read_note(path, shown="a.md")
    assert str(caught.value) == "'a.md' is not UTF-8: byte 11 (line 2)"
    assert caught.value.hint


def test_notes_that_cannot_be_read(tmp_path):
    with pytest.raises(NoteError, match="'x' is not a file"):
        read_note(tmp_path, shown="x")
    with pytest.raises(NoteError, match="no such note: 'x'"):
        read_note(tmp_path / "x.md", shown="x")
    os.mkfifo(tmp_path / "pipe.md")
    with pytest.raises(NoteError, match="is not a file"):
        read_note(tmp_path / "pipe.md")


def test_find_notes(tmp_path):
    names = ["b.md", "a.markdown", "z/C.MD", ".obsidian/d.md", "z/.trash/e.md", "f.txt", "._b.md"]
    for name in names:
        write(tmp_path / "vault" / name, "")
    (tmp_path / "vault" / "z" / "loop").symlink_to(tmp_path / "vault")
    other = write(tmp_path / "given.txt", "")
    vault = tmp_path / "vault"
    found = find_notes([other, vault, vault / "b.md", vault])
    assert found == (other, vault / "a.markdown", vault / "b.md", vault / "z/C.MD")


def test_find_notes_says_what_is_missing(tmp_path):
    with pytest.raises(NoteError, match="no such note: 'nowhere'"):
        find_notes([Path("nowhere")])
    with pytest.raises(NoteError, match="no notes in") as caught:
        find_notes([tmp_path])
    assert caught.value.hint == "notes are files that end in .md"


MARKUP = (ANCHOR, "[00:01:00]", "[1:02 - 1:05, 2:00]", "[a](https://youtu.be/AbCdEfGhIjK?t=5)")
BROKEN = ("<a class=yt-timestamp", "</a", "<!--", "-->", "\0", "\\", "&#0;", "](", "[[", "]]", "|")
WORDS = ("Bees", "dance. ", "\n", "\n\n", " and ", ", ", "…", "🐝", '"', "(", ")", "\r")
BLOCKS = ("- ", "> ", "# ", "|-|-|\n", "```", "`", "**", "_", "---\n", "a: b\n", "    ")
PIECES = st.sampled_from([*MARKUP, *BROKEN, *WORDS, *BLOCKS])
TEXTS = st.lists(PIECES | st.text(max_size=5), max_size=40).map("".join)
STARTS = ("[", "(", "`", "\\", "<a", "0", "1", "2")


@given(TEXTS)
def test_any_text_is_read(text):
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    citations = read_text(text, note="n").citations
    places = [(c.line, c.column) for c in citations]
    assert places == sorted(set(places))
    for citation in citations:
        assert lines[citation.line - 1][citation.column - 1 :].lower().startswith(STARTS)
        assert "\0" not in citation.claim
        assert citation.claim == " ".join(citation.claim.split())


@given(st.lists(st.sampled_from(["Bees dance", "wasps", ".", ",", "\n", "\n\n- ", "> ", "# "])))
def test_no_anchor_is_lost(words):
    text = f" {ANCHOR} ".join(words)
    assert len(read_text(text, note="n").citations) == text.count("<a ")


HOSTILE = {
    "blanks": f"| a |{' ' * 185_000}{ANCHOR} |\n|-|-|\n| b {' ' * 185_000}| c {ANCHOR} |",
    "copies": "Bees" + f", {ANCHOR}" * 2_082,
    "one-word parts": f"bee {ANCHOR} " * 2_000,
    "lines": f"{ANCHOR} Bees dance\n" * 2_000,
    "alone": f"Bees.\n\n{ANCHOR}\n\n" * 2_000,
    "brackets": "[" * 100_000 + ANCHOR,
    "links": "[a](" * 50_000 + ANCHOR,
    "wikilinks": "[[a|" * 50_000 + ANCHOR,
    "emphasis": "*a **b " * 30_000 + ANCHOR,
    "ticks": " ".join("`" * n for n in range(300)) + ANCHOR,
    "tags": '<a class="yt-timestamp" ' * 10_000,
    "comments": "<!--" * 50_000 + ANCHOR,
    "quotes": '"a. ' * 50_000 + ANCHOR,
    "quotations": ">" * 100_000 + ANCHOR,
    "fences": "```\n" * 10_000 + ANCHOR,
    "fences left open": "```c\n\n" * 20_000 + ANCHOR,
    "short sentences": "So. " * 50_000 + ANCHOR + f" So. {ANCHOR}" * 2_000,
    "stops below": "[1:00](ytseek://60)\n\n" + ". " * 50_000,
    "stops in a turn": "Anna [1:00]: " + ". " * 50_000,
    "blocks without words": "[1:00](ytseek://60)\n\n" + "...\n\n" * 20_000,
    "copies that lead": "{{youtube-timestamp 60}} " * 10_000 + "Bees",
    "stops": "." * 200_000 + ANCHOR,
    "parentheses": "(" * 100_000 + ANCHOR,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_time_is_linear_in_the_length(name):
    started = time.process_time()
    read_text(HOSTILE[name], note="n")
    assert time.process_time() - started < 2  # quadratic would be minutes
