"""All that people write, where the environment names a folder of it."""

import os
from pathlib import Path

import pytest

from clipper.notes import marks
from clipper.notes.leftovers import TIME_LIKE, leftovers
from clipper.notes.lint import lint
from clipper.notes.read import cited, find_notes, read_note, read_text
from clipper.notes.rewrite import rewrite
from clipper.steps import mend

FOLDER = os.environ.get("CLIPPER_TEST_NOTES", "")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not FOLDER, reason="CLIPPER_TEST_NOTES names no folder"),
]


def test_every_note_is_read_and_no_time_vanishes():
    for path in find_notes([Path(FOLDER)]):
        text = marks.clean(path.read_text(encoding="utf-8-sig"))
        stamps = [stamp for _, stamp in cited(text, note=str(path))]
        left = sum(1 for _ in leftovers(text, stamps))
        inside = sum(
            any(stamp.start < time.end() and time.start() < stamp.end for stamp in stamps)
            for time in TIME_LIKE.finditer(text)
        )
        assert left + inside == sum(1 for _ in TIME_LIKE.finditer(text)), path


def test_the_linter_sees_the_same_stamps_and_mends_them_once():
    for path in find_notes([Path(FOLDER)]):
        whole, quick = read_note(path), read_note(path, claims=False)
        places = [(c.line, c.column, c.stamp, c.source) for c in whole.citations]
        assert [(c.line, c.column, c.stamp, c.source) for c in quick.citations] == places, path
        text = path.read_text(encoding="utf-8-sig")
        once = mended(text, path)
        assert once.count("\n") == text.count("\n")
        assert mended(once, path) == once, path


def mended(text, path):
    note = read_text(text, note=str(path), claims=False)
    return rewrite(text, mend.from_lint(lint(note)).mends, note=str(path)).text
