"""What a report says can be read back."""

import json
from dataclasses import replace

import pytest
from made import finished

from clipper.errors import NoteError, UsageError
from clipper.model import Verdict
from clipper.reports import json as as_json
from clipper.reports.back import findings_of, read_report

KEPT = ("verdict", "reason", "found_ms", "detail")


def judged():
    """The finished run, as if its note had been read from a file."""
    run = finished()
    result = run.notes[0]
    note = replace(result.note, digest="0" * 64)
    return replace(run, notes=(replace(result, note=note),))


@pytest.fixture
def report(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "report.json"
    path.write_text(as_json.render(judged()), encoding="utf-8")
    return path


def test_findings_come_back_as_they_were(report):
    run = judged()
    note = run.notes[0].note
    found = findings_of(note, read_report(report))
    assert [item.citation for item in found] == list(note.citations)
    for item, original in zip(found, run.findings, strict=True):
        assert [getattr(item, name) for name in KEPT] == [getattr(original, name) for name in KEPT]
        assert item.candidates == original.candidates
        if original.verdict is Verdict.SUPPORTED:
            assert item.reading == original.reading


def test_the_report_says_which_text_it_judged(report):
    document = json.loads(report.read_text())
    assert document["notes"] == [{"note": "vault/note.md", "sha256": "0" * 64}]


def test_another_text(report):
    note = replace(judged().notes[0].note, digest="1" * 64)
    with pytest.raises(NoteError, match=r"'vault/note\.md' has changed") as told:
        findings_of(note, read_report(report))
    assert told.value.hint == "check it again"


def test_another_note(report):
    note = replace(judged().notes[0].note, path="vault/other.md")
    with pytest.raises(NoteError, match=r"'vault/other\.md' is not in '.*report\.json'"):
        findings_of(note, read_report(report))


def test_the_same_note_by_another_path(report, tmp_path):
    note = replace(judged().notes[0].note, path=str(tmp_path / "vault" / ".." / "vault/note.md"))
    assert findings_of(note, read_report(report))


def test_a_note_that_is_read_otherwise_now(report):
    note = judged().notes[0].note
    with pytest.raises(NoteError, match="was read otherwise"):
        findings_of(replace(note, citations=note.citations[1:]), read_report(report))


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"notes": [], "findings": [{}]}', '{"notes": 1}', "\0", "[[[["]
)
def test_what_is_no_report(tmp_path, text):
    path = tmp_path / "x.json"
    path.write_text(text)
    with pytest.raises(UsageError, match="is not a report that names its notes") as caught:
        read_report(path)
    assert "clipper check --json" in caught.value.hint


def test_a_report_that_is_not_there(tmp_path):
    with pytest.raises(UsageError, match="cannot read"):
        read_report(tmp_path / "x.json")
