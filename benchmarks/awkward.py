"""Recordings that cutters get wrong, whose pictures and sound tell what time it is.

Each picture shows its number as bars, black or white; the sound is noise, of which no moment is
like another. So every clip says itself where it was cut. For `clips.py`.
"""

from __future__ import annotations

import subprocess
import wave
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from clipper import proc

WIDTH, HEIGHT, BITS = 256, 144, 16  # a column of bars, 8 wide and 2 high
SECONDS = 24
RATE = 48_000

H264 = "-c:v libx264 -preset veryfast -pix_fmt yuv420p -threads 1 -sc_threshold 0"
GOP = "-g 125 -keyint_min 125"
AAC = "-c:a aac -b:a 160k"


@dataclass(frozen=True, slots=True)
class Awkward:
    """A recording, and what happens in it at which second of its own time, which begins at 0.

    `pictures` has the second at which picture number n comes on; NaN where there is none.
    `sound` is mono with RATE. `suffix` is that of its clips.
    """

    name: str
    path: Path
    pictures: Any
    sound: Any
    turned: int = 0
    suffix: str = ".mp4"
    spans: tuple[tuple[int, int], ...] = ((3_333, 9_471), (7_480, 12_200), (10_007, 17_777))

    def on_screen(self, at_s: float) -> int:
        """The number of the picture that is shown then."""
        known = np.flatnonzero(self.pictures <= at_s + 1e-4)
        return int(known[-1]) if len(known) else int(np.flatnonzero(self.pictures >= 0)[0])


def made(folder: Path, *, is_long: bool = True) -> list[Awkward]:
    """All of them; the one of ten minutes takes as long as all others together."""
    sound = noise(SECONDS, seed=1)
    write_wav(folder / "noise.wav", sound)
    write_wav(folder / "other.wav", noise(SECONDS, seed=2))
    write_pictures(folder / "numbers.gray", SECONDS * 25)
    build = _builder(folder, sound)
    recordings = [
        build("plain", f"PICTURES SOUND {H264} {GOP} {AAC}"),
        build("starts at 4.087 s", "-i @plain.mp4 -c copy -output_ts_offset 4.087"),
        build(
            "starts at 4.087 s, TS", "-i @plain.mp4 -c copy -output_ts_offset 4.087", container="ts"
        ),
        build(
            "variable rate",
            rf"PICTURES SOUND -vf select=lt(mod(n\,7)\,3)+gt(mod(n\,50)\,40) -fps_mode vfr {H264}"
            rf" -g 60 {AAC}",
            kept=lambda n: (n % 7 < 3) | (n % 50 > 40),
        ),
        build("29.97 a second", f"PICTURES SOUND {H264} {GOP} {AAC}", fps=30_000 / 1001),
        build(
            "B-pictures, open GOP",
            f"PICTURES SOUND {H264} -g 50 -bf 3 -x264-params open-gop=1:b-pyramid=normal {AAC}",
        ),
        build(
            "VP9 and Opus",
            "PICTURES SOUND -c:v libvpx-vp9 -cpu-used 8 -deadline realtime -threads 1 -g 125"
            " -b:v 300k -c:a libopus -b:a 96k",
            container="webm",
        ),
        replace(
            build("sound 0.5 s late", f"PICTURES LATE {H264} {GOP} {AAC}", sound_s=0.5),
            spans=((0, 3_000), (120, 4_000), (7_480, 12_200)),
        ),
        build("5.1 sound", f"PICTURES SOUND {H264} {GOP} {AAC} -af {_SURROUND}"),
        build("mono sound", f"PICTURES SOUND {H264} {GOP} {AAC} -ac 1"),
        build(
            "second sound track is the default",
            f"PICTURES OTHER SOUND -map 0 -map 1 -map 2 {H264} {GOP} {AAC}"
            " -disposition:a:0 0 -disposition:a:1 default",
        ),
        build("turned by 90 degrees", "-display_rotation 90 -i @plain.mp4 -c copy", turned=90),
        build(
            "a gap in the pictures",
            rf"PICTURES SOUND -vf select=lt(t\,5)+gt(t\,11) -fps_mode vfr {H264} {GOP} {AAC}",
            kept=lambda n: (n < 125) | (n > 275),
        ),
        build("pictures only", "-i @plain.mp4 -c copy -an", is_heard=False),
        build("sound only", "-i @plain.mp4 -c copy -vn", container="m4a", is_seen=False),
        build("sound only, MP3", "SOUND -c:a libmp3lame -q:a 2", container="mp3", is_seen=False),
    ]
    return [*recordings, *([_long(folder)] if is_long else [])]


_SURROUND = "pan=5.1|FL=c0|FR=c0|FC=0.5*c0|LFE=0*c0|BL=0.3*c0|BR=0.3*c0"
_LONG_S, _LONG_FPS = 620, 10


