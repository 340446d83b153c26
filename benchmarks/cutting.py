"""What it costs to cut clips, beside one ffmpeg for each clip, and how exact they are.

    python benchmarks/cutting.py [RECORDING] [--clips 85] [--rounds 3] [--plot FILE]

Without RECORDING it makes one of an hour, of five times the same twelve minutes: a test picture
with a key frame every 5 s, and noise, of which no moment sounds like another. Every way of
cutting runs in a process of its own, round after round in turn; the table has the medians, in
seconds of the processor (with those of ffmpeg), wall time and peak memory; clipper's have the
checks of each clip in them, which decode it whole, but where they say "unchecked". Then the
clips of the last round are compared with the recording: how much longer they are than wanted, and
how far their sound begins from where it should. For this a moment must not sound like the ones
around it. Re-encoding pictures takes a hundred times as long, so only `--exact` clips are cut so.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np

from clipper import proc
from clipper.config import Method
from clipper.media.clip import checks, cut
from clipper.media.clip.look import Look
from clipper.media.opened import OpenMedia
from clipper.media.probe import probe
from clipper.model import Media, Source, Span

RATE = 44_100
LENGTH_S = 720
TIMES = 5
AROUND_MS = 6_000  # how far from its place the sound of a clip is looked for
COMPARED_MS = 2_000


@dataclass(frozen=True, slots=True)
class Way:
    """A way of cutting; `plain` are the options of an ffmpeg for each clip, else clipper cuts."""

    name: str
    suffix: str
    kind: str = "audio"
    method: Method = "exact"
    plain: tuple[str, ...] | None = None
    is_checked: bool = True


# What one would write by hand, and then what clipper does instead.
WAYS = (
    Way("exact mp4, ffmpeg", ".mp4", "video", plain=()),
    Way("exact mp4", ".mp4", "video"),
    Way("smart mp4", ".mp4", "video", "smart"),
    Way("copied mp4, ffmpeg", ".mp4", "video", plain=("-c", "copy")),
    Way("copied mp4, unchecked", ".mp4", "video", "copy", is_checked=False),
    Way("copied mp4", ".mp4", "video", "copy"),
    Way("m4a, ffmpeg", ".m4a", plain=("-vn",)),
    Way("m4a, unchecked", ".m4a", method="auto", is_checked=False),
    Way("m4a", ".m4a", method="auto"),
    Way("wav, ffmpeg", ".wav", plain=("-vn",)),
    Way("wav, unchecked", ".wav", is_checked=False),
    Way("wav", ".wav"),
)


@dataclass(frozen=True, slots=True)
class Cost:
    cpu_s: float
    wall_s: float
    peak_mb: float


def main() -> None:
    options = _options()
    if options.one is not None:
        print(json.dumps(asdict(_one(options))))
        return
    with tempfile.TemporaryDirectory() as folder:
        recording = options.recording or _made(Path(folder))
        options.recording = recording
        costs = _measured(options, Path(folder))
        rows = [_row(way, costs[way], options, Path(folder)) for way in WAYS]
    print(f"{options.clips} clips of {options.seconds} s ({options.exact} of exact mp4)")
    print(f"{'':24}{'cpu s/clip':>11}{'ratio':>7}{'wall s/clip':>13}{'MB':>6}", end="")
    print(f"{'too long, ms':>15}{'starts off by, ms':>19}")
    for way, plain in zip(rows, _beside(rows), strict=True):
        print(f"{way['name']:24}{way['cpu']:11.4f}{way['cpu'] / plain['cpu']:7.2f}", end="")
        print(f"{way['wall']:13.4f}{way['mb']:6.0f}", end="")
        print(f"{way['longer']:>15}{way['off']:>19}")
    if options.plot:
        _plot(rows, options.plot)


def _beside(rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """For each row the last one before that is not clipper's."""
    for way, row in zip(WAYS, rows, strict=True):
        if way.plain is not None:
            plain = row
        yield plain


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("recording", type=Path, nargs="?")
    parser.add_argument("--clips", type=int, default=85)
    parser.add_argument("--exact", type=int, default=4, help="clips that are re-encoded")
    parser.add_argument("--seconds", type=int, default=25)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--plot", type=Path, help="a bar chart, .png or .svg")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--into", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def _made(folder: Path) -> Path:
    part, path = folder / "part.mp4", folder / "talk.mp4"
    noises = [f"anoisesrc=color=pink:a=0.3:r={RATE}:seed={seed}:d={LENGTH_S}" for seed in (7, 8)]
    inputs = [f"testsrc2=s=640x360:r=25:d={LENGTH_S}", *noises]
    sources = [word for source in inputs for word in ("-f", "lavfi", "-i", source)]
    joined = ("-filter_complex", "[1][2]join=inputs=2:channel_layout=stereo[a]")
    coded = "-c:v libx264 -preset veryfast -threads 2 -b:v 2M -g 125 -keyint_min 125"
    coded += " -sc_threshold 0 -c:a aac -b:a 128k -movflags +faststart"
    _ffmpeg(*sources, *joined, "-map", "0:v", "-map", "[a]", *coded.split(), str(part))
    again = ("-stream_loop", str(TIMES - 1), "-i", str(part), "-c", "copy")
    _ffmpeg(*again, "-movflags", "+faststart", str(path))
    return path


def _ffmpeg(*arguments: str) -> None:
    command = [proc.find_ffmpeg(), "-nostdin", "-loglevel", "error", "-y", *arguments]
    subprocess.run(command, check=True)


