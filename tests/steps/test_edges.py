import itertools
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clipper.config import ClipSettings
from clipper.model import Citation, Finding, Segment, Span, Verdict, Word
from clipper.speech.timed import segment_of
from clipper.steps.edges import Facts, around, merged, moved, sentence_of
from clipper.times import readings

HOUR_MS = 3_600_000
SETTINGS = ClipSettings()


def said(text, start_ms, *, word_ms=400, gap_ms=50):
    """A segment of words of one length, with gaps of one length between them."""
    step_ms = word_ms + gap_ms
    words = tuple(
        Word(f" {word}", start_ms + n * step_ms, start_ms + n * step_ms + word_ms, 0.9)
        for n, word in enumerate(text.split())
    )
    return Segment(Span(start_ms, words[-1].end_ms), words)


def facts(*segments, at_ms=50_000, pauses=(), held=None):
    return Facts(at_ms, HOUR_MS, segments, held, tuple(pauses))


def finding(verdict, found_ms, heard):
    cited = Citation("n.md", 1, 1, "0:50", readings("0:50"), "claim", source="talk")
    return Finding(cited, verdict, found_ms=found_ms, heard=heard)


def test_edges_move_to_pauses_and_keep_a_breath_of_them():
    pauses = [Span(46_000, 47_000), Span(73_500, 74_500)]
    assert moved(Span(45_000, 75_000), facts(pauses=pauses), SETTINGS) == Span(46_800, 73_700)


def test_half_a_pause_is_kept_where_it_is_shorter_than_two_breaths():
    pauses = [Span(45_000, 45_300), Span(75_000, 75_200)]
    assert moved(Span(45_100, 75_100), facts(pauses=pauses), SETTINGS) == Span(45_150, 75_100)


def test_a_longer_pause_is_worth_going_further():
    pauses = [Span(44_700, 44_900), Span(42_000, 43_200), Span(75_000, 76_000)]
    assert moved(Span(45_000, 75_000), facts(pauses=pauses), SETTINGS).start_ms == 43_000


def test_a_pause_that_ends_a_sentence_is_better_than_one_as_long_that_does_not():
    spoken = said("it rains. We go,", 73_300, word_ms=450, gap_ms=350)
    pauses = [Span(74_550, 74_900), Span(76_150, 76_500), Span(44_000, 46_000)]
    spans = moved(Span(45_000, 75_800), facts(spoken, pauses=pauses), SETTINGS)
    assert spans.end_ms == 74_550 + 175


def test_the_sentence_is_held_whole_however_far_it_reaches():
    evidence = said("this is what the note says of it.", 68_000, word_ms=1_000)
    rest = said("and this is what follows on it.", 78_000)
    held = Span(68_000, 76_000)
    pauses = [Span(67_000, 67_950), Span(75_000, 75_800), Span(76_400, 76_800)]
    span = moved(Span(45_000, 75_000), facts(evidence, rest, pauses=pauses, held=held), SETTINGS)
    assert span.end_ms == 76_600


def test_a_sentence_that_is_longer_than_a_clip_may_be_is_not_held():
    short = replace(SETTINGS, longest_s=35)
    known = facts(held=Span(40_000, 90_000), pauses=[Span(75_000, 76_000), Span(44_000, 45_000)])
    assert moved(Span(45_000, 75_000), known, short) == Span(44_800, 75_200)


def test_between_words_where_there_is_no_pause():
    spoken = said(" ".join(["word"] * 200), 20_000, word_ms=400, gap_ms=0)
    spoken = replace(spoken, words=(*spoken.words, Word(" last", 120_000, 120_400, 0.9)))
    span = moved(Span(45_100, 75_100), facts(spoken), SETTINGS)
    assert span in (Span(45_200, 75_200), Span(45_200, 75_000))


def test_no_subtitle_is_cut_whose_words_have_no_times():
    subtitles = [segment_of(40_000, 46_000, "one two three."), segment_of(46_500, 76_000, "four.")]
    span = moved(Span(45_000, 75_000), facts(*subtitles, at_ms=50_000), SETTINGS)
    assert span == Span(46_300, 76_200)


def test_as_asked():
    pauses = [Span(46_000, 47_000)]
    asked = Span(45_000, 75_000)
    assert moved(asked, facts(pauses=pauses), replace(SETTINGS, edges="asked")) == asked
    assert moved(asked, facts(), SETTINGS) == asked  # nothing is known that would be better


def test_a_window_at_the_end_grows_to_the_shortest_clip():
    known = Facts(99_000, 100_000)
    eight = replace(SETTINGS, shortest_s=8)
    assert moved(Span(97_000, 100_000), known, eight) == Span(92_000, 100_000)
    short = Facts(9_000, 10_000)
    assert moved(Span(7_000, 10_000), short, replace(SETTINGS, shortest_s=30)) == Span(0, 10_000)


