"""What a video reel of many sources costs, against one ffmpeg with all of them in a filter graph.

The sources are made here: of several sizes, rates and shapes, turned, with slides that stay for
a second, sound only. In each a white flash and a beep come together every second, so that
picture and sound can be compared in the reel, with those of the plain way beside them.

    python benchmarks/montage.py [--clips 60] [--seconds 4] [--sheet PNG]
"""

from __future__ import annotations

import argparse
import itertools
import sys
import tempfile
import wave
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from process import used_by

from clipper import proc
from clipper.media import pcm
from clipper.media.opened import OpenMedia
from clipper.media.probe import probe
from clipper.media.reel.chapters import Chapter
from clipper.media.reel.montage import ReelLook, montage
from clipper.media.reel.scenes import Part
from clipper.model import Media, Source, Span
from clipper.times import clock

LENGTH_S = 20
GAP_MS = 400
LOOK = ReelLook(label=True)
PERIOD_S = {"web.webm": 1.001}  # so that a picture comes with every beep at 29.97 a second
BEEP = f"aevalsrc='0.5*sin(2*PI*1000*t)*lt(mod(t,PERIOD),0.04)':s=48000:d={LENGTH_S}"
FLASH = "drawbox=w=iw:h=ih:color=white:t=fill:enable='lt(mod(t+0.001,PERIOD),0.04)'"
H264 = "-c:v libx264 -preset ultrafast -g 250 -c:a aac"

# Name: a source of pictures, filters, and how they are encoded.
SOURCES = {
    "wide.mp4": ("testsrc2=s=1920x1080:r=30", FLASH, H264),
    "old.mp4": ("testsrc2=s=640x480:r=25", FLASH, H264),
    "anamorphic.ts": (
        "testsrc2=s=720x576:r=25",
        f"{FLASH},setsar=64/45",
        "-c:v mpeg2video -b:v 4M -c:a mp2 -output_ts_offset 4.087",
    ),
    "phone.mp4": ("testsrc2=s=1080x608:r=24", FLASH, f"{H264} -bf 3"),
    "slides.mkv": (
        "smptehdbars=s=1280x720:r=25",
        f"{FLASH},select='lt(mod(t,1),0.1)'",
        f"{H264} -fps_mode vfr",
    ),
    "web.webm": (
        "testsrc2=s=854x480:r=30000/1001",
        FLASH,
        "-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -b:v 1M -c:a libopus",
    ),
    "cover.mp3": None,
    "plain.m4a": None,
}