def _measured(options: argparse.Namespace, folder: Path) -> dict[Way, list[Cost]]:
    costs: dict[Way, list[Cost]] = {way: [] for way in WAYS}
    for number in range(options.rounds):
        for shift in range(len(WAYS)):
            index = (shift + number) % len(WAYS)
            into = folder / str(index)
            into.mkdir(exist_ok=True)
            command = [sys.executable, __file__, str(options.recording), f"--one={index}"]
            command += [f"--clips={options.clips}", f"--exact={options.exact}"]
            command += [f"--seconds={options.seconds}", f"--into={into}"]
            done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
            costs[WAYS[index]].append(Cost(**json.loads(done.stdout)))
    return costs


def _one(options: argparse.Namespace) -> Cost:
    """What a way of cutting costs in this process and its children."""
    way = WAYS[options.one]
    work = _by_ffmpeg if way.plain is not None else _by_clipper
    spans = _spans(way, options)
    before_s, started = _cpu_s(), time.monotonic()
    work(way, spans, options)
    wall_s = time.monotonic() - started
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    peak_kb = max(resource.getrusage(kind).ru_maxrss for kind in kinds)
    return Cost(_cpu_s() - before_s, wall_s, peak_kb / 1024)


def _cpu_s() -> float:
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    used = [resource.getrusage(kind) for kind in kinds]
    return sum(each.ru_utime + each.ru_stime for each in used)


def _by_ffmpeg(way: Way, spans: list[Span], options: argparse.Namespace) -> None:
    for number, span in enumerate(spans):
        place = ("-ss", f"{span.start_ms}ms", "-t", f"{span.length_ms}ms")
        target = options.into / f"{number}{way.suffix}"
        _ffmpeg(*place, "-i", str(options.recording), *way.plain, str(target))


def _by_clipper(way: Way, spans: list[Span], options: argparse.Namespace) -> None:
    held = probe(options.recording)
    codecs = (held.audio_codec, held.video_codec)
    media = Media(Source("talk"), options.recording, "", held.duration_ms, *codecs)
    look = Look("video" if way.kind == "video" else "audio", way.suffix, way.method)
    how: dict[str, Any] = {"look": look, "tags": {"title": "Talk"}, "ffmpeg": proc.find_ffmpeg()}
    unchecked = mock.patch.object(checks, "check", return_value=())
    with OpenMedia(media) as recording, nullcontext() if way.is_checked else unchecked:
        for number, span in enumerate(spans):
            cut.cut(recording, span, options.into / f"{number}{way.suffix}", **how)


def _spans(way: Way, options: argparse.Namespace) -> list[Span]:
    """The same moments every time, on the millisecond and seldom near a key frame."""
    length_ms = options.seconds * 1000
    last_ms = probe(options.recording).duration_ms - length_ms
    starts = random.Random(1).sample(range(1000, last_ms), options.clips)
    is_dear = way.kind == "video" and "copy" not in (way.method, *(way.plain or ()))
    chosen = starts[: options.exact] if is_dear else starts
    return [Span(start_ms, start_ms + length_ms) for start_ms in sorted(chosen)]


def _row(way: Way, costs: list[Cost], options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    spans = _spans(way, options)
    into = folder / str(WAYS.index(way))
    found = [
        _errors(into / f"{number}{way.suffix}", span, options.recording, folder / "raw")
        for number, span in enumerate(spans)
    ]
    longer_ms, off_ms = zip(*found, strict=True)
    middle = {name: _median(costs, name) for name in ("cpu_s", "wall_s", "peak_mb")}
    return {
        "name": way.name,
        "cpu": middle["cpu_s"] / len(spans),
        "wall": middle["wall_s"] / len(spans),
        "mb": middle["peak_mb"],
        "longer": f"{min(longer_ms)}..{max(longer_ms)}",
        "off": f"{min(off_ms):.2f}..{max(off_ms):.2f}",
    }


def _median(costs: list[Cost], name: str) -> float:
    return statistics.median(getattr(cost, name) for cost in costs)


def _errors(clip: Path, span: Span, recording: Path, raw: Path) -> tuple[int, float]:
    """By how much it is too long, and where its beginning is from, both in ms."""
    first_ms = max(0, span.start_ms - AROUND_MS)
    near = ("-ss", f"{first_ms}ms", "-t", f"{2 * AROUND_MS + COMPARED_MS}ms")
    around = _heard(raw, *near, "-i", str(recording))
    part = _heard(raw, "-t", f"{COMPARED_MS}ms", "-i", str(clip))
    off_ms = _place(part, around) / RATE * 1000 + first_ms - span.start_ms
    return probe(clip).duration_ms - span.length_ms, off_ms


def _heard(raw: Path, *source: str) -> Any:
    """What a player plays, in one channel."""
    filled = ("-af", "aresample=async=1:first_pts=0", "-ac", "1", "-ar", str(RATE))
    _ffmpeg(*source, "-vn", *filled, "-f", "f32le", str(raw))
    return np.fromfile(raw, "<f4")


def _place(part: Any, around: Any) -> int:
    """The sample of `around` where `part` fits best, by cross-correlation."""
    size = 1 << (len(part) + len(around)).bit_length()
    spectrum = np.fft.rfft(around, size) * np.conj(np.fft.rfft(part, size))
    return int(np.argmax(np.fft.irfft(spectrum, size)[: len(around)]))


def _plot(rows: list[dict[str, Any]], target: Path) -> None:
    import matplotlib as mpl

    mpl.use("agg")
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(figsize=(7, 3.2), layout="constrained")
    bars = axes.barh(
        [row["name"] for row in rows],
        [row["cpu"] for row in rows],
        color=["#2a6f97" if way.plain is None else "#b0b7bd" for way in WAYS],
    )
    axes.bar_label(bars, fmt="%.3g", padding=3)
    axes.set(xscale="log", xlabel="seconds of the processor for a clip")
    axes.invert_yaxis()
    axes.margins(x=0.15)
    figure.savefig(target, dpi=150)


if __name__ == "__main__":
    main()
