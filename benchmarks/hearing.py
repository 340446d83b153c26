"""What hearing costs, side by side: plain scripts, faster-whisper's ways, clipper's.

    python benchmarks/hearing.py [--note NOTE --media FILE --transcript FILE]
                                 [--model base] [--rounds 3] [--methods a,b,...] [--citations N]
                                 [--plot FILE] [--json FILE]

Without arguments the sample note and its talk. Each method runs in a process of its own, one
after the other in each round: CPU seconds (children included), wall seconds, peak memory, and
the share of the transcript's words that were heard: of the sentences in each of the note's
windows by what was heard for it, or of all.

  a  a plain script: ffmpeg cuts a clip for each citation, `WhisperModel.transcribe` hears it
  b  `WhisperModel.transcribe` on the whole file
  c  `BatchedInferencePipeline` on the whole file, batches of 8
  d  the command line of whisper-ctranslate2 on the whole file (if it is installed)
  e  clipper hearing the windows of all citations
  E  `clipper check --search none`: these, a second look at what is not supported, verdicts
  r  clipper hearing the windows by the plain way (`--engine reference`)
  f  clipper hearing the whole file

`transcript` is a list of {"start": s, "end": s, "text": ...}.
"""

from __future__ import annotations

import argparse
import dataclasses
import difflib
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from process import Used, used_by

from clipper import config, proc
from clipper.media.opened import OpenMedia
from clipper.model import Citation, Media, Span, Transcript, union
from clipper.notes.read import read_note
from clipper.speech import weights
from clipper.steps.check import ear_for, listen_and_judge
from clipper.steps.fetch import fetch
from clipper.steps.hearing import Hearing
from clipper.steps.tools import Job, Tools, window
from clipper.store import Store
from clipper.verify.normalise import tokens

_SAMPLES = Path(__file__).parents[1] / "notes"
_ALL = (0, sys.maxsize)
_NEAR_MS = 5_000  # so much may a segment's time be off

Said = list[tuple[float, float, str]]  # seconds, seconds, text
Heard = list[Said]  # one for each window, or one for all


@dataclass(frozen=True, slots=True)
class Task:
    """What every method is given."""

    note: Path
    media: Path
    weights: Path
    model: str
    cache: Path
    spans: tuple[tuple[int, int], ...]  # a window for each citation, ms

    def settings(self, **speech: Any) -> config.Settings:
        return config.load(
            flags={
                "speech": {"model": self.model, "language": "en", **speech},
                "source": {"media_dir": str(self.media.parent)},
                "run": {"cache_dir": str(self.cache)},
                "verify": {"embed": "off", "search": "none"},
            }
        )

    @property
    def job(self) -> Job:
        return Job(_source_id(self.note), _citations(self.note))


def plain(task: Task) -> Heard:
    from faster_whisper import WhisperModel

    model = WhisperModel(str(task.weights))
    heard: Heard = []
    with tempfile.TemporaryDirectory() as folder:
        for number, (start, end) in enumerate(task.spans):
            clip = f"{folder}/{number}.wav"
            times = ["-ss", f"{start}ms", "-t", f"{end - start}ms"]
            command = [proc.find_ffmpeg(), "-v", "error", *times, "-i", str(task.media), clip]
            subprocess.run(command, check=True)
            segments, _ = model.transcribe(clip)
            at_s = start / 1000
            heard.append([(at_s + s.start, at_s + s.end, s.text) for s in segments])
    return heard


def whole(task: Task) -> Heard:
    from faster_whisper import WhisperModel

    segments, _ = WhisperModel(str(task.weights)).transcribe(str(task.media))
    return [[(s.start, s.end, s.text) for s in segments]]


def batched(task: Task) -> Heard:
    from faster_whisper import BatchedInferencePipeline, WhisperModel

    pipeline = BatchedInferencePipeline(WhisperModel(str(task.weights)))
    segments, _ = pipeline.transcribe(str(task.media), batch_size=8)
    return [[(s.start, s.end, s.text) for s in segments]]


def command_line(task: Task) -> Heard:
    with tempfile.TemporaryDirectory() as folder:
        options = ["--model_directory", str(task.weights), "--output_format", "json"]
        command = ["whisper-ctranslate2", str(task.media), *options, "--output_dir", folder]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        document = json.loads(next(Path(folder).glob("*.json")).read_text())
        return [[(s["start"], s["end"], s["text"]) for s in document["segments"]]]


def windows(task: Task) -> Heard:
    return _listened(task, lambda _: union(Span(*span) for span in task.spans))


def by_reference(task: Task) -> Heard:
    spans = union(Span(*span) for span in task.spans)
    return _listened(task, lambda _: spans, engine="reference")


def source(task: Task) -> Heard:
    return _listened(task, lambda media: (Span(0, media.duration_ms),))


