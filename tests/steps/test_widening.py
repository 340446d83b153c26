"""How much is heard of a long talk, with captions and without; the hearer is a fake."""

import dataclasses
import itertools
import random

import numpy as np
import pytest

from clipper.config import Settings
from clipper.events import Listening
from clipper.model import Citation, Media, Source, Span, Verdict
from clipper.speech.timed import segment_of
from clipper.speech.whisper import RATE
from clipper.steps import check
from clipper.steps.tools import Job, Tools
from clipper.times import clock, readings

pytestmark = pytest.mark.slow

_LENGTH_MS = 2_400_000
_EACH_MS = 8_000
_WHO = "keeper pilot clockmaker beekeeper ferryman diver surveyor rigger bellfounder cook".split()
_DOES = "measures repairs paints carries forgets borrows weighs admires counts sketches".split()
_WHAT = """anchor lantern hive pendulum rudder compass ladder barrel kettle whistle bell buoy
    escapement crane drawbridge ledger telescope varnish honeycomb smoker mainspring gearwheel
    dial sluice mooring bollard hawser winch capstan tiller jib keel lighthouse foghorn sextant
    almanac""".split()
_WHERE = "quay breakwater orchard tower cellar meadow warehouse chapel workshop shipyard".split()

FACTS = {
    600_000: "Queen bees live up to five years while workers die within six weeks.",
    1_200_000: "Harrison built a marine chronometer that lost only five seconds at sea.",
    1_800_000: "The storm gates of the old harbour close when the water rises three metres.",
}
BEES, CLOCK, GATES = FACTS
NOWHERE = "Glaciers carve fjords out of granite during an ice age."


def talk():
    """Sentences of eight seconds each, with the facts at their times."""
    chance = random.Random(7)  # noqa: S311
    for start in range(0, _LENGTH_MS, _EACH_MS):
        who, does, where = (chance.choice(words) for words in (_WHO, _DOES, _WHERE))
        what, other = chance.sample(_WHAT, 2)
        text = f"The {who} {does} the {what} and the {other} near the {where}."
        yield segment_of(start, start + _EACH_MS - 200, FACTS.get(start, text))


TALK = tuple(talk())