def main() -> None:
    options = _options()
    if options.way:
        globals()[f"_{options.way}"](options)
        return
    with tempfile.TemporaryDirectory() as folder:
        options.folder = Path(folder)
        _make_sources(options.folder)
        length_s = _parts(options)[-1].at.end_ms / 1000
        print(f"{options.clips} clips of {options.seconds} s, {length_s:.0f} s in all")
        print(
            f"{'':10}{'cpu s':>8}{'wall s':>8}{'MB':>7}{'picture - sound at the end':>28}", end=""
        )
        print(f"{'flash - beep':>18}   (ms)")
        for way in ("clipper", "plain"):
            command = [sys.executable, __file__, f"--way={way}", f"--folder={folder}"]
            command += [f"--clips={options.clips}", f"--seconds={options.seconds}"]
            used = used_by(command)
            reel = options.folder / f"{way}.mp4"
            off_ms = _offsets_ms(reel)
            print(f"{way:10}{used.cpu_s:8.1f}{used.wall_s:8.1f}{used.peak_mb:7.0f}", end="")
            print(f"{_end_ms(reel):28.1f}{min(off_ms):9.1f}..{max(off_ms):.1f}   n={len(off_ms)}")
        if options.sheet:
            _draw_sheet(options)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clips", type=int, default=60)
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--sheet", type=Path, help="a picture of every clip of the reel, .png")
    parser.add_argument("--way", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def _make_sources(folder: Path) -> None:
    for name, how in SOURCES.items():
        if how is not None:
            pictures, filters, coded = how
            inputs = ("-f", "lavfi", "-i", f"{pictures}:d={LENGTH_S}", "-f", "lavfi", "-i", BEEP)
            words = (*inputs, "-vf", f"{filters},format=yuv420p", *coded.split())
            period = f"{PERIOD_S.get(name, 1)}"
            _ffmpeg(*(word.replace("PERIOD", period) for word in words), folder / name)
    turned = folder / "turned.mp4"
    _ffmpeg("-display_rotation:v:0", "90", "-i", folder / "phone.mp4", "-c", "copy", turned)
    turned.replace(folder / "phone.mp4")
    beep = BEEP.replace("PERIOD", "1")
    _ffmpeg("-f", "lavfi", "-i", beep, "-c:a", "aac", folder / "plain.m4a")
    cover = folder / "cover.png"
    _ffmpeg("-f", "lavfi", "-i", "mandelbrot=s=600x600", "-frames:v", "1", cover)
    both = ("-f", "lavfi", "-i", beep, "-i", cover, "-map", "0", "-map", "1")
    _ffmpeg(*both, "-c:a", "libmp3lame", "-c:v", "copy", folder / "cover.mp3")


def _ffmpeg(*words: str | Path) -> None:
    proc.run([proc.find_ffmpeg(), "-nostdin", "-loglevel", "error", "-y", *map(str, words)])


def _parts(options: argparse.Namespace) -> list[Part]:
    """One source after the other, each time another stretch that begins at no whole picture."""
    media = [_media(options.folder / name) for name in SOURCES]
    length_ms = options.seconds * 1000
    parts = []
    for number, each in zip(range(options.clips), itertools.cycle(media), strict=False):
        start_ms = 237 + 1013 * number % (LENGTH_S * 1000 - length_ms - 500)
        at_ms = number * (length_ms + GAP_MS)
        label = f"{each.path.name} {clock(start_ms)}"
        spans = (Span(start_ms, start_ms + length_ms), Span(at_ms, at_ms + length_ms))
        parts.append(Part(each, *spans, label))
    return parts


def _media(path: Path) -> Media:
    held = probe(path)
    return Media(Source(path.name), path, "", held.duration_ms, held.audio_codec, held.video_codec)


def _clipper(options: argparse.Namespace) -> None:
    parts, sound = _parts(options), options.folder / "sound.wav"
    with wave.open(str(sound), "wb") as file:
        file.setparams((1, 2, pcm.RATE, 0, "NONE", ""))
        for number, part in enumerate(parts):
            if number:
                file.writeframes(bytes(GAP_MS * pcm.RATE // 1000 * 2))
            with OpenMedia(part.media) as recording:
                heard = pcm.samples(recording, part.span)
            file.writeframes((heard * 32_767).astype("<i2").tobytes())
    chapters = [Chapter(part.at.start_ms, part.at.end_ms, part.label) for part in parts]
    how: dict[str, Any] = {"look": LOOK, "tags": {}, "ffmpeg": proc.find_ffmpeg()}
    montage(parts, sound, options.folder / "clipper.mp4", chapters=chapters, **how)


def _plain(options: argparse.Namespace) -> None:
    """All clips as inputs of one command, as one would write it; without labels and fades."""
    inputs: list[str | Path] = []
    chains, joined = [], ""
    size = f"{LOOK.width}:{LOOK.height}"
    fitted = f"scale={size}:force_original_aspect_ratio=decrease,pad={size}:-1:-1"
    for number, part in enumerate(_parts(options)):
        begin = ("-ss", f"{part.span.start_ms}ms", "-t", f"{part.span.length_ms}ms")
        inputs += [*begin, "-i", part.media.path]
        pad = f"tpad=stop_mode=add:stop_duration={GAP_MS}ms"
        if part.media.video_codec:
            shape = "scale=iw*sar:ih,setsar=1"
            chain = f"[{number}:v:0]{shape},{fitted},fps={LOOK.fps},setsar=1,format=yuv420p,{pad}"
        else:
            seconds = (part.span.length_ms + GAP_MS) / 1000
            shown = f"s={LOOK.width}x{LOOK.height}:r={LOOK.fps}:d={seconds}"
            chain = f"color=gray:{shown},setsar=1,format=yuv420p"
        chains.append(f"{chain}[v{number}]")
        sound = f"aresample=48000,aformat=channel_layouts=mono,apad=pad_dur={GAP_MS}ms"
        chains.append(f"[{number}:a:0]{sound}[a{number}]")
        joined += f"[v{number}][a{number}]"
    chains.append(f"{joined}concat=n={options.clips}:v=1:a=1[v][a]")
    coded = "-map [v] -map [a] -c:v libx264 -preset veryfast -crf 23 -threads 2 -c:a aac"
    _ffmpeg(
        *inputs, "-filter_complex", ";".join(chains), *coded.split(), options.folder / "plain.mp4"
    )


def _end_ms(reel: Path) -> float:
    """How much later the pictures end than the sound."""
    import av

    ends: dict[str, float] = {}
    with av.open(str(reel)) as container:
        for packet in container.demux(container.streams.video[0], container.streams.audio[0]):
            if packet.pts is not None:
                end = float((packet.pts + packet.duration) * packet.time_base)
                ends[packet.stream.type] = max(ends.get(packet.stream.type, 0), end)
    return (ends["video"] - ends["audio"]) * 1000


def _offsets_ms(reel: Path) -> list[float]:
    """For every flash that a beep is near: how much later it comes."""
    beeps = _onsets(_heard(reel))
    flashes = _onsets(_seen(reel))
    nearest = [flash - beeps[np.argmin(np.abs(beeps - flash))] for flash in flashes]
    return [off * 1000 for off in nearest if abs(off) < 0.4]


def _onsets(levels: Iterator[tuple[float, bool]]) -> Any:
    found, before = [], False
    for at_s, is_high in levels:
        if is_high and not before:
            found.append(at_s)
        before = is_high
    return np.array(found)


def _seen(reel: Path) -> Iterator[tuple[float, bool]]:
    """A flash in the middle, where every source has its picture."""
    import av

    with av.open(str(reel)) as container:
        for frame in container.decode(video=0):
            plane = np.frombuffer(frame.planes[0], np.uint8).reshape(frame.height, -1)
            yield frame.time, plane[200:500:10, 500:780:10].mean() > 225


def _heard(reel: Path) -> Iterator[tuple[float, bool]]:
    """Loud or not, every millisecond; a beep's zero crossings are no pauses."""
    import av

    with av.open(str(reel)) as container:
        parts = [(frame.time, frame.to_ndarray()[0]) for frame in container.decode(audio=0)]
        step = container.streams.audio[0].rate // 1000
    sound = np.abs(np.concatenate([part for _, part in parts]))
    loud = sound[: len(sound) // step * step].reshape(-1, step).max(axis=1) > 0.1
    for number, is_loud in enumerate(loud):
        yield parts[0][0] + number / 1000, bool(is_loud or loud[max(0, number - 5) : number].any())


def _draw_sheet(options: argparse.Namespace) -> None:
    """A picture of each part between two flashes, the sources one beside the other."""
    import av

    columns = len(SOURCES)
    moments = [
        (part.at.start_ms + 1000 + (1500 - part.span.start_ms) % 1000) / 1000
        for part in _parts(options)
    ]
    tiles = []
    with av.open(str(options.folder / "clipper.mp4")) as container:
        for frame in container.decode(video=0):
            if len(tiles) < len(moments) and frame.time >= moments[len(tiles)]:
                tiles.append(frame.reformat(160, 90, "rgb24", interpolation="AREA").to_ndarray())
    tiles += [np.zeros_like(tiles[0])] * (-len(tiles) % columns)
    rows = [np.hstack(tiles[n : n + columns]) for n in range(0, len(tiles), columns)]
    made = av.VideoFrame.from_ndarray(np.vstack(rows), format="rgb24")
    encoder = av.CodecContext.create("png", "w")
    encoder.width, encoder.height, encoder.pix_fmt = made.width, made.height, "rgb24"
    encoder.time_base = Fraction(1)
    made.pts = 0
    packets = [*encoder.encode(made), *encoder.encode(None)]
    options.sheet.write_bytes(bytes(packets[0]))


if __name__ == "__main__":
    main()
