"""What comes of windows in which nobody speaks, or another language: 50, amid real speech.

    python benchmarks/untrusted.py [RECORDING] [--foreign RECORDING ...] [--model NAME]

RECORDING is in English, by default the sample talk; those given as --foreign are not, and
take 30 of the windows. The noises are made here. Prints the verdicts by kind of window, and
the share of the words of RECORDING that is not trusted though somebody said them.
"""

from __future__ import annotations

import argparse
import tempfile
import wave
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from clipper import config, pipeline
from clipper.config import Settings
from clipper.media import pcm
from clipper.media.opened import OpenMedia
from clipper.media.probe import probe
from clipper.model import Finding, Media, Source, Span, Transcript
from clipper.notes.read import read_text
from clipper.speech.trust import trusted
from clipper.speech.whisper import RATE, Stretch
from clipper.steps.tools import Tools
from clipper.times import clock

Sound = NDArray[np.float32]

WINDOWS, FOREIGN = 50, 30
STRETCH_S, SPEECH_S = 36, 14
STAMP_S = 10  # after the beginning of its stretch: the window ends 4 s before the stretch does
TALK = Path(__file__).parents[1] / "notes" / "media" / "harbour-talk.mp4"
CLAIMS = (
    "The bees of the harbour swarm in the first week of June.",
    "A clock in the tower has stopped at 300 past nine.",
    "The barrier has 62 gates.",  # said in the sample talk, though not here
    "The moon does most of the pulling, and the sun adds a bit less than half.",
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("recording", type=Path, nargs="?", default=TALK)
    parser.add_argument("--foreign", type=Path, nargs="*", default=())
    parser.add_argument("--model", default="base")
    parser.add_argument("--cache", default="")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = config.load(
            flags={
                "run": {"cache_dir": asked.cache or folder},
                "speech": {"model": asked.model, "language": "en"},
                "verify": {"search": "none"},
            }
        )
        talk = decoded(asked.recording)
        foreign = [decoded(path) for path in asked.foreign]
        kinds = list(islice(stretches(foreign), WINDOWS))
        findings = checked(kinds, talk, Path(folder), settings)
        print_verdicts([kind for kind, _ in kinds], findings)
        print_lost(talk, settings)


def decoded(path: Path) -> Sound:
    held = probe(path)
    codecs = held.audio_codec, held.video_codec
    media = Media(Source(path.name, path), path, "", held.duration_ms, *codecs)
    with OpenMedia(media, is_heard=True) as recording:
        return pcm.samples(recording, Span(0, held.duration_ms))


def stretches(foreign: list[Sound]) -> Iterator[tuple[str, Sound]]:
    """Foreign speech first, then noises without end, each with other dice."""
    for number, talk in zip(range(FOREIGN), cycle(foreign)):
        yield "foreign", np.resize(np.roll(talk, -number * 7 * RATE), STRETCH_S * RATE)
    for seed in range(WINDOWS):
        dice = np.random.default_rng(seed)
        for name, make in NOISES.items():
            sound = make(dice)
            loud = dice.uniform(0.05, 0.8) / (np.abs(sound).max() or 1)
            yield name, (sound * loud).astype(np.float32)


def times() -> Sound:
    return np.arange(STRETCH_S * RATE, dtype=np.float32) / RATE


def coloured(dice: np.random.Generator, power: float) -> Sound:
    """White noise (power 0), pink (0.5), brown (1)."""
    spectrum = np.fft.rfft(dice.standard_normal(STRETCH_S * RATE))
    spectrum[1:] /= np.arange(1, len(spectrum)) ** power
    return np.fft.irfft(spectrum, STRETCH_S * RATE).astype(np.float32)


def tone(hertz: float, at: Sound) -> Sound:
    return sum((np.sin(2 * np.pi * hertz * n * at) / n for n in range(1, 6)), np.zeros_like(at))


def chords(dice: np.random.Generator) -> Sound:
    at, root = times() % 2, 2.0 ** (dice.integers(0, 12, STRETCH_S // 2) / 12) * 130.8
    hertz = np.repeat(root, 2 * RATE).astype(np.float32)
    return np.exp(-at) * sum(tone(ratio, hertz * at) for ratio in (1, 1.26, 1.5))


def drums(dice: np.random.Generator) -> Sound:
    at, beat = times() % 0.5, (times() // 0.5) % 2
    snare = dice.standard_normal(len(at)) * np.exp(-25 * at)
    return np.where(beat, snare, np.sin(2 * np.pi * 60 * at) * np.exp(-12 * at)).astype(np.float32)


def melody(dice: np.random.Generator) -> Sound:
    """A voice without words: half a second a note, vibrato, the overtones of an "ah"."""
    notes = np.repeat(2.0 ** (dice.integers(0, 12, 2 * STRETCH_S) / 12) * 196, RATE // 2)
    hertz = notes * (1 + 0.012 * np.sin(2 * np.pi * 5.5 * times()))
    phase = 2 * np.pi * np.cumsum(hertz) / RATE
    loud = (np.exp(-(((hertz * n - 700) / 500) ** 2)) for n in range(1, 12))
    return sum((a * np.sin(n * phase) for n, a in enumerate(loud, 1)), np.zeros_like(phase))


def chirps(dice: np.random.Generator) -> Sound:
    at, rise = times() % 1, np.repeat(dice.uniform(-2_000, 2_000, STRETCH_S), RATE)
    return (np.sin(2 * np.pi * (2_200 * at + rise * at**2 / 2)) * (at < 0.6)).astype(np.float32)


def applause(dice: np.random.Generator) -> Sound:
    claps = (dice.random(STRETCH_S * RATE) < 0.003) * dice.uniform(0.2, 1, STRETCH_S * RATE)
    clap = dice.standard_normal(400) * np.exp(-np.arange(400) / 80)
    return np.convolve(claps, clap)[: STRETCH_S * RATE].astype(np.float32)


NOISES = {
    "silence": lambda _: np.zeros(STRETCH_S * RATE, np.float32),
    "white noise": lambda dice: coloured(dice, 0),
    "pink noise": lambda dice: coloured(dice, 0.5),
    "brown noise": lambda dice: coloured(dice, 1),
    "hum": lambda _: tone(50, times()),
    "chirps": chirps,
    "applause": applause,
    "chords": chords,
    "drums": drums,
    "melody": melody,
    "song": lambda dice: chords(dice) / 3 + drums(dice) + melody(dice),
}


def checked(
    kinds: list[tuple[str, Sound]], talk: Sound, folder: Path, settings: Settings
) -> tuple[Finding, ...]:
    """The findings on one recording of all stretches, with some of the talk before each."""
    parts: list[Sound] = []
    lines: list[str] = []
    for number, (_, stretch) in enumerate(kinds):
        parts += [np.roll(talk, -number * SPEECH_S * RATE)[: SPEECH_S * RATE], stretch]
        at_ms = (number * (SPEECH_S + STRETCH_S) + SPEECH_S + STAMP_S) * 1000
        lines.append(f"{CLAIMS[number % len(CLAIMS)]} [{clock(at_ms)}]")
    media = folder / "windows.wav"
    with wave.open(str(media), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((np.concatenate(parts).clip(-1, 1) * 32_767).astype("<i2").tobytes())
    text = "\n\n".join([f"---\nsource: {media}\n---", *lines])
    note = read_text(text, note="windows.md", folder=folder)
    *_, finished = pipeline.run([note], settings, pipeline.Wanted(check=True))
    return tuple(finished.findings)


def print_verdicts(kinds: list[str], findings: tuple[Finding, ...]) -> None:
    table: dict[str, Counter[str]] = defaultdict(Counter)
    for kind, finding in zip(kinds, findings, strict=True):
        table[kind][f"{finding.verdict}: {finding.detail}"] += 1
    for kind, verdicts in table.items():
        for verdict, count in verdicts.most_common():
            print(f"{kind:12} {count:3}  {verdict}")


def print_lost(talk: Sound, settings: Settings) -> None:
    """How many words of the first five minutes are heard, and not trusted."""
    talk = talk[: 300 * RATE]
    length_ms = len(talk) * 1000 // RATE
    with Tools(settings) as tools:
        (heard,) = tools.hearer.hear([Stretch(talk, 0)], language="en")
    trust = trusted(Transcript((Span(0, length_ms),), heard))
    lost = sum(len(segment.words) for segment, _ in trust.doubted)
    print(f"of {sum(len(s.words) for s in heard)} words of the speech {lost} are not trusted")
    for segment, doubt in trust.doubted:
        print(f"    {doubt}: {segment.text}")


if __name__ == "__main__":
    main()
