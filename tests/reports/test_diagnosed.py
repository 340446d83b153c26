"""What is said of a note as a whole, in every format."""

import json
from dataclasses import replace

import pytest
from made import HOSTILE, finished

from clipper.model import Diagnosis, Kind
from clipper.reports import FORMATS
from clipper.reports.back import read_report
from clipper.reports.words import diagnosed

SHARE = "(11 of 12 stamps)"
COPY = "as those of a copy at another speed"
LOST = "are said nowhere in its recording; see its 'videoId' or 'url'"
FIX = "'clipper fix' corrects the stamps that were found"
LATE = Diagnosis(Kind.OFFSET, None, 11, 12, offset_ms=-34_400)
JUMP = replace(LATE, from_ms=730_000, before_ms=900)


@pytest.mark.parametrize(
    ("diagnosis", "words"),
    [
        (LATE, f"its times are 34 s late {SHARE}; {FIX}"),
        (
            replace(LATE, offset_ms=62_000, source="hives"),
            f"its times for 'hives' are 1 min 2 s early {SHARE}; {FIX}",
        ),
        (JUMP, f"its times are 34 s late from 00:12:10 on {SHARE}; {FIX}"),
        (
            replace(JUMP, before_ms=-60_000),
            f"its times are 1 min 0 s late before 00:12:10, then 34 s late {SHARE}; {FIX}",
        ),
        (
            replace(JUMP, offset_ms=800, before_ms=20_000),
            f"its times are 20 s early before 00:12:10, then right {SHARE}; {FIX}",
        ),
        (
            Diagnosis(Kind.DRIFT, None, 9, 10, offset_ms=0, drift_ms=-600),
            f"its times drift, 0.6 s later each minute, {COPY} (9 of 10 stamps); {FIX}",
        ),
        (
            Diagnosis(Kind.UNIT, None, 9, 10),
            f"its times read as MM:SS:00, minutes and seconds (9 of 10 stamps); {FIX}",
        ),
        (
            Diagnosis(Kind.LAG, None, 9, 10, offset_ms=-8_000),
            "its times are some 8 s late throughout, within the tolerance (9 of 10 stamps)",
        ),
        (
            Diagnosis(Kind.RECORDING, None, 9, 10),
            f"it seems to be about another video: 9 of 10 claims {LOST}",
        ),
    ],
)
def test_the_words(diagnosis, words):
    assert diagnosed(diagnosis) == words


def run(diagnosis, digest="0" * 64):
    done = finished()
    (result,) = done.notes
    note = replace(result.note, digest=digest)
    return replace(done, notes=(replace(result, note=note, diagnosis=diagnosis),))


def test_text_tells_it_before_the_findings():
    first, second, third, *_ = FORMATS["text"](run(LATE)).splitlines()
    assert first.startswith("vault/note.md: ")
    assert second == f"  the whole note: {diagnosed(LATE)}"
    assert third.startswith("  vault/note.md:2:3: ")
    assert "whole note" not in FORMATS["text"](run(None))


def test_json_names_it_beside_the_note(tmp_path):
    document = FORMATS["json"](run(JUMP))
    assert json.loads(document)["notes"] == [
        {
            "note": "vault/note.md",
            "sha256": "0" * 64,
            "diagnosis": diagnosed(JUMP),
            "kind": "offset",
            "source": None,
            "agreeing": 11,
            "judged": 12,
            "offset_ms": -34_400,
            "from_ms": 730_000,
            "before_ms": 900,
            "drift_ms": None,
        }
    ]
    (tmp_path / "report.json").write_text(document)
    assert read_report(tmp_path / "report.json").digests


def test_json_of_standard_input_has_no_digest():
    (note,) = json.loads(FORMATS["json"](run(LATE, digest="")))["notes"]
    assert note["kind"] == "offset"
    assert "sha256" not in note


def test_the_page_has_a_banner_above_the_claims():
    page = FORMATS["html"](run(replace(LATE, source=HOSTILE)))
    assert page.index('<p class="banner">') < page.index("<article")
    assert "<script" not in page
    assert 'class="banner hint"' in FORMATS["html"](run(replace(LATE, kind=Kind.LAG)))
    assert '<p class="banner' not in FORMATS["html"](run(None))
