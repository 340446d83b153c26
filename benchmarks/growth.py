"""How the cost of `clipper check` grows: with citations, with the length, with the sources.

    python benchmarks/growth.py [--model tiny.en] [--plot FILE] [--json FILE]

Recordings are the sample talk, again and again; claims are its own sentences, cited where they
are said. Each check runs in a process of its own with an empty cache, and once more with what
that left: CPU seconds (children included), of the second run too, and peak memory. Beside
them: what it costs to hear all of the hour once, and nothing else.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import hearing
from process import used_by

from clipper import config, proc
from clipper.media.probe import probe
from clipper.speech import weights
from clipper.store import Store
from clipper.times import clock

_TALK = Path(__file__).parents[1] / "notes" / "media" / "harbour-talk.mp4"
_LEAST_WORDS = 8  # of a claim
_HOUR_S = 3600

CITATIONS = (10, 30, 100, 300, 1000)  # of an hour
LENGTHS_S = (300, _HOUR_S, 10 * _HOUR_S)  # with 20 citations
SOURCES = (1, 5, 20, 50)  # of two minutes, with 4 citations each


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one check, and of the same once more."""

    cpu_s: float
    peak_mb: float
    again_s: float
    supported: int
    citations: int


class Bench:
    """A folder with recordings, notes and prepared weights."""

    def __init__(self, folder: Path, model: str) -> None:
        self.folder, self.model = folder, model
        self.rows = json.loads(_TALK.with_suffix(".json").read_text())
        self.length_s = probe(_TALK).duration_ms / 1000
        settings = config.load(flags={"speech": {"model": model}})
        weights.find(settings.speech, store=Store(folder / "prepared"))

    def recording(self, length_s: int, start_s: int = 0) -> Path:
        path = self.folder / f"talk-{length_s}-{start_s}.mp4"
        looped = ["-stream_loop", "-1", "-i", str(_TALK), "-ss", str(start_s)]
        self._ffmpeg(*looped, "-t", str(length_s), "-vn", "-c", "copy", str(path))
        return path

    def note(self, recording: Path, count: int, length_s: int, start_s: int = 0) -> Path:
        """`count` citations, evenly over the recording."""
        said = [(at, text) for at, text in self._said(start_s + length_s) if at >= start_s]
        chosen = (said[n * len(said) // count] for n in range(count))  # some twice, if need be
        lines = [f"- {text} [{clock(round(at - start_s) * 1000)}]" for at, text in chosen]
        path = recording.with_suffix(".md")
        path.write_text(f"---\nsource: {recording}\n---\n\n" + "\n".join(lines) + "\n")
        return path

    def cost(self, *notes: Path) -> Cost:
        cache = self._fresh_cache()
        cpu_s, peak_mb, findings = self._check(notes, cache)
        again_s, _, _ = self._check(notes, cache)
        supported = sum(finding["verdict"] == "supported" for finding in findings)
        return Cost(cpu_s, peak_mb, again_s, supported, len(findings))

    def hearing(self, recording: Path, note: Path) -> Cost:
        """Of hearing the whole recording once."""
        cache = self._fresh_cache()
        task = hearing.Task(note, recording, Path(), self.model, cache, ())
        used = hearing.child("f", task, self.folder / "said.json")
        return Cost(used.cpu_s, used.peak_mb, 0.0, 0, 0)

    def _fresh_cache(self) -> Path:
        cache = self.folder / "cache"
        shutil.rmtree(cache, ignore_errors=True)
        shutil.copytree(self.folder / "prepared", cache)
        return cache

    def _said(self, end_s: float) -> Iterator[tuple[float, str]]:
        """When the talk, again and again, says which sentence."""
        for number in range(int(end_s / self.length_s) + 1):
            begun_s = number * self.length_s
            for row in self.rows:
                if len(row["text"].split()) >= _LEAST_WORDS and begun_s + row["end"] < end_s:
                    yield begun_s + row["start"], row["text"]

    def _check(self, notes: tuple[Path, ...], cache: Path) -> tuple[float, float, list[dict]]:
        command = [sys.executable, "-m", "clipper", "check", *map(str, notes), "--json"]
        speech = {"CLIPPER_SPEECH_MODEL": self.model, "CLIPPER_SPEECH_LANGUAGE": "en"}
        here = {"CLIPPER_CACHE_DIR": str(cache), "CLIPPER_VERIFY_EMBED": "off"}
        report = self.folder / "report.json"
        with report.open("w") as out:
            streams = {"stdout": out, "stderr": subprocess.DEVNULL}
            used = used_by(command, codes=(0, 1), env={**speech, **here}, **streams)
        findings = json.loads(report.read_text())["findings"]
        return used.cpu_s, used.peak_mb, findings

    def _ffmpeg(self, *arguments: str) -> None:
        command = [proc.find_ffmpeg(), "-nostdin", "-loglevel", "error", "-y", *arguments]
        subprocess.run(command, check=True)


def measured(bench: Bench) -> Iterator[tuple[str, int, Cost]]:
    hour = bench.recording(_HOUR_S)
    yield "hearing", _HOUR_S, bench.hearing(hour, bench.note(hour, 1, _HOUR_S))
    for count in CITATIONS:
        yield "citations", count, bench.cost(bench.note(hour, count, _HOUR_S))
    for length_s in LENGTHS_S:
        talk = bench.recording(length_s)
        yield "length", length_s, bench.cost(bench.note(talk, 20, length_s))
        talk.unlink()
    notes: list[Path] = []
    for count in SOURCES:
        while len(notes) < count:
            start_s = 7 * len(notes)
            notes.append(bench.note(bench.recording(120, start_s), 4, 120, start_s))
        yield "sources", count, bench.cost(*notes)


def plot(rows: list[tuple[str, int, Cost]], path: Path, title: str) -> None:
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    labels = {
        "citations": "citations of an hour",
        "length": "seconds of recording, 20 citations",
        "sources": "sources of two minutes, 4 citations each",
    }
    figure, panels = plt.subplots(1, 3, figsize=(11, 3.4), layout="constrained")
    figure.suptitle(title)
    for axes, (kind, label) in zip(panels, labels.items(), strict=True):
        found = [(size, cost) for of, size, cost in rows if of == kind]
        sizes = [size for size, _ in found]
        axes.plot(sizes, [cost.cpu_s for _, cost in found], "o-", color="#2a7", label="first run")
        axes.plot(sizes, [cost.again_s for _, cost in found], "o-", color="#999", label="again")
        if kind == "citations":
            once_s = next(cost.cpu_s for of, _, cost in rows if of == "hearing")
            axes.axhline(once_s, ls=":", color="#999", label="the hour heard once, no more")
        axes.set(xlabel=label, ylabel="CPU seconds", xscale="log", ylim=(0, None))
        axes.set_xticks(sizes, [str(size) for size in sizes])
        axes.minorticks_off()
        axes.legend(frameon=False)
        axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, dpi=110)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", default="tiny.en")
    parser.add_argument("--plot", type=Path)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    print("| | | CPU s | again | peak MB | supported |\n|---|---|---|---|---|---|", flush=True)
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for kind, size, cost in measured(Bench(Path(folder), options.model)):
            rows.append((kind, size, cost))
            figures = f"{cost.cpu_s:.1f} | {cost.again_s:.2f} | {cost.peak_mb:.0f}"
            of = f"{cost.supported} of {cost.citations}"
            print(f"| {kind} | {size} | {figures} | {of} |", flush=True)
            if options.json:
                options.json.write_text(json.dumps(rows, default=dataclasses.asdict))
    if options.plot:
        plot(rows, options.plot, f"clipper check, '{options.model}'")


if __name__ == "__main__":
    main()
