import pytest
from hypothesis import given
from hypothesis import strategies as st
from speech import TALK, line_at, transcript

from clipper.config import VerifySettings
from clipper.model import Citation, Reason, Segment, Span, Transcript, Verdict, Word
from clipper.notes.lint import possible_readings
from clipper.notes.readings import End
from clipper.times import clock, readings
from clipper.verify.claim import claim_in
from clipper.verify.evidence import Evidence
from clipper.verify.judge import judge
from clipper.verify.locate import best_stretch
from clipper.verify.recording import index

LENGTH_MS = len(TALK) * 5_000
RECORDING = index(transcript())


def cite(claim, stamp):
    return Citation("note.md", 1, 1, stamp, readings(stamp), claim, source="talk")


def verdict_on(claim, stamp, recording=RECORDING):
    citation = cite(claim, stamp)
    readings = possible_readings([citation], End(LENGTH_MS))[citation]
    return judge(
        citation,
        recording,
        readings=readings,
        duration_ms=LENGTH_MS,
        settings=VerifySettings(),
    )


def at(words):
    return clock(line_at(words))


CASES = [
    ("Fourteen climbers inspect the cables each spring.", "fourteen climbers", "supported"),
    ("The council turned the plan down because it cost too much.", "council rejected", "supported"),
    ("Gas lamps gave way to electricity in 1948.", "gas to electricity", "supported"),
    ("Gas lamps gave way to electricity in the 1940s.", "gas to electricity", "supported"),
    ("The climbers replaced 320 bolts on the northern tower.", "230 bolts", "contradicted"),
    ("They always close the bridge for wind below ninety kilometres.", "never", "contradicted"),
    ("Whales were seen near an oil platform off Norway.", "Swallows return", "not_found"),
]


@pytest.mark.parametrize(("claim", "said", "wanted"), CASES)
def test_verdicts_at_the_stamp(claim, said, wanted):
    found = verdict_on(claim, at(said))
    assert found.verdict == wanted, (found.detail, found.confidence)
    if wanted == "supported":
        assert abs(found.found_ms - line_at(said)) <= 5_000
        assert found.confidence > 0.5
    if wanted == "contradicted":
        assert "the note says" in found.detail
        assert found.confidence < 0.2


def test_said_elsewhere_is_misplaced_and_says_where():
    found = verdict_on("A crew of fourteen climbers inspects the cables every spring.", "00:01:20")
    assert found.verdict is Verdict.MISPLACED
    assert abs(found.found_ms - line_at("fourteen climbers")) <= 5_000
    assert found.offset_ms == found.found_ms - 80_000
    assert found.candidates[0].at_ms == found.found_ms
    assert found.candidates[0].heard


def test_a_stamp_past_the_end_is_read_as_minutes_when_the_speech_says_so():
    found = verdict_on("The lamps went from gas to electricity in 1948.", "01:20:00")
    assert found.verdict is Verdict.SUPPORTED
    assert found.reading.name == "m:s"
    assert "past the end" in found.detail


def test_a_stamp_past_the_end_is_unchecked_when_no_reading_fits():
    found = verdict_on("Whales were seen near an oil platform off Norway.", "05:20:00")
    assert (found.verdict, found.reason) == (Verdict.UNCHECKED, Reason.PAST_END)
    assert "00:01:45 long" in found.detail


@pytest.mark.parametrize(
    ("claim", "stamp", "reason"),
    [
        ("Fourteen climbers inspect the cables.", "HH:MM:SS", Reason.UNREADABLE_TIME),
        ("", "00:00:10", Reason.NO_CLAIM),
        ("so it is", "00:00:10", Reason.NO_CLAIM),
    ],
)
def test_what_cannot_be_judged_says_why(claim, stamp, reason):
    found = verdict_on(claim, stamp)
    assert (found.verdict, found.reason) == (Verdict.UNCHECKED, reason)


def test_silence_is_no_verdict():
    silence = index(Transcript((Span(0, LENGTH_MS),), ()))
    found = verdict_on("Fourteen climbers inspect the cables.", "00:00:20", silence)
    assert (found.verdict, found.reason) == (Verdict.UNCHECKED, Reason.NO_SPEECH)


def test_a_reading_past_the_end_is_not_heard_and_the_speech_decides_among_the_others():
    said = at("gas to electricity")[3:]
    found = verdict_on("Gas lamps gave way to electricity in 1948.", f"{said}:00")
    assert (found.verdict, found.reading.name) == (Verdict.SUPPORTED, "m:s")
    assert "is past the end; read as m:s it is 00:" in found.detail
    found = verdict_on("Gas lamps gave way to electricity in 1948.", "59:59:00")
    assert (found.verdict, found.reading) == (Verdict.MISPLACED, None)
    found = verdict_on("Whales were seen near an oil platform off Norway.", "59:59:00")
    assert (found.verdict, found.reason) == (Verdict.UNCHECKED, Reason.PAST_END)


@given(st.text(max_size=200), st.integers(0, 2 * LENGTH_MS))
def test_any_claim_gets_a_sound_finding(claim, at_ms):
    found = verdict_on(claim, clock(at_ms))
    assert found.verdict is not Verdict.UNCHECKED or found.reason in set(Reason)
    assert found.confidence is None or 0 <= found.confidence <= 1
    assert len({place.at_ms for place in found.candidates}) == len(found.candidates)
    if found.verdict in (Verdict.NOT_FOUND, Verdict.UNCHECKED):
        assert found.found_ms is None
    else:
        assert 0 <= found.found_ms < LENGTH_MS


def test_a_word_that_lasts_no_time_may_be_all_that_is_near():
    """As a recogniser's times may be: such a word lies in no stretch, not even in its own."""
    whole = transcript()
    at_ms = LENGTH_MS + 60_000
    word = Segment(Span(at_ms, at_ms), (Word(" Bolts.", at_ms, at_ms, 0.5),))
    recording = index(Transcript((Span(0, at_ms),), (*whole.segments, word)))
    claim = claim_in("They replaced 230 bolts on the northern tower.", recording)
    found = best_stretch(Evidence(claim), [Span(at_ms - 5_000, at_ms + 5_000)])
    assert found is None or found.at_ms == at_ms
