"""The whole job on the sample notes: real ffmpeg, real Whisper."""

import hashlib
import json
from dataclasses import replace

import pytest

from clipper import config, pipeline, reports
from clipper.errors import MediaError
from clipper.events import Finished, Listening, Made, Trouble
from clipper.media import pcm
from clipper.media.probe import probe
from clipper.model import Citation, Note, Reason, Verdict
from clipper.notes.read import find_notes, read_note
from clipper.speech.hear import Hearer
from clipper.steps.tools import Job
from clipper.times import readings

pytestmark = pytest.mark.slow

ALL = pipeline.Wanted(check=True, clips=True, reel=True)


def settings(samples, cache, output, **flags):
    given = {
        "run": {"output": str(output), "cache_dir": str(cache)},
        "source": {"media_dir": str(samples / "media")},
        "speech": {"model": "base"},
    }
    for name, value in flags.items():
        section, _, key = name.partition("__")
        given.setdefault(section, {})[key] = value
    return config.load(flags=given)


def finish(notes, settings, wanted=ALL):
    events = list(pipeline.run(notes, settings, wanted))
    assert isinstance(events[-1], Finished)
    return events


def tree(folder):
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def done(tmp_path_factory, request):
    """One run on all sample notes, that several tests look at."""
    samples = request.config.rootpath / "notes"
    cache, output = tmp_path_factory.mktemp("cache"), tmp_path_factory.mktemp("out") / "o"
    notes = [read_note(path) for path in find_notes([samples])]
    chosen = settings(samples, cache, output)
    return notes, chosen, finish(notes, chosen), output


def test_every_verdict_is_the_expected_one(done, samples):
    _, _, events, _ = done
    found = {
        (finding.citation.note.split("/")[-1], finding.citation.line, finding.citation.stamp): f
        for finding in events[-1].findings
        for f in [finding]
    }
    for row in json.loads((samples / "expected.json").read_text()):
        finding = found[row["note"].split("/")[-1], row["line"], row["stamp"]]
        assert finding.verdict == row["expect"], (row, finding.detail, finding.heard)
        if row["true_s"] is not None:
            # Evidence is the best ten seconds of what may be a longer passage.
            assert abs(finding.found_ms / 1000 - row["true_s"]) <= 10, row


def test_every_cited_moment_has_a_clip_that_plays(done):
    _, _, events, output = done
    for finding in events[-1].findings:
        held = probe(output / finding.clip)
        assert held.video_codec == "h264"
        assert held.audio_codec == "aac"
        assert held.duration_ms <= 60_100  # the longest that moved edges make of 30 s
    reels = [
        event.path for event in events if isinstance(event, Made) and "reel" in event.path.name
    ]
    assert len(reels) == 3
    assert all(probe(reel).duration_ms > 30_000 for reel in reels)


def test_a_rerun_fetches_cuts_and_hears_nothing_and_gives_the_same_bytes(done, monkeypatch):
    notes, chosen, events, output = done

    def never(*args, **_):
        raise AssertionError(f"done again: {args}")

    before = tree(output)
    monkeypatch.setattr(Hearer, "hear", never)
    monkeypatch.setattr("clipper.steps.clips.cut.cut", never)
    monkeypatch.setattr("clipper.steps.reel.reels.join", never)
    monkeypatch.setattr("clipper.steps.check.pcm.samples", never)
    again = finish(notes, chosen)
    assert tree(output) == before
    assert reports.FORMATS["json"](again[-1]) == reports.FORMATS["json"](events[-1])
    assert all(event.total_ms == 0 for event in again if isinstance(event, Listening))


def test_a_damaged_clip_is_made_again(done):
    notes, chosen, _, output = done
    before = tree(output)
    clip = next(iter((chosen.cache_dir / "clips").glob("*.mp4")))
    clip.unlink()  # it is the clip in the output as well
    clip.write_bytes(b"damaged")
    finish(notes, chosen)
    assert tree(output) == before
    assert clip.read_bytes() != b"damaged"


def test_a_killed_run_continues_to_the_same_bytes(samples, tmp_path, weights_cache):
    one = [read_note(samples / "quotes.md")]
    weights = weights_cache / "weights"
    weights.mkdir(exist_ok=True)
    quick = {"verify__search": "none", "speech__model": "tiny.en", "clip__kind": "audio"}
    quick |= {"clip__audio_format": "mp3", "reel__format": "mp3"}
    results = []
    for name in ("whole", "killed"):
        cache, output = tmp_path / name / "cache", tmp_path / name / "o"
        cache.mkdir(parents=True)
        (cache / "weights").symlink_to(weights)
        mine = settings(samples, cache, output, **quick)
        if name == "killed":
            for stop_at in (3, 6, 9):
                events = pipeline.run(one, mine, ALL)
                for _ in range(stop_at):
                    next(events)
                events.close()
        finish(one, mine)
        results.append(tree(output))
    assert results[0] == results[1]


