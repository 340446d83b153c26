"""What is wrong with a note as a whole, from verdicts that are made here."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipper.config import VerifySettings
from clipper.model import Candidate, Citation, Finding, Kind, Reading, Verdict
from clipper.times import clock, readings
from clipper.verify.diagnosis import diagnosis

SETTINGS = VerifySettings()
SAID_S = (40, 95, 150, 230, 300, 420, 515, 610, 700, 820, 900, 1010)


def finding(cited_s, said_s, *, claim="", source="hives", others=()):
    """What a claim gets that is cited at one second and said at another, or nowhere."""
    stamp = clock(cited_s * 1000)
    citation = Citation("n.md", 1, 1, stamp, readings(stamp), claim or str(said_s), source=source)
    reading = citation.readings[0]
    candidates = tuple(Candidate(second * 1000, 0.6, "") for second in others)
    if said_s is None:
        return Finding(citation, Verdict.NOT_FOUND, reading=reading, candidates=candidates)
    is_near = cited_s - 10 <= said_s <= cited_s + 20
    verdict = Verdict.SUPPORTED if is_near else Verdict.MISPLACED
    found_ms = said_s * 1000
    return Finding(citation, verdict, reading=reading, found_ms=found_ms, candidates=candidates)


def note(moved):
    """Every claim cited where `moved` puts it."""
    return [finding(moved(said), said) for said in SAID_S]


def told(findings, **options):
    return diagnosis(findings, SETTINGS, **options)


def test_a_right_note_has_no_diagnosis():
    assert told(note(lambda said: said + 3)) is None


@pytest.mark.parametrize(
    "wrong", [{1: 300}, {1: 300, 4: 20, 8: 150}, {2: 900, 3: 20, 5: 150, 9: 1}]
)
def test_a_few_errors_have_no_common_cause(wrong):
    findings = [finding(wrong.get(n, said), said) for n, said in enumerate(SAID_S)]
    assert told(findings) is None


@given(shift=st.integers(-39, 3000).filter(lambda s: not -21 <= s <= 11))
def test_a_constant_shift_is_recovered_exactly(shift):
    found = told(note(lambda said: said + shift))
    assert (found.kind, found.offset_ms) == (Kind.OFFSET, -shift * 1000)
    assert (found.agreeing, found.judged) == (len(SAID_S), len(SAID_S))
    assert (found.from_ms, found.before_ms, found.drift_ms) == (None, None, None)


@given(
    shift=st.integers(40, 3000),
    noise=st.lists(st.integers(-4, 4), min_size=12, max_size=12),
    lost=st.sets(st.integers(0, 11), max_size=4),
)
def test_some_seconds_and_some_errors_do_not_hide_a_shift(shift, noise, lost):
    findings = [
        finding(said + shift + noise[n], None if n in lost else said)
        for n, said in enumerate(SAID_S)
    ]
    found = told(findings)
    assert found.kind is Kind.OFFSET
    assert abs(found.offset_ms + shift * 1000) <= 4000


def test_late_from_some_place_on():
    found = told(note(lambda said: said + 34 * (said >= 515)))
    assert (found.kind, found.offset_ms, found.before_ms) == (Kind.OFFSET, -34_000, 0)
    assert found.from_ms == (515 + 34) * 1000


def test_early_up_to_some_place():
    found = told(note(lambda said: said if said >= 515 else said - 40))
    assert (found.kind, found.offset_ms, found.before_ms) == (Kind.OFFSET, 0, 40_000)
    assert found.from_ms == 515_000


@pytest.mark.parametrize("speed", [1.06, 1.1, 0.94])
def test_another_speed(speed):
    found = told(note(lambda said: round(said * speed)))
    assert found.kind is Kind.DRIFT
    assert found.drift_ms == pytest.approx((1 / speed - 1) * 60_000, abs=300)


def test_notes_that_lag_are_told_without_a_fault():
    found = told(note(lambda said: said + 9))
    assert (found.kind, found.offset_ms) == (Kind.LAG, -9_000)
    assert told(note(lambda said: said + 5)) is None


def test_other_places_count_where_they_agree():
    """Of two places where a claim may be said, the one that fits the others is the likely one."""
    findings = [
        finding(said + 60, 5000 + 50 * n, others=[5000 + 50 * n, said])
        for n, said in enumerate(SAID_S[:5])
    ]
    assert told(findings).offset_ms == -60_000
    assert told([finding(said + 60, 5000 + 50 * n) for n, said in enumerate(SAID_S[:5])]) is None


def test_one_wrong_stamp_is_one_error_however_many_claims_it_has():
    right = [finding(said, said) for said in SAID_S[:4]]
    assert told([*right, *(finding(900, 600, claim=f"claim {n}") for n in range(2_000))]) is None


@pytest.mark.parametrize(
    "said", [[None] * 4, [None] * 8 + [10, 5000], [None] * 6 + [5000, 10, 150]]
)
def test_another_recording(said):
    findings = [finding(60 * n, at, claim=f"claim {n}") for n, at in enumerate(said)]
    found = told(findings)
    assert (found.kind, found.agreeing, found.judged) == (
        Kind.RECORDING,
        said.count(None),
        len(said),
    )
    assert told(findings, is_searched=False) is None


@pytest.mark.parametrize("said", [[None] * 3, [None] * 4 + [240, 300, 360]])
def test_too_little_for_another_recording(said):
    assert told([finding(60 * n, at, claim=f"{n}") for n, at in enumerate(said)]) is None


def in_minutes(second, *, is_heard=True):
    """`03:01:00` for 3 min 1 s, heard there, or past the end and likely meant so."""
    stamp = f"{second // 60:02d}:{second % 60:02d}:00"
    found = readings(stamp)
    minutes = Reading("m:s", second * 1000)
    citation = Citation("n.md", 1, 1, stamp, found, "claim", chosen=None if is_heard else minutes)
    if not is_heard:
        return Finding(citation, Verdict.NOT_FOUND)
    return Finding(citation, Verdict.SUPPORTED, reading=minutes, found_ms=second * 1000)


@pytest.mark.parametrize("is_heard", [True, False])
def test_minutes_in_the_place_of_hours(is_heard):
    findings = [in_minutes(second, is_heard=is_heard) for second in SAID_S]
    found = told(findings)
    assert (found.kind, found.agreeing, found.judged) == (Kind.UNIT, 12, 12)
    assert told(findings[:3]) is None


def test_what_concerns_most_is_told_of_several_recordings():
    late = [finding(said + 60, said, source="hives") for said in SAID_S[:5]]
    early = [finding(said, said + 60, source="clocks") for said in SAID_S]
    found = told([*late, *early])
    assert (found.source, found.offset_ms) == ("clocks", 60_000)
    assert told(late).source is None


def test_nothing_comes_of_nothing():
    unchecked = Finding(Citation("n.md", 1, 1, "x", (), "claim"), Verdict.UNCHECKED)
    assert told([]) is None
    assert told([unchecked] * 9) is None
    assert told([finding(10, 200)]) is None


places = st.none() | st.integers(0, 4000)
made = st.builds(finding, st.integers(0, 4000), places, others=st.lists(places.filter(bool)))


@given(st.lists(made, max_size=30), st.booleans())
def test_any_findings_are_borne(findings, is_searched):
    found = told(findings, is_searched=is_searched)
    assert found is None or 4 <= found.agreeing <= found.judged <= len(findings)