def check(task: Task) -> Heard:
    """What it heard is read from its cache afterwards: see `_judged_by`."""
    speech = {"CLIPPER_SPEECH_MODEL": task.model, "CLIPPER_SPEECH_LANGUAGE": "en"}
    here = {"CLIPPER_CACHE_DIR": str(task.cache), "CLIPPER_VERIFY_EMBED": "off"}
    options = ["--search", "none", "--media-dir", str(task.media.parent), "--json"]
    command = [sys.executable, "-m", "clipper", "check", str(task.note), *options]
    environment = {**os.environ, **speech, **here}
    subprocess.run(command, check=False, env=environment, stdout=subprocess.DEVNULL)
    return []


METHODS: dict[str, tuple[str, Callable[[Task], Heard]]] = {
    "a": ("clips, transcribe", plain),
    "b": ("file, transcribe", whole),
    "c": ("file, batched pipeline", batched),
    "d": ("file, whisper-ctranslate2", command_line),
    "e": ("clipper, windows", windows),
    "E": ("clipper check --search none", check),
    "r": ("clipper, windows, reference", by_reference),
    "f": ("clipper, file", source),
}


def _listened(task: Task, spans_of: Callable[[Media], Sequence[Span]], **speech: Any) -> Heard:
    with Tools(task.settings(**speech)) as tools:
        media = _media(task, tools)
        spans = spans_of(media)
        with OpenMedia(media, is_heard=True) as recording:
            ear = ear_for(recording, tools).with_language()
            for _ in ear.listen(spans):
                pass
        return [_said(ear.known(spans))]


def _judged_by(task: Task) -> Heard:
    """The words that a check's verdicts rest on: as heard first, and the second time."""
    with Tools(task.settings()) as tools:
        media = _media(task, tools)
        for _ in listen_and_judge(task.job, media, tools):
            pass
        heard = tools.listened[task.job.source_id]
        ear = ear_for(OpenMedia(media, is_heard=True), tools)
        return [_said(Hearing(ear, task.job.source_id, heard.spans, heard.again).words)]


def _media(task: Task, tools: Tools) -> Media:
    media = fetch(task.job.source_id, tools, kind="none", tell=lambda _: None)
    assert isinstance(media, Media), media
    return media


def _said(transcript: Transcript) -> Said:
    return [
        (segment.words[0].start_ms / 1000, segment.words[-1].end_ms / 1000, segment.text)
        for segment in transcript.segments
    ]


@dataclass(frozen=True, slots=True)
class Run:
    """One method, once."""

    cpu_s: float
    wall_s: float
    peak_mb: float
    recall: float


def measured(method: str, task: Task, truth: Said) -> Run:
    """Run the method in a process of its own, with a cache that holds the weights only."""
    for made in ("heard", "languages", "findings"):
        shutil.rmtree(task.cache / made, ignore_errors=True)
    with tempfile.TemporaryDirectory() as folder:
        found = Path(folder, "said.json")
        used = child(method, task, found)
        heard = [[(a, b, text) for a, b, text in said] for said in json.loads(found.read_text())]
    heard = heard or _judged_by(task)
    recall = _recall(heard, truth, task.spans if method in "aeEr" else [_ALL])
    return Run(used.cpu_s, used.wall_s, used.peak_mb, recall)


def child(method: str, task: Task, found: Path) -> Used:
    """Run the method in a process of its own, which writes what it heard to `found`."""
    given = found.with_suffix(".task")
    given.write_text(json.dumps(_plain(task)))
    return used_by([sys.executable, __file__, "--child", method, given, found])


def _recall(heard: Heard, truth: Said, windows: Sequence[tuple[int, int]]) -> float:
    """The share of content words, of the sentences in each window, heard in their order.

    In what was heard for this window, at about their time.
    """
    found = total = 0
    for_each = heard if len(heard) > 1 else heard * len(windows)
    for (first_ms, last_ms), said in zip(windows, for_each, strict=True):
        timed = _timed(said)
        for start_s, end_s, text in truth:
            if start_s * 1000 < first_ms or end_s * 1000 > last_ms:
                continue
            low, high = start_s * 1000 - _NEAR_MS, end_s * 1000 + _NEAR_MS
            near = [word for ms, word in timed if low <= ms <= high]
            wanted = tokens(text)
            matcher = difflib.SequenceMatcher(None, wanted, near, autojunk=False)
            found += sum(block.size for block in matcher.get_matching_blocks())
            total += len(wanted)
    return found / total


def _timed(said: Said) -> list[tuple[float, str]]:
    """Content words with times in ms, spread over their text."""
    timed: list[tuple[float, str]] = []
    for start_s, end_s, text in said:
        words = tokens(text)
        step_ms = (end_s - start_s) * 1000 / max(1, len(words))
        timed += [(start_s * 1000 + n * step_ms, word) for n, word in enumerate(words)]
    return timed