def test_one_bad_source_does_not_end_the_run(samples, tmp_path, weights_cache):
    bad = tmp_path / "media" / "bad.mp4"
    bad.parent.mkdir()
    bad.write_text("no film")

    def cite(line, claim, source):
        stamp = "00:04:31"
        return Citation("n.md", line, 1, stamp, readings(stamp), claim, source=source)

    cited = (
        cite(1, "Salt eats everything.", str(bad)),
        cite(2, "Salt eats everything.", str(samples / "media" / "harbour-talk.mp4")),
        cite(3, "Salt eats everything.", None),
        cite(4, "Salt eats everything.", "nowhere"),
    )
    chosen = settings(samples, weights_cache, tmp_path / "o", speech__model="tiny.en")
    events = finish([Note("n.md", "N", cited)], chosen)
    findings = events[-1].findings
    assert [finding.verdict for finding in findings] == [
        Verdict.UNCHECKED,
        Verdict.SUPPORTED,
        Verdict.UNCHECKED,
        Verdict.UNCHECKED,
    ]
    assert [f.reason for f in findings if f.reason] == [
        Reason.FETCH_FAILED,
        Reason.NO_SOURCE,
        Reason.NO_SOURCE,
    ]
    assert len([event for event in events if isinstance(event, Trouble)]) == 3


def test_a_source_that_breaks_in_the_middle_does_not_end_the_run(
    samples, tmp_path, weights_cache, monkeypatch
):
    talk = samples / "media" / "harbour-talk.mp4"
    (tmp_path / "other.mp4").write_bytes(talk.read_bytes() + b"\0")
    samples_of = pcm.samples

    def breaking(recording, span):
        if recording.media.path.name == "other.mp4":
            raise MediaError("the sound is damaged", hint="fetch it again")
        return samples_of(recording, span)

    monkeypatch.setattr("clipper.steps.check.pcm.samples", breaking)
    stamp = "00:04:31"
    cited = tuple(
        Citation("n.md", line, 1, stamp, readings(stamp), "Salt eats everything.", source=source)
        for line, source in enumerate((str(tmp_path / "other.mp4"), str(talk)))
    )
    chosen = settings(samples, weights_cache, tmp_path / "o", speech__model="tiny.en")
    events = finish([Note("n.md", "N", cited)], chosen, pipeline.Wanted(check=True))
    first, second = events[-1].findings
    assert (first.verdict, first.reason) == (Verdict.UNCHECKED, Reason.NO_AUDIO)
    assert second.verdict is Verdict.SUPPORTED
    assert events[-1].troubles[0].message == "the sound is damaged"


def test_an_extractor_that_fails_in_any_way_is_one_failed_source(samples, tmp_path, monkeypatch):
    def broken(*_, **__):
        raise TypeError("an extractor's bug")

    monkeypatch.setattr("clipper.pipeline.fetch", broken)
    cited = (Citation("n.md", 1, 1, "1:00", readings("1:00"), "Salt", source="x"),)
    chosen = settings(samples, tmp_path / "c", tmp_path / "o")
    events = finish([Note("n.md", "N", cited)], chosen, pipeline.Wanted(check=False, clips=True))
    (trouble,) = events[-1].troubles
    assert trouble.message == "TypeError: an extractor's bug"
    assert "--media-dir" in trouble.hint


def test_one_job_holds_all_that_all_notes_cite_of_a_source():
    def note(name, *sources):
        cited = tuple(
            Citation(name, line, 1, "1:00", readings("1:00"), "c", source=source)
            for line, source in enumerate(sources)
        )
        return Note(name, name, cited)

    jobs = pipeline.by_source([note("a", "x", "y", None), note("b", "y", "x")])
    assert [(job.source_id, [c.note for c in job.citations]) for job in jobs] == [
        ("x", ["a", "b"]),
        ("y", ["a", "b"]),
    ]
    assert isinstance(jobs[0], Job)


def test_speech_in_another_language_is_not_judged(done, samples, tmp_path):
    """The notes are English; told that the speech is German, clipper must not say `not found`."""
    notes, chosen, _, _ = done
    one = [note for note in notes if note.path.endswith("quotes.md")]
    german = replace(chosen, speech=replace(chosen.speech, language="de"))
    quick = replace(german, verify=replace(german.verify, search="none"))
    findings = finish(one, quick, pipeline.Wanted(check=True))[-1].findings
    assert {finding.reason for finding in findings} == {Reason.LANGUAGE}
