"""Edges of windows on real sound: beeps with silences between them, whose times are known."""

import wave
from dataclasses import replace

import numpy as np
import pytest

from clipper import config
from clipper.errors import MediaError
from clipper.media import pcm
from clipper.model import Citation, Finding, Media, Reading, Segment, Source, Span, Verdict, Word
from clipper.steps.desk import Desk
from clipper.steps.tools import Job, Tools
from clipper.steps.where import lay_out, pieces
from clipper.times import readings

RATE = 16_000
LENGTH_MS = 126_000
# Half a second of sound, a quarter of silence, and after every eighth a second of it.
SENTENCE_MS = 7_000


def beeps():
    for sentence in range(0, LENGTH_MS, SENTENCE_MS):
        for word in range(8):
            yield Span(sentence + word * 750, sentence + word * 750 + 500)


@pytest.fixture(scope="module")
def media(tmp_path_factory):
    path = tmp_path_factory.mktemp("media") / "beeps.wav"
    chance = np.random.default_rng(1)
    sound = chance.normal(0, 20, LENGTH_MS * RATE // 1000)  # never quite silent
    for beep in beeps():
        first, last = beep.start_ms * RATE // 1000, beep.end_ms * RATE // 1000
        sound[first:last] += chance.normal(0, 4_000, last - first)
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(np.clip(sound, -32_000, 32_000).astype("<i2").tobytes())
    return Media(Source("beeps"), path, "be3b", LENGTH_MS, "pcm_s16le", None)


@pytest.fixture
def tools(tmp_path):
    def make(**clip):
        run = {"cache_dir": str(tmp_path / "cache")}
        return Tools(config.load(flags={"run": run, "clip": clip}))

    return make


def cite(stamp, line=1, note="n.md"):
    return Citation(note, line, 1, stamp, readings(stamp), "Claim.", source="beeps")


def laid_out(cited, media, tools, **desk):
    job, desk = Job("beeps", tuple(cited)), Desk(**desk)
    desk.place(media, job)
    lay_out(job, media, tools, desk)
    return job, desk


def is_in_a_beep(at_ms):
    return any(beep.start_ms <= at_ms < beep.end_ms for beep in beeps())


def test_no_beep_is_cut_and_a_breath_is_kept(media, tools):
    cited = [cite(f"0:{second:02}", line=second) for second in range(25, 60, 4)]
    _, desk = laid_out(cited, media, tools())
    for citation, span in desk.spans.items():
        at_ms = citation.cited_ms
        assert span.start_ms <= at_ms < span.end_ms
        for edge in (span.start_ms, span.end_ms):
            assert not is_in_a_beep(edge), citation.stamp
            assert edge % SENTENCE_MS in range(5_800, 7_000), citation.stamp  # the long pauses
        assert abs(span.start_ms % SENTENCE_MS - 6_800) <= 30
        assert abs(span.end_ms % SENTENCE_MS - 5_950) <= 30


def test_edges_as_asked(media, tools):
    _, desk = laid_out([cite("0:30")], media, tools(edges="asked"))
    assert list(desk.spans.values()) == [Span(25_000, 55_000)]


@pytest.mark.parametrize(
    ("until_ms", "longest_s", "end_ms"),
    [
        (80_000, 60.0, 80_000),
        (110_000, 60.0, 85_000),  # as far as the longest clip has room for
        (300_000, 600.0, LENGTH_MS),
        (40_000, 60.0, 55_000),  # no shorter than other clips
        (10_000, 60.0, 55_000),  # a range that ends before it begins
    ],
)
def test_a_cited_range_is_cut_to_its_end(until_ms, longest_s, end_ms, media, tools):
    cited = replace(cite("0:30"), end_ms=until_ms)
    _, desk = laid_out([cited], media, tools(edges="asked", longest_s=longest_s))
    assert desk.spans[cited] == Span(25_000, end_ms)


def test_a_range_moves_with_its_beginning(media, tools):
    """The end is as far from the moment that the speech bears out as from the one cited."""
    cited = replace(cite("0:30"), end_ms=80_000)
    moment = Reading("m:s", 50_000)
    found = Finding(cited, Verdict.SUPPORTED, reading=moment, found_ms=50_000)
    _, desk = laid_out([cited], media, tools(edges="asked"), findings={cited: found})
    assert desk.spans[cited] == Span(45_000, 100_000)


def test_a_second_run_decodes_nothing(media, tools, monkeypatch):
    cited = [cite("0:20"), cite("0:40", 2)]
    _, before = laid_out(cited, media, tools())
    monkeypatch.setattr(pcm, "samples", pytest.fail)
    _, again = laid_out(cited, media, tools())
    assert again.spans == before.spans


def test_a_damaged_memory_is_made_again(media, tools):
    _, before = laid_out([cite("0:20")], media, tools())
    for text in ("{}", "[[1]]", '[["a", "b"]]', "[]", "nonsense"):
        (memory,) = (tools().store.root / "edges").iterdir()
        memory.write_text(text)
        assert laid_out([cite("0:20")], media, tools())[1].spans == before.spans


def test_a_claim_more_changes_no_other_clip(media, tools):
    one = cite("0:20")
    _, alone = laid_out([one], media, tools())
    _, beside = laid_out([cite("0:18", 3, "m.md"), one, cite("0:22", 2)], media, tools())
    assert beside.spans[one] == alone.spans[one]


def test_where_nothing_can_be_decoded_edges_are_as_asked(media, tools, monkeypatch):
    def broken(*_):
        raise MediaError("broken")

    monkeypatch.setattr(pcm, "samples", broken)
    _, desk = laid_out([cite("0:30")], media, tools())
    assert list(desk.spans.values()) == [Span(25_000, 55_000)]


def test_what_was_heard_holds_the_evidence_whole(media, tools, monkeypatch):
    words = tuple(
        Word(f" word{'.' if n == 15 else ''}", beep.start_ms, beep.end_ms, 0.9)
        for n, beep in enumerate(b for b in beeps() if Span(49_000, 66_000).contains(b))
    )
    heard = Segment(Span(words[0].start_ms, words[-1].end_ms), words)
    monkeypatch.setattr("clipper.steps.where.spoken", lambda *_: (heard,))
    citation = cite("0:30")
    text = "".join(word.text for word in words[:16]).strip()
    found = Finding(citation, Verdict.SUPPORTED, found_ms=49_000, heard=text)
    _, without = laid_out([citation], media, tools())
    _, desk = laid_out([citation], media, tools(), findings={citation: found})
    assert without.spans[citation].end_ms < words[15].end_ms
    assert desk.spans[citation].end_ms > words[15].end_ms


def test_overlapping_clips_of_a_note_are_merged_when_asked(media, tools):
    cited = [cite("0:40"), cite("1:30", 2), cite("0:47", 3), cite("0:41", 1, "other.md")]
    job, desk = laid_out(cited, media, tools())
    apart = pieces(job, tools(), desk)
    assert [piece.citations for piece in apart] == [(citation,) for citation in cited]
    together = pieces(job, tools(merge=True), desk)
    assert [piece.citations for piece in together] == [
        (cited[0], cited[2]), (cited[1],), (cited[3],),
    ]  # fmt: skip
    first = together[0]
    assert first.at_ms == 40_000
    spans = [desk.spans[citation] for citation in first.citations]
    assert first.span == Span(min(s.start_ms for s in spans), max(s.end_ms for s in spans))
