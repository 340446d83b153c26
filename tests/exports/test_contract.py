"""What holds for every export, those to come included."""

import dataclasses
import importlib.util
from pathlib import Path

import pytest

from clipper.config import ExportSettings
from clipper.errors import UsageError
from clipper.exports import EXPORTS, find_exports
from clipper.exports.sheet import Nothing, Sheet

ROOT = Path(__file__).parents[2]


def parts(export, sheet):
    if not export.per_recording:
        return [sheet]
    return [sheet.of(recording) for recording in sheet.recordings]


@pytest.fixture(params=EXPORTS)
def export(request):
    return EXPORTS[request.param]


def test_hostile_words_are_written_the_same_each_time(export, hostile):
    for part in parts(export, hostile):
        first, again = export.render(part), export.render(dataclasses.replace(part))
        assert first == again
        if isinstance(first, Nothing):
            assert first.why
            continue
        data = first.encode() if isinstance(first, str) else first
        assert data.endswith(b"\n")
        assert b"\0" not in data
        assert b"\x1b" not in data
        assert len(data) < 100_000


def test_each_claim_stays_in_its_place(export, plain):
    """All four, in the order of the note, which is that of time as well."""
    text = export.render(plain)
    text = text.decode("utf-8-sig") if isinstance(text, bytes) else text
    if export.needs_words:
        assert text.count("Bees dance") == 1
        return
    at = [text.index(f"Claim {number}.") for number in (1, 2, 3, 4)]
    assert at == sorted(at)


def test_of_a_sheet_without_rows_there_is_nothing_to_write(export):
    made = export.render(Sheet("n.md", "Bees"))
    assert isinstance(made, Nothing) or made.decode("utf-8-sig").count("\n") == 1  # a table's head


def test_without_clips_and_recordings_nothing_breaks(export, plain):
    bare = [
        dataclasses.replace(
            row, clip=None, finding=None, recording=dataclasses.replace(row.recording, path=None)
        )
        for row in plain.rows
    ]
    made = export.render(dataclasses.replace(plain, rows=tuple(bare)))
    assert made
    nowhere = [dataclasses.replace(r, recording=None, at_ms=None, span=None) for r in bare]
    export.render(dataclasses.replace(plain, rows=tuple(nowhere)))


def test_names_of_files_are_plain_and_each_export_s_own():
    names = [export.file for export in EXPORTS.values()]
    assert len({name.casefold() for name in names}) == len(names)
    assert all(name.isascii() and name.count(".") == 1 for name in names)


def test_every_export_can_be_found_in_the_help_and_in_the_documentation():
    from clipper.cli.options import Export

    told = Export.__metadata__[0].help.replace(",", " ").replace(".", " ").split()
    page = (ROOT / "docs" / "exports.md").read_text(encoding="utf-8")
    for name, export in EXPORTS.items():
        assert name in told
        assert f"| `{name}` | `{export.file}` |" in page
        assert export.help


def test_exports_are_found_by_name():
    assert list(find_exports(["csv", "vtt", "csv"])) == ["csv", "vtt"]
    assert find_exports(ExportSettings().formats) == {}


def test_an_unknown_name_is_told_with_the_known_ones():
    with pytest.raises(UsageError, match="unknown export 'chapter'") as error:
        find_exports(["csv", "chapter"])
    assert error.value.hint.startswith("did you mean 'chapters'? known: srt, vtt, ")


def test_a_missing_package_is_told_with_its_extra(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(UsageError, match="'otio' needs the package 'opentimelineio'") as error:
        find_exports(["otio"])
    assert error.value.hint == "pip install 'clipper-notes[otio]'"