def _long(folder: Path) -> Awkward:
    """Ten minutes with one key frame."""
    sound = noise(_LONG_S, seed=3)
    write_wav(folder / "long.wav", sound)
    write_pictures(folder / "long.gray", _LONG_S * _LONG_FPS)
    build = _builder(folder, sound, pictures="long.gray", wav="long.wav")
    recording = build(
        "one GOP of ten minutes",
        f"PICTURES SOUND {H264} -g 100000 -keyint_min 100000 {AAC}",
        fps=_LONG_FPS,
        count=_LONG_S * _LONG_FPS,
    )
    return replace(recording, spans=((301_234, 309_876),))


def _builder(
    folder: Path, sound: Any, *, pictures: str = "numbers.gray", wav: str = "noise.wav"
) -> Callable[..., Awkward]:
    def build(  # noqa: PLR0913
        name: str,
        recipe: str,
        *,
        container: str = "mp4",
        fps: float = 25,
        count: int = SECONDS * 25,
        kept: Callable[[Any], Any] | None = None,
        sound_s: float = 0.0,
        turned: int = 0,
        is_seen: bool = True,
        is_heard: bool = True,
    ) -> Awkward:
        rate = "30000/1001" if fps not in (25, _LONG_FPS) else str(fps)
        raw = f"-f rawvideo -pix_fmt gray -s {WIDTH}x{HEIGHT} -r {rate} -i @{pictures}"
        words = recipe.replace("PICTURES", raw).replace("SOUND", f"-i @{wav}")
        words = words.replace("LATE", f"-ss 0.5 -itsoffset 0.5 -i @{wav}")
        words = words.replace("OTHER", "-i @other.wav")
        path = folder / f"{name.replace(' ', '-').replace(',', '')}.{container}"
        ffmpeg(*(word.replace("@", f"{folder}/") for word in words.split()), str(path))
        numbers = np.arange(count)
        times = numbers / fps + _first_picture_s(path) if is_seen else np.full(count, np.nan)
        if kept is not None:
            times = np.where(kept(numbers), times, np.nan)
        shift_s = _first_picture_s(path) if is_seen else 0.0
        heard = np.where(np.arange(len(sound)) < sound_s * RATE, np.float32(0), sound)
        return Awkward(
            name=name,
            path=path,
            pictures=times,
            sound=np.concatenate([np.zeros(round(shift_s * RATE), np.float32), heard])
            if is_heard
            else None,
            turned=turned,
            suffix=".mp4" if is_seen else ".m4a",
        )

    return build


def _first_picture_s(path: Path) -> float:
    """When the first picture comes; 0 is the first time stamp of all."""
    import av

    with av.open(str(path)) as container:
        start_s = (container.start_time or 0) / 1_000_000
        return float(next(container.decode(video=0)).time) - start_s


def noise(seconds: int, *, seed: int) -> Any:
    """Rather deep noise whose loudness changes all the time, as that of speech does."""
    random = np.random.default_rng(seed)
    rough = random.standard_normal(seconds * RATE + 32)
    smooth = np.convolve(rough, np.hanning(32), "same")[: seconds * RATE]
    steps = np.interp(
        np.arange(seconds * RATE), np.arange(seconds * 8) * RATE / 8, random.random(seconds * 8)
    )
    return (0.15 * smooth / np.std(smooth) * (0.2 + steps)).clip(-1, 1).astype(np.float32)


def write_wav(path: Path, sound: Any) -> None:
    """In stereo, both sides alike."""
    with wave.open(str(path), "wb") as file:
        file.setparams((2, 2, RATE, 0, "NONE", ""))
        file.writeframes(np.repeat((sound * 32_767).astype("<i2"), 2).tobytes())


def write_pictures(path: Path, count: int) -> None:
    """Raw and grey; bar n is white where bit n of the number is set."""
    with path.open("wb") as file:
        for number in range(count):
            bits = (number >> np.arange(BITS)) & 1
            bars = np.where(bits, 235, 16).astype(np.uint8).reshape(2, BITS // 2)
            file.write(np.kron(bars, np.ones((HEIGHT // 2, WIDTH // 8), np.uint8)).tobytes())


def number(picture: Any) -> int:
    """What a grey picture, upright and of any size, shows."""
    height, width = picture.shape
    rows = (np.arange(2) + 0.5) * height / 2
    columns = (np.arange(BITS // 2) + 0.5) * width / (BITS // 2)
    bars = picture[np.ix_(rows.astype(int), columns.astype(int))].ravel()
    return int(np.sum((bars > 128) << np.arange(BITS)))


def ffmpeg(*arguments: str) -> None:
    command = [proc.find_ffmpeg(), "-nostdin", "-loglevel", "error", "-y", *arguments]
    subprocess.run(command, check=True)
