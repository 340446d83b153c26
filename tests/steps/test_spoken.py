"""What is known to be said, by a transcript or by what was heard; nothing is heard for it."""

import dataclasses
import json
from pathlib import Path

import pytest

from clipper import config
from clipper.config import SpeechSettings
from clipper.errors import TranscriptError
from clipper.model import Media, Segment, Source, Span, Word
from clipper.speech.weights import Weights
from clipper.steps.check import ear_for
from clipper.steps.spoken import spoken
from clipper.steps.tools import Listened, Tools

MEDIA = Media(Source("talk"), Path("talk.mp4"), "f00d", 300_000, "aac", None)
WINDOW = Span(10_000, 40_000)
LISTENED = Listened((WINDOW,))


@dataclasses.dataclass(frozen=True)
class Deaf:
    """Must not be asked to hear."""

    how: str = "fast"
    weights: Weights = Weights("fake", None, "given", "digest")
    settings: SpeechSettings = SpeechSettings()
    translates: bool = True

    @property
    def identity(self):
        return (self.how,)

    def careful(self):
        return dataclasses.replace(self, how="careful")


@pytest.fixture
def tools(tmp_path):
    def make(transcripts=None, *, heard=LISTENED, language="en"):
        speech = {"language": language}
        run = {"cache_dir": str(tmp_path / "cache")}
        made = Tools(config.load(flags={"run": run, "speech": speech}), transcripts)
        made.hearer = Deaf()
        made.listened = {"talk": heard} if heard else {}
        return made

    return make


def segment(start_ms, *texts, probability=0.9):
    words = tuple(
        Word(f" {text}", start_ms + 500 * n, start_ms + 500 * n + 400, probability)
        for n, text in enumerate(texts)
    )
    return Segment(Span(start_ms, words[-1].end_ms), words, -0.2 if probability > 0.5 else -2.0)


def hear(tools, span, *segments, careful=False, **how):
    """As if it had been heard by an earlier run."""
    recording = dataclasses.make_dataclass("Recording", ["media"])(MEDIA)
    ear = ear_for(recording, tools)
    ear = dataclasses.replace(ear.careful() if careful else ear, **how)
    rows = [
        {
            "start": s.span.start_ms,
            "end": s.span.end_ms,
            "log_probability": s.log_probability,
            "compression": s.compression,
            "no_speech": 0.0,
            "language": how.get("language", "en"),
            "language_probability": 1.0,
            "words": [[w.text, w.start_ms, w.end_ms, w.probability] for w in s.words],
        }
        for s in segments
    ]
    tools.store.write(ear.folder / f"{span.start_ms:09d}-{span.end_ms:09d}.json", rows)


def texts(segments):
    return [segment.text for segment in segments]


def test_what_was_heard_and_can_be_trusted(tools):
    mine = tools()
    hear(
        mine,
        WINDOW,
        segment(12_000, "tides", "rise."),
        segment(20_000, "mumble", "mumble.", probability=0.1),
        segment(30_000, "thanks", "for", "watching."),
    )
    assert texts(spoken("talk", MEDIA, [WINDOW], mine)) == ["tides rise."]
    assert spoken("talk", MEDIA, [Span(60_000, 90_000)], mine) == ()


def test_the_second_look_counts_where_there_was_one(tools):
    mine = tools(heard=Listened((WINDOW,), (Span(10_000, 20_000),)))
    hear(mine, WINDOW, segment(12_000, "ties", "rice."), segment(30_000, "at", "night."))
    hear(mine, Span(10_000, 20_000), segment(12_000, "tides", "rise."), careful=True)
    assert texts(spoken("talk", MEDIA, [WINDOW], mine)) == ["tides rise.", "at night."]


def test_nothing_is_known_of_what_was_not_heard_or_must_not_be_used(tools):
    assert spoken("talk", MEDIA, [WINDOW], tools()) == ()
    assert spoken("talk", None, [WINDOW], tools()) == ()
    for listened in (None, Listened(), Listened((Span(60_000, 90_000),))):
        others = tools(heard=listened)
        hear(others, WINDOW, segment(12_000, "tides", "rise."))
        assert spoken("talk", MEDIA, [Span(0, 100_000)], others) == ()


def test_the_language_is_the_one_that_was_decided(tools):
    mine = tools(language="")
    hear(mine, WINDOW, segment(12_000, "tides", "rise."), language="en")
    assert spoken("talk", MEDIA, [WINDOW], mine) == ()
    recording = dataclasses.make_dataclass("Recording", ["media"])(MEDIA)
    mine.store.write(ear_for(recording, mine)._language_memory, "en")
    assert texts(spoken("talk", MEDIA, [WINDOW], mine)) == ["tides rise."]


def test_words_that_were_translated_have_no_times_of_their_own(tools):
    mine = tools(language="de", heard=Listened(translated=(WINDOW,)))
    english = segment(12_000, "tides", "rise.")
    hear(mine, WINDOW, english, careful=True, translate=True, language="de")
    (found,) = spoken("talk", MEDIA, [WINDOW], mine)
    assert (found.text, found.span) == ("tides rise.", english.span)
    assert found.words[0].end_ms == found.words[1].start_ms


def test_a_given_transcript_comes_first(tools, tmp_path):
    rows = [
        {"start": 12, "end": 14, "text": "As written."},
        {"start": 80, "end": 82, "text": "No."},
    ]
    (tmp_path / "talk.json").write_text(json.dumps(rows))
    mine = tools(tmp_path, heard=None)
    hear(mine, WINDOW, segment(12_000, "as", "heard."))
    assert texts(spoken("talk", None, [WINDOW], mine)) == ["As written."]
    assert spoken("other", MEDIA, [WINDOW], mine) == ()
    with pytest.raises(TranscriptError):
        spoken("talk", None, [WINDOW], tools(tmp_path / "nowhere"))


def test_a_transcript_that_cannot_be_read_costs_its_own_recording_its_words(tools, tmp_path):
    broken = tmp_path / "talk.json"
    broken.write_text("no transcript")
    assert spoken("talk", MEDIA, [WINDOW], tools(tmp_path)) == ()
    with pytest.raises(TranscriptError):
        spoken("talk", MEDIA, [WINDOW], tools(broken))