def _kept(path: Path | None) -> dict[str, list[Run]]:
    if path is None or not path.exists():
        return {}
    document = json.loads(path.read_text())
    return {method: [Run(**run) for run in runs] for method, runs in document.items()}


def _source_id(note: Path) -> str:
    cited = {c.source for c in read_note(note).citations if c.source}
    return next(iter(cited))


def _citations(note: Path) -> tuple[Citation, ...]:
    source = _source_id(note)
    return tuple(c for c in read_note(note).citations if c.source == source and c.reading)


def _plain(task: Task) -> dict[str, Any]:
    names = ("note", "media", "weights", "model", "cache")
    return {**{name: str(getattr(task, name)) for name in names}, "spans": task.spans}


def _task(document: dict[str, Any]) -> Task:
    paths = {name: Path(document[name]) for name in ("note", "media", "weights", "cache")}
    spans = tuple((a, b) for a, b in document["spans"])
    return Task(model=document["model"], spans=spans, **paths)


def _prepared(options: argparse.Namespace, cache: Path) -> Task:
    settings = config.load(flags={"speech": {"model": options.model}})
    found = weights.find(settings.speech, store=Store(cache))
    moments = [c.reading for c in _citations(options.note) if c.reading][: options.citations]
    spans = [window(reading, settings, duration_ms=None) for reading in moments]
    ends = tuple((span.start_ms, span.end_ms) for span in spans)
    return Task(options.note, options.media, found.path, options.model, cache, ends)


def table(runs: dict[str, list[Run]]) -> str:
    lines = [
        "| | method | CPU s | wall s | peak MB | word recall | CPU, of a | of b |",
        "|---|---|---|---|---|---|---|---|",
    ]
    cpu = {method: statistics.median(r.cpu_s for r in found) for method, found in runs.items()}
    for method, found in sorted(runs.items(), key=lambda item: list(METHODS).index(item[0])):
        wall = statistics.median(r.wall_s for r in found)
        peak = max(r.peak_mb for r in found)
        recall = f"{found[0].recall:.3f}"
        ratios = [f"1/{cpu[base] / cpu[method]:.1f}" if base in cpu else "" for base in "ab"]
        columns = [f"{cpu[method]:.1f}", f"{wall:.1f}", f"{peak:.0f}", recall, *ratios]
        lines.append(f"| {method} | {METHODS[method][0]} | {' | '.join(columns)} |")
    return "\n".join(lines)


def plot(runs: dict[str, list[Run]], path: Path, title: str) -> None:
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    names = [f"{METHODS[method][0]} ({method})" for method in runs][::-1]
    cpu = [statistics.median(r.cpu_s for r in found) for found in runs.values()][::-1]
    figure, axes = plt.subplots(figsize=(8, 0.5 * len(names) + 1.2), layout="constrained")
    colours = ["#2a7" if name.startswith("clipper") else "#999" for name in names]
    axes.bar_label(axes.barh(names, cpu, color=colours), fmt="%.0f", padding=3)
    axes.set(xlabel="CPU seconds", title=title)
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, dpi=120)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--note", type=Path, default=_SAMPLES / "tide-prediction.md")
    parser.add_argument("--media", type=Path, default=_SAMPLES / "media" / "harbour-talk.mp4")
    parser.add_argument("--transcript", type=Path, default=_SAMPLES / "media/harbour-talk.json")
    parser.add_argument("--model", default="base")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--methods", default="a,b,c,d,e,E,r,f")
    parser.add_argument("--citations", type=int, help="only the first so many")
    parser.add_argument("--plot", type=Path)
    parser.add_argument("--json", type=Path, help="keep the runs here; those of before count too")
    parser.add_argument("--child", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        method, given, found = options.child
        said = METHODS[method][1](_task(json.loads(Path(given).read_text())))
        Path(found).write_text(json.dumps(said))
        return
    rows = json.loads(options.transcript.read_text())
    truth = [(row["start"], row["end"], row["text"]) for row in rows]
    methods = [
        m for m in options.methods.split(",") if m != "d" or shutil.which("whisper-ctranslate2")
    ]
    runs = _kept(options.json)
    with tempfile.TemporaryDirectory() as folder:
        task = _prepared(options, Path(folder))
        for number in range(options.rounds):
            for method in methods:
                run = measured(method, task, truth)
                runs.setdefault(method, []).append(run)
                if options.json:
                    options.json.write_text(json.dumps(runs, default=dataclasses.asdict))
                print(f"round {number + 1}: {method} {run}", file=sys.stderr, flush=True)
    length_s = sum(span.length_ms for span in union(Span(*s) for s in task.spans)) / 1000
    title = f"'{options.model}', {len(task.spans)} citations, {length_s:.0f} s of windows"
    print(f"{title}\n\n{table(runs)}")
    if options.plot:
        plot(runs, options.plot, title)


if __name__ == "__main__":
    main()