def test_an_edge_goes_no_further_than_its_reach():
    pauses = [Span(30_000, 32_000), Span(88_000, 90_000), Span(60_000, 62_000)]
    asked = Span(45_000, 75_000)
    assert moved(asked, facts(pauses=pauses), SETTINGS) == asked
    assert moved(Span(4_000, 34_000), Facts(9_000, HOUR_MS), SETTINGS) == Span(0, 34_000)


def test_a_transcript_of_a_longer_recording_makes_no_clip_longer_than_this_one():
    spoken = said(" ".join(["word"] * 60), 40_000, word_ms=700, gap_ms=100)
    known = Facts(50_000, 60_000, (spoken,), Span(58_000, 75_000))
    span = moved(Span(45_000, 60_000), known, SETTINGS)
    assert span.end_ms <= 60_000
    assert span.contains(Span(50_000, 58_000))


@st.composite
def talks(draw):
    """Words with gaps, of which those that last are pauses; a moment in it and its window."""
    chance = draw(st.randoms(use_true_random=False))
    at, words, pauses = 500, [], []
    for _ in range(90):
        word_ms, gap_ms = chance.randint(120, 900), chance.choice([0, 40, 300, 1_500])
        words.append(Word(chance.choice([" so", " it,", " ends."]), at, at + word_ms, 0.9))
        if gap_ms >= 150:
            pauses.append(Span(at + word_ms, at + word_ms + gap_ms))
        at += word_ms + gap_ms
    moment = draw(st.integers(0, at))
    asked = Span(max(0, moment - 5_000), min(at + 1_000, moment + 25_000))
    segment = Segment(Span(500, at), tuple(words))
    held = sentence_of(None, moment, [segment], asked)
    return asked, Facts(moment, at + 1_000, (segment,), held, tuple(pauses))


@settings(deadline=None, max_examples=60)
@given(talks())
def test_no_word_is_cut_and_the_moment_and_its_sentence_are_there(talk):
    asked, known = talk
    span = moved(asked, known, SETTINGS)
    assert 0 <= span.start_ms <= known.at_ms < span.end_ms <= known.duration_ms
    assert span.length_ms >= min(5_000, asked.length_ms)
    assert span.length_ms <= 60_000
    is_tight = around(asked, known.held).length_ms > 35_000  # it may have no room for its words
    for word in known.segments[0].words if not is_tight else ():
        for edge in (span.start_ms, span.end_ms):
            assert not word.start_ms < edge < word.end_ms
    if known.held and not is_tight:
        assert span.contains(known.held)


@settings(deadline=None, max_examples=30)
@given(talks(), st.integers(1, 20))
def test_what_is_said_far_away_changes_nothing(talk, more):
    asked, known = talk
    far = said("quite another matter.", known.duration_ms + 60_000 * more)
    further = replace(known, segments=(*known.segments, far))
    assert moved(asked, further, SETTINGS) == moved(asked, known, SETTINGS)


def test_the_sentence_of_a_claim_is_its_evidence_else_the_one_at_the_stamp():
    segments = [
        said("Rain falls here.", 47_000),
        said("Tides rise by night. They fall by day.", 50_000),
    ]
    tolerance = Span(40_000, 70_000)
    tides, fall = "Tides rise by night.", "They fall by day."
    supported = finding(Verdict.SUPPORTED, 51_800, fall)
    assert sentence_of(supported, 48_000, segments, tolerance) == Span(51_800, 53_550)
    both = finding(Verdict.CONTRADICTED, 50_000, f"{tides} {fall}")
    assert sentence_of(both, 48_000, segments, tolerance) == Span(50_000, 53_550)
    for other in (
        None,
        finding(Verdict.NOT_FOUND, None, tides),
        finding(Verdict.MISPLACED, 51_800, fall),
        finding(Verdict.SUPPORTED, 90_000, fall),
    ):
        assert sentence_of(other, 48_000, segments, tolerance) == Span(47_000, 48_300)
    assert sentence_of(None, 48_400, segments, tolerance) == Span(50_000, 51_750)
    assert sentence_of(None, 48_400, [], tolerance) is None


def test_the_sentence_of_subtitles_reaches_to_their_edges():
    subtitles = [
        segment_of(0, 10_000, "Rain falls here. Tides"),
        segment_of(10_000, 14_000, "rise."),
    ]
    assert sentence_of(None, 9_000, subtitles, Span(0, 20_000)) == Span(0, 14_000)


@pytest.mark.parametrize(
    ("longest", "groups"),
    [(60, [[0, 2], [1]]), (39, [[0], [1], [2]]), (100, [[0, 2], [1]])],
)
def test_overlapping_spans_share_a_clip_that_is_not_too_long(longest, groups):
    assert merged([Span(0, 30), Span(50, 80), Span(20, 40)], longest) == groups


@given(st.lists(st.builds(lambda a, b: Span(a, a + b), st.integers(0, 500), st.integers(1, 60))))
def test_each_span_is_in_one_group(spans):
    groups = merged(spans, 60)
    assert sorted(itertools.chain(*groups)) == list(range(len(spans)))
    for group in groups:
        first, last = min(spans[n].start_ms for n in group), max(spans[n].end_ms for n in group)
        assert last - first <= 60
