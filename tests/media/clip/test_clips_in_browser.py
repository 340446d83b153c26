"""Clips in a real browser: the picture at 0, those that follow, and how long it says they are."""

import base64
import itertools

import numpy as np
import pytest

from clipper.media.clip import cut
from clipper.media.clip.look import Look
from clipper.media.opened import OpenMedia
from clipper.media.probe import probe
from clipper.model import Media, Source, Span

pytestmark = pytest.mark.slow

SPAN = Span(7_497, 12_190)  # 17 ms after frame 187 came on
WATCH = """async (bytes) => {
  const raw = Uint8Array.from(atob(bytes), letter => letter.charCodeAt(0));
  const film = document.createElement("video");
  film.muted = true;
  film.src = URL.createObjectURL(new Blob([raw], {type: "video/mp4"}));
  const soon = promise => Promise.race([promise, new Promise((_, failed) =>
    setTimeout(() => failed(new Error("nothing for 30 s")), 30000))]);
  await soon(new Promise((done, failed) => { film.onloadeddata = done; film.onerror = failed; }));
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [80, 48];
  const context = canvas.getContext("2d", {willReadFrequently: true});
  const read = () => {
    context.drawImage(film, 0, 0);
    const {data} = context.getImageData(0, 24, 80, 1);
    return Array.from({length: 10}, (_, bar) => data[4 * (8 * bar + 4)]);
  };
  film.currentTime = 0;
  await soon(new Promise(done => { film.onseeked = done; }));
  for (let painted = 0; painted < 3; painted++) await new Promise(requestAnimationFrame);
  const shown = [[0, read()]];
  const next = (_, {mediaTime}) => {
    shown.push([mediaTime, read()]);
    film.requestVideoFrameCallback(next);
  };
  film.requestVideoFrameCallback(next);
  await soon(film.play());
  await new Promise(done => setTimeout(done, 500));
  const sound = await new OfflineAudioContext(1, 1, 48000).decodeAudioData(raw.buffer);
  return {shown, duration: film.duration, sound: sound.duration};
}"""


@pytest.fixture(scope="module")
def page(browser):
    return browser.new_page()


@pytest.fixture
def clip(recordings, tmp_path, ffmpeg):
    def make(name, method):
        path, look = recordings / name, Look("video", ".mp4", method)
        found = probe(path)
        codecs = (found.audio_codec, found.video_codec)
        with OpenMedia(Media(Source(name), path, "", found.duration_ms, *codecs)) as source:
            target = tmp_path / "clip.mp4"
            return cut.cut(source, SPAN, target, look=look, ffmpeg=ffmpeg, tags={})

    return make


@pytest.mark.parametrize(
    ("name", "method"),
    [
        *itertools.product(("late.mp4", "reordered.mkv"), ("copy", "smart", "exact")),
        ("open.mp4", "copy"),
    ],
)
def test_shows_the_span(clip, page, name, method):
    made = clip(name, method)
    assert made.method == (method if name != "open.mp4" else "exact")
    seen = page.evaluate(WATCH, base64.b64encode(made.path.read_bytes()).decode())
    assert seen["duration"] == pytest.approx(4.693, abs=0.04)
    assert seen["sound"] == pytest.approx(4.693, abs=0.04)
    shown = [(at_s, number(bars)) for at_s, bars in seen["shown"]]
    assert shown[0] == (0, 187)
    assert len(shown) > 3
    for at_s, found in shown[1:]:
        assert at_s == pytest.approx(max(0, found / 25 - 7.497), abs=0.003)


def number(bars):
    return sum(1 << bit for bit in np.flatnonzero(np.array(bars) > 128))