class FakeHearer:
    """Hears the talk wherever it is asked to, and adds up how much that is."""

    identity = ("fake",)
    engine = "reference"
    weights = dataclasses.make_dataclass("Weights", ["name"])("fake")

    def __init__(self):
        self.heard_ms = 0

    def language(self, stretches):
        return "en"

    def careful(self):
        return self

    def hear(self, stretches, *, language, translate=False):
        return map(self._hear, stretches)

    def _hear(self, stretch):
        samples, start_ms = stretch.samples, stretch.start_ms
        span = Span(start_ms, start_ms + len(samples) * 1000 // RATE)
        self.heard_ms += span.length_ms
        return tuple(segment for segment in TALK if span.contains(segment.span))


def cite(at_ms, claim):
    stamp = clock(at_ms)
    return Citation("n.md", at_ms // 1000 + 1, 1, stamp, readings(stamp), claim, source="talk")


RIGHT = cite(BEES, "Queen bees live up to five years, workers die within six weeks.")
MOVED = cite(300_000, "Harrison built a marine chronometer that lost only five seconds at sea.")
MADE_UP = cite(900_000, NOWHERE)


@pytest.fixture
def listen(tmp_path, monkeypatch, meanings):
    """Judge citations of the talk; gives the findings and the seconds heard."""
    monkeypatch.setattr(
        check.pcm, "samples", lambda _, span: np.zeros(span.length_ms * RATE // 1000, np.float32)
    )
    runs = itertools.count()

    def _listen(*citations, search="source", **source):
        settings = Settings()
        settings = dataclasses.replace(
            settings,
            source=dataclasses.replace(settings.source, **source),
            verify=dataclasses.replace(settings.verify, search=search),
            run=dataclasses.replace(settings.run, cache_dir=str(tmp_path / f"cache{next(runs)}")),
        )
        path = tmp_path / "talk.mp4"
        media = Media(Source("talk", path), path, "digest", _LENGTH_MS, "aac", None)
        with Tools(settings) as tools:
            tools.hearer, tools.meanings = FakeHearer(), meanings
            steps = check.listen_and_judge(Job("talk", citations), media, tools)
            events, findings = [], ()
            while not findings:
                try:
                    events.append(next(steps))
                except StopIteration as end:
                    findings = end.value
        assert all(isinstance(event, Listening) for event in events)
        return findings, tools.hearer.heard_ms / 1000

    return _listen


def write_captions(folder, *, name="talk.vtt", late_ms=0, until_ms=_LENGTH_MS, texts=None):
    cues = [
        f"{clock(s.span.start_ms + late_ms)}.000 --> {clock(s.span.end_ms + late_ms)}.800\n"
        f"{text.lower().rstrip('.')}\n"
        for s, text in zip(TALK, texts or [s.text for s in TALK], strict=True)
        if s.span.end_ms <= until_ms
    ]
    (folder / name).write_text("\n".join(["WEBVTT\n", *cues]))


def verdicts(findings):
    return [finding.verdict for finding in findings]


def test_less_is_heard_with_captions_and_the_verdicts_are_the_same(listen, tmp_path):
    claims = RIGHT, MOVED, MADE_UP
    everywhere, all_s = listen(*claims)
    write_captions(tmp_path)
    findings, heard_s = listen(*claims)
    assert verdicts(findings) == verdicts(everywhere)
    assert verdicts(findings) == [Verdict.SUPPORTED, Verdict.MISPLACED, Verdict.NOT_FOUND]
    assert abs(findings[1].found_ms - CLOCK) < 5_000
    assert all_s > 2_300
    assert heard_s < 500


def test_what_is_moved_costs_its_windows_and_its_place(listen, tmp_path):
    write_captions(tmp_path)
    findings, heard_s = listen(MOVED)
    assert verdicts(findings) == [Verdict.MISPLACED]
    assert heard_s < 30 + 60 + 10


def test_what_is_settled_at_the_stamp_costs_no_more(listen, tmp_path):
    write_captions(tmp_path)
    assert listen(RIGHT)[1] < 40


def test_a_claim_that_captions_lack_says_so(listen, tmp_path):
    write_captions(tmp_path)
    (finding,), _ = listen(MADE_UP)
    assert finding.verdict is Verdict.NOT_FOUND
    assert "captions, by which the rest was searched, lack its words" in finding.detail
    (finding,), _ = listen(cite(900_000, "Glaciers carve an anchor out of granite and basalt."))
    assert finding.verdict is Verdict.NOT_FOUND
    assert "at the 3 places where captions, by which the rest was searched" in finding.detail


def test_captions_are_no_proof(listen, tmp_path):
    """They say it at the stamp and elsewhere; nobody does."""
    texts = [s.text for s in TALK]
    for start in (896_000, 904_000, 1_600_000):
        texts[start // _EACH_MS] = NOWHERE
    write_captions(tmp_path, texts=texts)
    (finding,), _ = listen(MADE_UP)
    assert finding.verdict is Verdict.NOT_FOUND
    assert finding.candidates == ()


def test_captions_that_miss_it_hide_it(listen, tmp_path):
    """The price: what is said and not in the captions is not found. Without captions it is."""
    texts = ["[Music]" if s.text == FACTS[CLOCK] else s.text for s in TALK]
    write_captions(tmp_path, texts=texts)
    assert verdicts(listen(MOVED)[0]) == [Verdict.NOT_FOUND]
    assert verdicts(listen(MOVED, captions="off")[0]) == [Verdict.MISPLACED]


def test_captions_off(listen, tmp_path):
    write_captions(tmp_path)
    assert listen(MADE_UP, captions="off")[1] > 2_300


def other_words(folder):
    write_captions(folder, texts=[NOWHERE for _ in TALK])


def other_clock(folder):
    write_captions(folder, late_ms=45_000)


def other_language(folder):
    write_captions(folder, name="talk.de.vtt")


def half(folder):
    write_captions(folder, until_ms=_LENGTH_MS // 2)


def broken(folder):
    (folder / "talk.json3").write_text("[" * 50_000)


@pytest.mark.parametrize("write", [other_words, other_clock, other_language, half, broken])
def test_captions_that_cannot_be_relied_on_do_not_end_the_search(listen, tmp_path, write):
    write(tmp_path)
    findings, heard_s = listen(MADE_UP, MOVED)
    assert verdicts(findings) == [Verdict.NOT_FOUND, Verdict.MISPLACED]
    assert "captions" not in findings[0].detail
    assert heard_s > 2_300


def test_of_several_captions_those_that_agree_are_used(listen, tmp_path):
    broken(tmp_path)
    write_captions(tmp_path, name="talk.en.srt", late_ms=45_000)
    write_captions(tmp_path)
    assert listen(MOVED)[1] < 100


@pytest.mark.parametrize("search", ["none", "near"])
def test_a_narrower_search_stays_narrow(listen, tmp_path, search):
    write_captions(tmp_path)
    findings, heard_s = listen(MOVED, search=search)
    assert verdicts(findings) == [Verdict.NOT_FOUND]
    assert heard_s < 260
