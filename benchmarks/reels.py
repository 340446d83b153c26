"""What a reel of sound costs and how it sounds, beside the plain way with pydub.

    python benchmarks/reels.py [--media FILE [--note FILE]] [--clips 85] [--rounds 1] [--plot PNG]

The stretches are those that the note cites, else spread evenly over the recording. Without
`--media` the recording is the sample talk, again and again and each time at another level,
as if several people had recorded it. The plain ways read the recording with
`AudioSegment.from_file`, append stretch after stretch with a crossfade and export: once with
`pydub.effects.normalize`, which sets the highest sample, and once with ffmpeg's `loudnorm` in two
passes, which sets the loudness as clipper does. Every way runs in a process of its own. Loudness
and true peaks are measured by the ffmpeg program, chapters by where the sound at them comes from,
and joins by the largest step from a sample to the next within 50 ms of them.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from process import Used, used_by

from clipper import config, proc
from clipper.events import Made
from clipper.media.probe import probe
from clipper.model import Citation, Media, Note, Reading, Source, Span
from clipper.notes.read import read_note
from clipper.steps.desk import Desk
from clipper.steps.reel import make_reel, reels_of_note
from clipper.steps.tools import Tools

SAMPLE = Path(__file__).parents[1] / "notes" / "media" / "harbour-talk.mp4"
LEVELS_DB = (0, -12, 6, -18, -4)
BEFORE_MS, AFTER_MS = 5_000, 20_000
RATE = 16_000
JOIN_MS = 50
CROSSFADE_MS = 300
WAYS = ("clipper", "plain", "loudnorm")


@dataclass(frozen=True, slots=True)
class Heard:
    """A reel as a player plays it."""

    length_s: float
    lufs: float
    peak_dbtp: float
    short_term: tuple[float, ...]  # ten a second


def main() -> None:
    options = _options()
    if options.one:
        _made_by[options.one](options)
        return
    with tempfile.TemporaryDirectory() as folder:
        options.into = Path(folder)
        options.media = options.media or _talk(options.into)
        used = {way: _used(way, options) for way in options.ways.split(",")}
        heard = {way: _heard(_target(way, options)) for way in used}
        print(f"{options.clips} stretches, {options.format}")
        print(f"{'':10}{'cpu s':>8}{'ratio':>7}{'wall s':>8}{'peak MB':>9}", end="")
        print(f"{'LUFS':>8}{'dBTP':>7}{'minutes':>9}")
        for way, runs in used.items():
            _print_row(way, runs, used["clipper"], heard[way])
        if options.format != "wav":
            print(f"chapters off by at most {_chapters_off_ms(options):.0f} ms")
        print("largest step at a join / elsewhere: {:.3f} / {:.3f}".format(*_steps(options)))
        if options.plot:
            _plot(heard, options.plot)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--media", type=Path, help="the recording")
    parser.add_argument("--note", type=Path, help="a note that cites it")
    parser.add_argument("--clips", type=int, default=85)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--format", default="m4a", choices=["m4a", "mp3", "opus", "flac", "wav"])
    parser.add_argument("--ways", default=",".join(WAYS), help="of " + ", ".join(WAYS))
    parser.add_argument("--plot", type=Path, help="loudness over time, .png or .svg")
    parser.add_argument("--one", choices=WAYS, help=argparse.SUPPRESS)
    parser.add_argument("--into", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def _talk(folder: Path) -> Path:
    """About an hour of the sample at changing levels."""
    parts = []
    for number, level_db in enumerate(LEVELS_DB):
        parts.append(folder / f"{number}.mp4")
        level = ("-af", f"volume={level_db}dB,alimiter=limit=-1dB:level=disabled")
        _ffmpeg("-i", str(SAMPLE), "-c:v", "copy", *level, "-ac", "2", "-b:a", "128k", parts[-1])
    times = max(1, round(3600 / (len(parts) * probe(SAMPLE).duration_ms / 1000)))
    names = folder / "parts.txt"
    names.write_text("".join(f"file '{part}'\n" for part in parts * times))
    talk = folder / "talk.mp4"
    _ffmpeg("-f", "concat", "-safe", "0", "-i", str(names), "-c", "copy", talk)
    return talk


def _ffmpeg(*arguments: str | Path) -> None:
    command = [proc.find_ffmpeg(), "-nostdin", "-loglevel", "error", "-y", *map(str, arguments)]
    subprocess.run(command, check=True)


def _spans(options: argparse.Namespace) -> list[Span]:
    """Of the moments, each with what is before and after it; none overlaps the one before."""
    end_ms = probe(options.media).duration_ms - AFTER_MS
    step_ms = (end_ms - BEFORE_MS) // options.clips
    moments = [BEFORE_MS + number * step_ms for number in range(options.clips)]
    if options.note is not None:
        cited = (citation.cited_ms for citation in read_note(options.note).citations)
        moments = sorted({at_ms for at_ms in cited if at_ms is not None and at_ms < end_ms})
    spans: list[Span] = []
    for at_ms in moments:
        start_ms = max(spans[-1].end_ms + 1 if spans else 0, at_ms - BEFORE_MS)
        if at_ms + AFTER_MS - start_ms > 1_000:
            spans.append(Span(start_ms, at_ms + AFTER_MS))
    return spans


def _used(way: str, options: argparse.Namespace) -> list[Used]:
    command: list[str | Path] = [sys.executable, __file__, f"--one={way}"]
    command += [f"--media={options.media}", f"--into={options.into}", f"--clips={options.clips}"]
    command += [f"--note={options.note}"] if options.note else []
    command += [f"--format={options.format}"]
    return [used_by(command, stdout=subprocess.DEVNULL) for _ in range(options.rounds)]


def _target(way: str, options: argparse.Namespace) -> Path:
    return Path(options.into / f"{way}.{options.format}")


def _by_clipper(options: argparse.Namespace) -> None:
    held = probe(options.media)
    codecs = (held.audio_codec, held.video_codec)
    media = Media(Source("talk"), options.media, "talk", held.duration_ms, *codecs)
    desk = Desk(media={"talk": media})
    for line, span in enumerate(_spans(options), 1):
        reading = Reading("ms", span.start_ms)
        claim = f"Claim {line}, of its own."
        cited = Citation("n.md", line, 1, str(span.start_ms), (reading,), claim, source="talk")
        desk.readings[cited], desk.spans[cited] = reading, span
    note = Note("n.md", "Reel", tuple(desk.spans))
    with tempfile.TemporaryDirectory() as cache:
        made_in = {"cache_dir": cache, "output": cache}
        reel = {"format": options.format, "duplicates": True}
        settings = config.load(flags={"run": made_in, "reel": reel}, environ={})
        with Tools(settings) as tools:
            (wanted,) = reels_of_note(note, Path(cache) / "n", "note")
            *_, made = make_reel(wanted, desk, tools, is_checked=False)
            assert isinstance(made, Made)
            made.path.replace(_target("clipper", options))


def _by_pydub(options: argparse.Namespace) -> None:
    _export(_joined(options), options, "plain")


def _by_loudnorm(options: argparse.Namespace) -> None:
    """Its first pass only measures, its second sets what the first one found."""
    joined, raw = _joined(options, normalize=False), options.into / "joined.wav"
    joined.export(raw, format="wav")
    aim = "loudnorm=I=-16:TP=-1:LRA=11"
    command = [proc.find_ffmpeg(), "-nostdin", "-hide_banner", "-i", str(raw)]
    command += ["-af", f"{aim}:print_format=json", "-f", "null", "-"]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stderr
    found = json.loads(told[told.rindex("{") : told.rindex("}") + 1])
    known = ":".join(
        f"measured_{name}={found[f'input_{key}']}"
        for name, key in (("I", "i"), ("TP", "tp"), ("LRA", "lra"), ("thresh", "thresh"))
    )
    level = f"{aim}:{known}:offset={found['target_offset']}:linear=true"
    _export(joined, options, "loudnorm", "-af", level, "-ar", "48000")


def _joined(options: argparse.Namespace, *, normalize: bool = True) -> Any:
    from pydub import AudioSegment, audio_segment, effects

    AudioSegment.converter = proc.find_ffmpeg()
    audio_segment.mediainfo_json = lambda *_, **__: {}  # there may be no ffprobe
    talk = AudioSegment.from_file(options.media)
    first, *others = (talk[span.start_ms : span.end_ms] for span in _spans(options))
    for clip in others:
        first = first.append(clip, crossfade=CROSSFADE_MS)
    return effects.normalize(first, headroom=1.0) if normalize else first


def _export(joined: Any, options: argparse.Namespace, way: str, *parameters: str) -> None:
    muxer = {"m4a": "ipod"}.get(options.format, options.format)
    rate = {"m4a": "128k", "mp3": "128k", "opus": "96k"}.get(options.format)
    joined.export(_target(way, options), format=muxer, bitrate=rate, parameters=[*parameters])


_made_by = {"clipper": _by_clipper, "plain": _by_pydub, "loudnorm": _by_loudnorm}


def _print_row(way: str, runs: list[Used], first: list[Used], heard: Heard) -> None:
    cpu_s, wall_s, peak_mb = (
        statistics.median(getattr(run, name) for run in runs)
        for name in ("cpu_s", "wall_s", "peak_mb")
    )
    ratio = statistics.median(run.cpu_s for run in first) / cpu_s
    print(f"{way:10}{cpu_s:8.1f}{ratio:7.2f}{wall_s:8.1f}{peak_mb:9.0f}", end="")
    print(f"{heard.lufs:8.1f}{heard.peak_dbtp:7.1f}{heard.length_s / 60:9.1f}")


def _heard(reel: Path) -> Heard:
    command = [proc.find_ffmpeg(), "-nostdin", "-hide_banner", "-i", str(reel), "-vn"]
    command += ["-af", "ebur128=peak=true", "-f", "null", "-"]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stderr
    summary = told[told.rindex("Summary:") :]
    return Heard(
        length_s=probe(reel).duration_ms / 1000,
        lufs=_number(r"I:\s+(\S+) LUFS", summary),
        peak_dbtp=_number(r"Peak:\s+(\S+) dBFS", summary),
        short_term=tuple(float(found) for found in re.findall(r"S:\s*(\S+)\s", told)),
    )


def _number(pattern: str, text: str) -> float:
    found = re.search(pattern, text)
    assert found is not None, text
    return float(found[1])


def _chapters(options: argparse.Namespace) -> list[float]:
    """When each chapter begins, in ms."""
    from clipper.media.probe import opened

    with opened(_target("clipper", options)) as file:
        return [float(c["start"] * c["time_base"]) * 1000 for c in file.chapters()]


def _chapters_off_ms(options: argparse.Namespace) -> float:
    """How far a second of the recording is from where the chapters let expect it."""
    reel = _samples(_target("clipper", options), options)
    chapters, spans = _chapters(options), _spans(options)
    assert len(chapters) == len(spans), (len(chapters), len(spans))
    worst = 0.0
    for at_ms, span in zip(chapters, spans, strict=True):
        first_ms = max(0.0, at_ms)
        part = _samples(options.media, options, span.start_ms + 1_000, 1_000)
        around = reel[round(first_ms * RATE / 1000) :][: 3 * RATE]
        place_ms = _place(part, around) * 1000 / RATE
        worst = max(worst, abs(first_ms + place_ms - (at_ms + 1_000)))
    return worst


def _samples(
    path: Path, options: argparse.Namespace, start_ms: int = 0, length_ms: int | None = None
) -> Any:
    raw = options.into / "raw"
    limits = [] if length_ms is None else ["-ss", f"{start_ms}ms", "-t", f"{length_ms}ms"]
    _ffmpeg(*limits, "-i", path, "-vn", "-ac", "1", "-ar", str(RATE), "-f", "f32le", raw)
    return np.fromfile(raw, "<f4")


def _place(part: Any, around: Any) -> int:
    """The sample of `around` where `part` fits best, whatever their levels."""
    size = 1 << (len(part) + len(around)).bit_length()
    spectrum = np.fft.rfft(around, size) * np.conj(np.fft.rfft(part, size))
    return int(np.argmax(np.fft.irfft(spectrum, size)[: len(around)]))


def _steps(options: argparse.Namespace) -> tuple[float, float]:
    """The largest step between two samples near joins, and elsewhere; 1 is full scale."""
    raw, rate = options.into / "raw", 48_000
    _ffmpeg("-i", _target("clipper", options), "-vn", "-ac", "1", "-f", "f32le", raw)
    steps = np.abs(np.diff(np.fromfile(raw, "<f4")))
    near = np.zeros(len(steps), bool)
    for at_ms in _join_times(options):
        first, last = (round((at_ms + off) * rate / 1000) for off in (-JOIN_MS, JOIN_MS))
        near[max(0, first) : last] = True
    return float(steps[near].max()), float(steps[~near].max())


def _join_times(options: argparse.Namespace) -> Iterator[float]:
    """In ms: where stretches end and begin, with the gap that is the default."""
    gap_ms = config.ReelSettings().gap_ms
    at_ms = 0
    for span in _spans(options):
        yield at_ms
        yield at_ms + span.length_ms
        at_ms += span.length_ms + gap_ms


def _plot(heard: dict[str, Heard], target: Path) -> None:
    import matplotlib as mpl

    mpl.use("agg")
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(figsize=(8, 3.4), layout="constrained")
    colours = {"plain": "#b0b7bd", "clipper": "#2a6f97", "loudnorm": "#e09f3e"}
    labels = {"plain": "appended with pydub, peak normalised", "clipper": "clipper"}
    for way in ("plain", "clipper"):
        if way in heard:
            minutes = np.arange(len(heard[way].short_term)) / 600
            label = f"{labels[way]}: {heard[way].lufs:.1f} LUFS"
            axes.plot(minutes, heard[way].short_term, color=colours[way], lw=0.7, label=label)
    axes.axhline(-16, color="black", lw=0.6, ls=":")
    axes.set(ylim=(-45, -5), xlabel="minutes", ylabel="LUFS within 3 s")
    axes.legend(loc="upper left", frameon=False, ncols=2)
    axes.margins(x=0)
    figure.savefig(target, dpi=150)


if __name__ == "__main__":
    main()
