"""Recordings in which every frame shows its number and every click has a known time."""

import wave
from pathlib import Path

import numpy as np
import pytest

from clipper import proc

CLICKS_MS = (1000, 1700, 3000, 4100, 5600, 7600, 8300, 9900, 10400, 11900, 13300, 15000, 18200)
LENGTH_S = 20
RATE = 44_100

# Bar x is white where bit x of the frame's number is set.
PICTURE = (
    f"nullsrc=s=80x48:r=25:d={LENGTH_S},"
    r"geq=lum='if(bitand(N\,pow(2\,floor(X/8)))\,235\,16)':cb=128:cr=128"
)
H264 = "-c:v libx264 -preset ultrafast -pix_fmt yuv420p -g 125 -keyint_min 125 -sc_threshold 0"


@pytest.fixture(scope="session")
def ffmpeg() -> str:
    return proc.find_ffmpeg()


@pytest.fixture(scope="session")
def clicks_ms() -> tuple[int, ...]:
    return CLICKS_MS


@pytest.fixture(scope="session")
def recordings(ffmpeg, tmp_path_factory) -> Path:
    """A folder of the same 20 s in many containers, and of files that are no recordings."""
    folder = tmp_path_factory.mktemp("recordings")
    write_clicks(folder / "clicks.wav")

    def make(arguments: str, name: str) -> None:
        words = [
            PICTURE if word == "PICTURE" else word.replace("@", f"{folder}/")
            for word in arguments.split()
        ]
        proc.run([ffmpeg, "-nostdin", "-loglevel", "error", *words, str(folder / name)])

    both = f"-f lavfi -i PICTURE -i @clicks.wav {H264} -c:a aac -metadata title=private"
    late = f"-f lavfi -i PICTURE -ss 0.5 -itsoffset 0.5 -i @clicks.wav {H264} -c:a aac"
    make(f"{both} -movflags +faststart", "plain.mp4")
    make(late, "late.mp4")
    make("-i @late.mp4 -c copy -output_ts_offset 100", "late.ts")
    make("-i @late.mp4 -c copy -output_ts_offset 100", "offset.mkv")
    make(f"{both} -bf 2", "reordered.mkv")
    make("-i @plain.mp4 -c copy -an", "silent.mp4")
    make("-i @clicks.wav -c:a libmp3lame -q:a 4 -write_xing 0", "sound.mp3")
    make("-i @clicks.wav -c:a flac -ac 6", "surround.flac")
    vp8 = "-c:v libvpx -threads 1 -b:v 100k"  # two threads wait for each other ten times as long
    make(f"-i @plain.mp4 -t 3 {vp8} -vf scale=81:49 -c:a libvorbis", "odd.webm")
    make(r"-i @plain.mp4 -vf select=lt(t\,2)+gt(t\,14) -fps_mode vfr -c:a copy", "slides.mkv")
    again = f"-i @plain.mp4 -c:a copy {H264}"
    make(f"{again} -x264-params open-gop=1:bframes=3:scenecut=0", "open.mp4")
    pyramid = "-bf 3 -x264-params b-pyramid=normal:bframes=3"
    make(f"-i @late.mp4 -c:a copy {H264} {pyramid} -output_ts_offset 4", "pyramid.ts")
    vp9 = "-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -threads 1 -g 75 -b:v 200k"
    make(f"-i @plain.mp4 -t 13 {vp9} -c:a libopus", "vp9.webm")
    other = "-f lavfi -i sine=r=44100:d=20 -map 0:v -map 1:a -map 0:a -c:v copy -c:a flac"
    make(f"-i @plain.mp4 {other} -disposition:a:0 0 -disposition:a:1 default", "two.mkv")
    hdr = "colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc"
    ten_bits = f"-c:v libx264 -preset ultrafast -pix_fmt yuv420p10le -x264-params {hdr}"
    make(f"-i @plain.mp4 -t 4 -an {ten_bits}", "hdr.mp4")
    make(f"-f lavfi -i color=gray:s=320x180:d=8 {H264}", "grey.mp4")
    make("-i @plain.mp4 -frames:v 1", "picture.png")
    make("-i @sound.mp3 -i @picture.png -map 0 -map 1 -c copy", "cover.mp3")
    (folder / "lines.srt").write_text("1\n00:00:01,000 --> 00:00:02,000\nno film\n")
    make("-i @lines.srt", "subtitles.mkv")
    data = (folder / "plain.mp4").read_bytes()
    (folder / "cut-short.mp4").write_bytes(data[: len(data) // 2])
    (folder / "headless.mp4").write_bytes((folder / "late.mp4").read_bytes()[:3000])
    (folder / "empty.mp4").touch()
    (folder / "text.mp4").write_text("no film\n" * 500)
    (folder / "text.txt").write_text("no film\n" * 500)
    (folder / "playlist.mp4").write_text("#EXTM3U\n#EXTINF:20,\nlate.ts\n#EXT-X-ENDLIST\n")
    return folder


def write_clicks(path: Path) -> None:
    sound = np.zeros(LENGTH_S * RATE, "<i2")
    for click_ms in CLICKS_MS:
        first = click_ms * RATE // 1000
        sound[first : first + 44] = 20_000
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(sound.tobytes())
