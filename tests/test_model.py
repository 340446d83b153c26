import itertools

from hypothesis import given
from hypothesis import strategies as st

from clipper.model import Citation, Finding, Reading, Span, Verdict, subtract, union

spans = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 20)).map(lambda t: Span(t[0], t[0] + t[1])),
    max_size=8,
)


def covered(parts):
    return {ms for span in parts for ms in range(span.start_ms, span.end_ms)}


@given(spans)
def test_a_union_covers_the_same_without_overlap(parts):
    merged = union(parts)
    assert covered(merged) == covered(parts)
    assert all(a.end_ms < b.start_ms for a, b in itertools.pairwise(merged))


@given(spans, spans)
def test_a_difference_covers_what_is_left(parts, taken):
    assert covered(subtract(parts, taken)) == covered(parts) - covered(taken)


@given(spans, st.integers(0, 10))
def test_small_gaps_can_be_closed(parts, gap_ms):
    merged = union(parts, gap_ms=gap_ms)
    assert covered(parts) <= covered(merged)
    assert all(b.start_ms - a.end_ms > gap_ms for a, b in itertools.pairwise(merged))


def cite(**changes):
    base = {"note": "n.md", "line": 3, "column": 7, "stamp": "1:00", "claim": "c"}
    return Citation(**{**base, "readings": (Reading("m:s", 60_000),), **changes})


def test_a_citation_keeps_its_id_in_another_folder():
    assert cite().id == cite(note="other/n.md", claim="reworded").id
    assert len({cite().id, cite(line=4).id, cite(column=8).id, cite(stamp="1:01").id}) == 4


def test_offsets_are_counted_from_the_reading_that_won():
    finding = Finding(cite(), Verdict.MISPLACED, found_ms=90_000)
    assert finding.offset_ms == 30_000
    other = Finding(cite(), Verdict.SUPPORTED, reading=Reading("x", 100_000), found_ms=90_000)
    assert other.offset_ms == -10_000
    assert Finding(cite(), Verdict.NOT_FOUND).offset_ms is None
    assert Finding(cite(readings=()), Verdict.MISPLACED, found_ms=1).offset_ms is None


def test_the_id_of_a_citation_stays_from_version_to_version():
    assert cite().id == "3ae7c31c6aab"


def test_a_note_whose_name_is_not_utf_8_has_citations_with_ids():
    assert len({cite(note="caf\udce9.md").id, cite(note="caf\udce8.md").id}) == 2


@given(spans, spans)
def test_overlap_and_containment_are_those_of_sets(parts, others):
    for one, other in itertools.product(parts, others):
        if one.length_ms and other.length_ms:
            assert one.overlaps(other) == bool(covered([one]) & covered([other]))
            assert one.contains(other) == (covered([other]) <= covered([one]))
