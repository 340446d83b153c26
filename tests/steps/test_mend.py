import hashlib
from dataclasses import replace

import pytest

from clipper.errors import NoteError
from clipper.model import Candidate, Citation, Finding, Note, Reading, Reason, Verdict
from clipper.notes.lint import lint
from clipper.notes.read import read_text
from clipper.notes.rewrite import Left, Mend
from clipper.steps.mend import Plan, fixed, from_findings, from_lint, merged
from clipper.times import readings


def citation(stamp, claim="Bees dance.", line=1, end_ms=None):
    return Citation("n.md", line, 1, stamp, readings(stamp), claim, end_ms=end_ms)


def misplaced(cited, found_ms, confidence):
    return Finding(
        cited,
        Verdict.MISPLACED,
        reading=cited.readings[0],
        found_ms=found_ms,
        candidates=(Candidate(1_000, 0.99, ""), Candidate(found_ms, confidence, "")),
    )


def supported(cited, found_ms=None, reading=0):
    return Finding(
        cited, Verdict.SUPPORTED, reading=cited.readings[reading], found_ms=found_ms, detail="read"
    )


def plan(*findings):
    return from_findings(findings, confidence=0.8)


def test_what_is_right_is_left_alone():
    assert plan(supported(citation("00:01:00"))) == Plan()


def test_a_misread_stamp_gets_its_reading_and_so_does_the_end_of_its_range():
    cited = citation("03:08:00", end_ms=readings("03:20:00")[0].at_ms)
    assert plan(supported(cited, 188_680, reading=1)).mends == (
        Mend(cited, 188_000, 200_000, "read"),
    )
    point = citation("03:08:00")
    assert plan(supported(point, reading=1)).mends[0].end_ms is None


def test_a_misplaced_stamp_gets_the_whole_second_where_its_claim_is_said():
    cited = citation("00:01:00")
    assert plan(misplaced(cited, 78_970, 0.8)).mends == (
        Mend(cited, 78_000, why="said at 00:01:18"),
    )


def test_what_is_not_sure_enough_is_left():
    cited = citation("00:01:00")
    assert plan(misplaced(cited, 78_970, 0.79)).left == (
        Left(cited, "misplaced", "said at 00:01:18 (+19 s), with a confidence of 0.79"),
    )
    lost = replace(misplaced(cited, 78_970, 0.9), candidates=())
    assert plan(lost).left[0].why.endswith("with a confidence of 0.00")


def test_the_rest_is_left():
    cited = citation("00:01:00")
    past = Finding(cited, Verdict.UNCHECKED, reason=Reason.PAST_END, detail="past the end")
    missing = Finding(cited, Verdict.NOT_FOUND)
    wrong = Finding(cited, Verdict.CONTRADICTED, found_ms=60_000, detail="5, not 6")
    found = plan(past, missing, wrong)
    assert not found.mends
    assert [(item.code, item.why) for item in found.left] == [
        ("unchecked", "past-end: past the end"),
        ("not_found", "nothing that was heard supports it"),
        ("contradicted", "5, not 6, at 00:01:00 (+0 s)"),
    ]


def test_what_could_not_be_checked_is_no_fault_of_the_note():
    unfetched = Finding(citation("0:10"), Verdict.UNCHECKED, reason=Reason.FETCH_FAILED)
    assert plan(unfetched) == Plan(is_complete=False)


def test_no_two_stamps_of_a_claim_come_to_stand_at_one_place():
    first, second, third, other = (citation("00:01:00", line=line) for line in range(4))
    other = replace(other, claim="Wasps do not.")
    found = plan(
        misplaced(first, 70_500, 0.9),
        misplaced(second, 300_000, 0.9),
        supported(third, 71_000),
        misplaced(other, 70_500, 0.9),
    )
    assert [mend.citation for mend in found.mends] == [second, other]
    assert found.left[0].why == "said at 00:01:10 (+10 s), where the same claim is cited already"


def linted(text):
    return from_lint(lint(read_text(text, note="n.md")))


def test_what_the_linter_is_certain_of():
    found = linted(
        "---\nvideoId: bees\n---\nBees [01:24:99], wasps [later](#t=later), ants [2:00]."
    )
    assert [(mend.at_ms, mend.why) for mend in found.mends] == [
        (84_000, "'01:24:99' has 60 or more minutes or seconds")
    ]


def test_what_the_linter_is_not_certain_of_is_left():
    found = linted('---\nvideoId: bees\n---\nBees <a data-t="00:02:38">[00:03:00]</a>.')
    assert not found.mends
    assert [(item.code, item.why) for item in found.left] == [
        ("T004", "the reader sees '00:03:00', the link leads to '00:02:38'")
    ]


def test_what_the_author_ignores_stays():
    text = "---\nvideoId: bees\n---\n<!-- clipper: ignore -->\n\nBees [01:24:99]."
    assert linted(text) == Plan()


def test_two_sources_of_truth():
    stamps = [citation("00:01:00", line=line) for line in range(6)]
    linted = Plan(tuple(Mend(cited, 60_000) for cited in stamps))
    agreed = supported(replace(stamps[0]))
    gainsaid = Finding(stamps[1], Verdict.SUPPORTED, reading=Reading("m:s", 1_000))
    moved = misplaced(stamps[2], 78_000, 0.9)
    unsaid = Finding(stamps[3], Verdict.NOT_FOUND)
    past = Finding(stamps[4], Verdict.UNCHECKED, reason=Reason.PAST_END)
    findings = (agreed, gainsaid, moved, unsaid, past)
    both = merged(plan(*findings), linted, findings)
    times = {mend.citation.line: mend.at_ms for mend in both.mends}
    assert times == {0: 60_000, 1: 1_000, 2: 78_000, 4: 60_000, 5: 60_000}
    assert [item.citation.line for item in both.left] == [3]


def test_a_note_that_is_no_longer_what_was_judged_is_refused():
    data = b"Bees [00:01:00]."
    note = replace(read_text(data.decode(), note="n.md"), digest=hashlib.sha256(data).hexdigest())
    assert fixed(note, Plan(), data).after == data
    with pytest.raises(NoteError, match=r"'n\.md' has changed since it was checked") as caught:
        fixed(note, Plan(), data + b" ")
    assert caught.value.hint == "check it again"


def test_what_is_left_comes_in_document_order():
    note = Note("n.md", "", ())
    late, early = (Left(citation("0:10", line=line), "x", "y") for line in (9, 2))
    assert fixed(note, Plan(left=(late, early)), b"").left == (early, late)
