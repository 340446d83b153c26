"""How right clips are, and what it costs to make and to check them.

    python benchmarks/clips.py [--browser] [--sheet FILE] [--methods copy,smart,exact]
    python benchmarks/clips.py --media RECORDING --note NOTE [--limit 85]
    python benchmarks/clips.py --costs [--clips 8] [--rounds 3]

The first makes recordings that are known to be cut wrongly (`awkward.py`), cuts spans off their
key frames by every method, and reads from each clip what it shows and sounds like: through
ffmpeg, which obeys edit lists; with edit lists ignored; and, with `--browser`, in Chromium. Each
figure is the worst of a recording's spans. `start` is how many pictures the first one is off
(early: negative), `A/V` the time of the pictures against that of the sound, `sound` where it
begins against the span. The second cuts the citations of a note. The third compares the seconds
of the processor (with those of ffmpeg), each method in a process of its own.
"""

from __future__ import annotations

import argparse
import base64
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import awkward
import numpy as np
import process

from clipper import proc
from clipper.errors import ClipperError
from clipper.media.clip import checks, correlate, cut
from clipper.media.clip.look import Look
from clipper.media.opened import OpenMedia
from clipper.media.probe import probe
from clipper.model import Clip, Media, Source, Span

METHODS = ("copy", "smart", "exact")
_IGNORED = ("-ignore_editlist", "1")
HEARD_S = 1.5
NEAR_S = 0.4
LIMITS = {"start": 1.0, "lasts": 1.0, "av": 20.0, "sound": 5.0}  # frames, frames, ms, ms


@dataclass(frozen=True, slots=True)
class Seen:
    """What one reader makes of a clip; None where there is nothing of the kind.

    `start` and `lasts` are frames too late and too long; `av_ms` is positive when the pictures
    are late against the sound, `sound_ms` when the sound is late.
    """

    start: float | None
    lasts: float
    lasts_ms: float
    av_ms: float | None
    sound_ms: float | None

    @property
    def is_right(self) -> bool:
        figures = {"start": self.start, "lasts": self.lasts, "av": self.av_ms}
        figures["sound"] = self.sound_ms
        return all(abs(off or 0) <= LIMITS[name] + 1e-6 for name, off in figures.items())


@dataclass(frozen=True, slots=True)
class Cut:
    """One clip of an awkward recording."""

    recording: awkward.Awkward
    span: Span
    method: str
    clip: Clip


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory() as name:
        folder = options.keep or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        if options.one:
            _make_for_cost(options)
        elif options.costs:
            _print_costs(options, folder)
        elif options.media:
            _print_note(options, folder)
        else:
            sys.exit(_print_awkward(options, folder))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--methods", type=lambda text: text.split(","), default=METHODS)
    parser.add_argument("--only", default="", help="recordings whose name holds this")
    parser.add_argument("--without-long", action="store_true", help="no GOP of ten minutes")
    parser.add_argument("--suffix", help="of all clips that have pictures, such as .webm")
    parser.add_argument("--browser", action="store_true", help="by playwright, and a chromium")
    parser.add_argument("--sheet", type=Path, help="a picture of all first pictures")
    parser.add_argument("--media", type=Path)
    parser.add_argument("--note", type=Path)
    parser.add_argument("--limit", type=int, default=1000, help="citations of the note")
    parser.add_argument("--costs", action="store_true")
    parser.add_argument("--clips", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--keep", type=Path, help="a folder for the clips")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    parser.add_argument("--into", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


# -- awkward recordings


def _print_awkward(options: argparse.Namespace, folder: Path) -> int:
    recordings = [
        recording
        for recording in awkward.made(folder, is_long=not options.without_long)
        if options.only in recording.name
    ]
    cuts = [each for recording in recordings for each in _cuts(recording, options, folder)]
    readers = [("with edit lists", _ffmpeg_sees), ("without", _without_edits)]
    wrong = 0
    _print_head("recording")
    for recording in recordings:
        for method in options.methods:
            some = [c for c in cuts if c.recording is recording and c.method == method]
            for name, reader in readers:
                wrong += _print_row(some, name, reader)
    if options.browser:
        wrong += _print_browser(cuts)
    if options.sheet:
        _draw_sheet(cuts, options.sheet)
    print(f"{wrong} rows are off by more than a frame, 20 ms (A/V) or 5 ms (sound)")
    return int(wrong > 0)


def _cuts(recording: awkward.Awkward, options: argparse.Namespace, folder: Path) -> Iterator[Cut]:
    kind = "video" if np.isfinite(recording.pictures).any() else "audio"
    suffix = (options.suffix or recording.suffix) if kind == "video" else recording.suffix
    with OpenMedia(_media(recording.path)) as source:
        for method in options.methods:
            for index, (start_ms, end_ms) in enumerate(recording.spans):
                span = Span(start_ms, end_ms)
                target = folder / "clips" / f"{recording.path.stem}-{method}-{index}{suffix}"
                try:
                    clip = _cut(source, span, target, Look(kind, suffix, method))
                except ClipperError as err:
                    print(f"{recording.name}, {method}, {span}: {err}", file=sys.stderr)
                    continue
                yield Cut(recording, span, method, clip)


def _cut(source: OpenMedia, span: Span, target: Path, look: Look) -> Clip:
    return cut.cut(source, span, target, look=look, ffmpeg=proc.find_ffmpeg(), tags={})


def _media(path: Path) -> Media:
    held = probe(path)
    codecs = (held.audio_codec, held.video_codec)
    return Media(Source(path.name), path, "", held.duration_ms, *codecs)


def _print_head(title: str) -> None:
    print(f"{title:34}{'asked':7}{'used':13}{'reader':17}", end="")
    print(f"{'start, frames':>14}{'longer, ms':>12}{'A/V, ms':>10}{'sound, ms':>11}")


def _print_row(cuts: list[Cut], name: str, reader: Any) -> int:
    return _print_found(cuts, name, [seen for each in cuts if (seen := reader(each)) is not None])


def _print_found(cuts: list[Cut], name: str, seen: list[Seen]) -> int:
    """How many rows are wrong, of one or none."""
    if not seen:
        return 0
    used = "/".join(dict.fromkeys(each.clip.method for each in cuts))
    off = [_worst(getattr(each, key) for each in seen) for key in ("start", "lasts_ms", "av_ms")]
    off.append(_worst(each.sound_ms for each in seen))
    is_right = all(each.is_right for each in seen)
    print(f"{cuts[0].recording.name:34}{cuts[0].method:7}{used:13}{name:17}", end="")
    for figure, width in zip(off, (14, 12, 10, 11), strict=True):
        print(f"{'-' if figure is None else f'{figure + 0.0:.1f}':>{width}}", end="")
    print("" if is_right else "  <--")
    return int(not is_right)


def _worst(figures: Iterable[float | None]) -> float | None:
    return max((each for each in figures if each is not None), key=abs, default=None)


def _ffmpeg_sees(each: Cut) -> Seen:
    return _seen(each, ())


def _without_edits(each: Cut) -> Seen | None:
    """As a player without edit lists: what is hidden is shown. A copy relies on them."""
    if each.clip.method == "copy" or each.clip.path.suffix != ".mp4":
        return None
    return _seen(each, _IGNORED)


def _seen(each: Cut, options: tuple[str, ...]) -> Seen:
    shown, lasts_ms = _pictures(each, options)
    frame_s = _frame_s(each)
    longer_ms = lasts_ms - each.span.length_ms
    picture_ms = _picture_ms(shown, each) if shown else None
    sound_ms = _sound_ms(each, options)
    is_both = picture_ms is not None and sound_ms is not None
    return Seen(
        start=_pictures_off(each, shown[0][1]) if shown else None,
        lasts=longer_ms / 1000 / frame_s,
        lasts_ms=longer_ms,
        av_ms=picture_ms - sound_ms if is_both else None,
        sound_ms=sound_ms,
    )


def _picture_ms(shown: list[tuple[float, int]], each: Cut) -> float:
    """How late pictures come on; the one on screen at the start is due then."""
    first_s = {number: at_s for at_s, number in reversed(shown)}
    start_s = each.span.start_ms / 1000
    late_s = [
        at_s - max(0.0, each.recording.pictures[number] - start_s)
        for number, at_s in first_s.items()
    ]
    return float(np.nanmedian(late_s)) * 1000


def _frame_s(each: Cut) -> float:
    """How long pictures stay: the last one, or all of the recording's, whichever is more.

    Where there are none: what a packet of AAC lasts.
    """
    times = each.recording.pictures[np.isfinite(each.recording.pictures)]
    if not len(times):
        return 1024 / 44_100
    place = int(np.searchsorted(times, each.span.end_ms / 1000))
    return float(max(times[place] - times[place - 1], np.mean(np.diff(times))))


def _pictures_off(each: Cut, number: int) -> float:
    """How many pictures lie between the one shown first and the one due."""
    known = np.flatnonzero(np.isfinite(each.recording.pictures))
    due = each.recording.on_screen(each.span.start_ms / 1000)
    return float(np.searchsorted(known, number) - np.searchsorted(known, due))


def _pictures(each: Cut, options: tuple[str, ...]) -> tuple[list[tuple[float, int]], float]:
    """When which picture is shown, in s, and how long the clip lasts, in ms."""
    import av

    with av.open(str(each.clip.path), options=_named(options)) as container:
        start_s = (container.start_time or 0) / 1_000_000 if options else 0.0
        lasts_ms = container.duration / 1000
        if not container.streams.video:
            return [], lasts_ms
        lasts_ms += 0.0 if options else container.start_time / 1000
        frames = container.decode(video=0)
        return [(frame.time - start_s, _number(frame, each)) for frame in frames], lasts_ms


def _named(options: tuple[str, ...]) -> dict[str, str]:
    return {options[0][1:]: options[1]} if options else {}


def _number(frame: Any, each: Cut) -> int:
    """Upright as a player shows it, then as it was before the recording was turned."""
    picture = frame.to_ndarray(format="gray")
    turns = (each.recording.turned if picture.shape[0] > picture.shape[1] else 0) // 90
    return awkward.number(np.rot90(picture, -turns) if turns else picture)


def _sound_ms(each: Cut, options: tuple[str, ...]) -> float | None:
    """How late the sound is, at the beginning, in the middle or at the end: the larger figure."""
    if each.recording.sound is None:
        return None
    heard = _heard(each.clip.path, options)
    latest = each.span.length_ms / 1000 - HEARD_S
    found = [_late_ms(heard, at_s, each) for at_s in (0, latest / 2, latest)]
    return max(found, key=abs)


def _heard(path: Path, options: tuple[str, ...] = ()) -> Any:
    filled = f"-vn -af aresample=async=1:first_pts=0 -ac 1 -ar {awkward.RATE} -f f32le"
    with tempfile.NamedTemporaryFile(suffix=".raw") as raw:
        awkward.ffmpeg(*options, "-i", str(path), *filled.split(), raw.name)
        return np.fromfile(raw.name, "<f4")


def _late_ms(heard: Any, at_s: float, each: Cut) -> float:
    """NaN where it is another sound."""
    part = heard[round(at_s * awkward.RATE) :][: round(HEARD_S * awkward.RATE)]
    due = round((each.span.start_ms / 1000 + at_s) * awkward.RATE)
    first = max(0, due - round(NEAR_S * awkward.RATE))
    around = each.recording.sound[first : due + len(part) + round(NEAR_S * awkward.RATE)]
    at, alike = correlate.place(part, around, due - first)
    return (due - first - at) * 1000 / awkward.RATE if alike > 0.5 else float("inf")


# -- a browser

_READS = """async ([bytes, kind, played_s, heard_s]) => {
  const raw = Uint8Array.from(atob(bytes), letter => letter.charCodeAt(0));
  const film = document.createElement("video");
  film.muted = true;
  film.src = URL.createObjectURL(new Blob([raw], {type: kind}));
  const soon = promise => Promise.race([promise, new Promise((_, failed) =>
    setTimeout(() => failed(new Error("the browser waits for 20 s")), 20000))]);
  await soon(new Promise((done, failed) => { film.onloadeddata = done; film.onerror = failed; }));
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = film.videoWidth < film.videoHeight ? [36, 64] : [64, 36];
  const context = canvas.getContext("2d", {willReadFrequently: true});
  const read = () => {
    context.drawImage(film, 0, 0, canvas.width, canvas.height);
    const {data} = context.getImageData(0, 0, canvas.width, canvas.height);
    return Array.from(data).filter((_, index) => index % 4 == 1);
  };
  film.currentTime = 0;
  await soon(new Promise(done => { film.onseeked = done; }));
  for (let painted = 0; painted < 3; painted++) await new Promise(requestAnimationFrame);
  const pictures = [[film.currentTime, read()]];
  const shown = (_, {mediaTime}) => {
    pictures.push([mediaTime, read()]);
    film.requestVideoFrameCallback(shown);
  };
  film.requestVideoFrameCallback(shown);
  await soon(film.play());
  await new Promise(done => setTimeout(done, played_s * 1000));
  film.pause();
  let sound = [], lasts = null;
  try {
    const decoded = await new OfflineAudioContext(1, 1, 48000).decodeAudioData(raw.buffer);
    lasts = decoded.duration;
    sound = Array.from(decoded.getChannelData(0).slice(0, heard_s * 48000));
  } catch (error) { sound = []; }
  const size = [canvas.width, canvas.height];
  return {pictures, sound, lasts, duration: film.duration, size};
}"""
PLAYED_S = 0.8


def _print_browser(cuts: list[Cut]) -> int:
    from playwright.sync_api import Error, sync_playwright

    path = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        page = browser.new_page()
        print()
        _print_head("in Chromium")
        seen = {}
        for index, each in enumerate(cuts):
            if np.isfinite(each.recording.pictures).any():
                try:
                    found = _browser_sees(each, page)
                except Error as err:
                    print(f"{each.clip.path.name}: {err.message.splitlines()[0]}")
                    found = Seen(np.inf, 0.0, 0.0, None, None)
                seen[each.recording.name, each.method, index] = found
        browser.close()
    wrong = 0
    for name, method in dict.fromkeys(key[:2] for key in seen):
        some = [each for each in cuts if (each.recording.name, each.method) == (name, method)]
        found = [each for key, each in seen.items() if key[:2] == (name, method)]
        wrong += _print_found(some, "Chromium", found)
    return wrong


def _browser_sees(each: Cut, page: Any) -> Seen:
    """What is shown at 0 and when it plays; the sound as it decodes the whole of it."""
    coded = base64.b64encode(each.clip.path.read_bytes()).decode()
    kind = f"video/{each.clip.path.suffix[1:]}"
    found = page.evaluate(_READS, [coded, kind, PLAYED_S, HEARD_S])
    width, height = found["size"]
    shown = []
    for at_s, pixels in found["pictures"]:
        picture = np.array(pixels).reshape(height, width)
        turns = each.recording.turned // 90 if height > width else 0
        shown.append((at_s, awkward.number(np.rot90(picture, -turns))))
    picture_ms = _picture_ms(shown, each)
    longer_ms = found["duration"] * 1000 - each.span.length_ms
    sound_ms = None
    # Decoding leaves out the time before the first sound; then it says nothing of where that is.
    is_whole = abs((found["lasts"] or 0) * 1000 - each.span.length_ms) < 50
    if is_whole and each.recording.sound is not None:
        sound_ms = _late_ms(np.array(found["sound"], np.float32), 0, each)
    return Seen(
        start=_pictures_off(each, shown[0][1]),
        lasts=longer_ms / 1000 / _frame_s(each),
        lasts_ms=longer_ms,
        av_ms=None if sound_ms is None else picture_ms - sound_ms,
        sound_ms=sound_ms,
    )


# -- a picture of first pictures


def _draw_sheet(cuts: list[Cut], target: Path) -> None:
    """What each clip shows first, beside what the recording shows then."""
    import matplotlib as mpl

    mpl.use("agg")
    from matplotlib import pyplot as plt

    rows = [*_sheet_rows(cuts), *_own_rows()]
    lines, wide = (len(rows) + 1) // 2, 4
    figure, grid = plt.subplots(lines, 2 * wide, figsize=(15, 1.15 * lines), layout="constrained")
    for axes in grid.flat:
        axes.axis("off")
    for index, (name, pictures) in enumerate(rows):
        first = (index // lines) * wide
        for column, (title, picture) in enumerate(pictures):
            axes = grid[index % lines, first + column]
            axes.set_title(f"{name}\n{title}" if column == 0 else title, fontsize=6, loc="left")
            axes.imshow(picture)
    figure.savefig(target, dpi=110)


def _sheet_rows(cuts: list[Cut]) -> Iterator[tuple[str, list[tuple[str, Any]]]]:
    groups: dict[str, list[Cut]] = {}
    for each in cuts:
        if (
            np.isfinite(each.recording.pictures).any()
            and each.span.start_ms == (each.recording.spans[-1][0])
        ):
            groups.setdefault(each.recording.name, []).append(each)
    for name, some in groups.items():
        due = some[0].recording.on_screen(some[0].span.start_ms / 1000)
        row = [(f"recording: {due}", _on_screen(some[0].recording.path, some[0].span.start_ms))]
        for each in some:
            shown = _pictures(each, ())[0][0][1]
            row.append((f"{each.clip.method}: {shown}", _on_screen(each.clip.path, 0)))
        yield name, row


def _own_rows() -> Iterator[tuple[str, list[tuple[str, Any]]]]:
    """The sample talk at the middle of five stretches."""
    path = Path(__file__).parent.parent / "notes" / "media" / "harbour-talk.mp4"
    with tempfile.TemporaryDirectory() as folder, OpenMedia(_media(path)) as source:
        for start_ms in range(12_345, 300_000, 60_000):
            row = [("recording", _on_screen(path, start_ms))]
            for method in METHODS:
                made = Path(folder) / f"{method}.mp4"
                span = Span(start_ms, start_ms + 4_000)
                clip = _cut(source, span, made, Look("video", ".mp4", method))
                row.append((clip.method, _on_screen(made, 0)))
            yield f"{path.stem} at {start_ms / 1000:.3f} s", row


def _on_screen(path: Path, at_ms: int) -> Any:
    """The picture that a player shows then, upright."""
    import av

    with av.open(str(path)) as container:
        start_s = (container.start_time or 0) / 1_000_000
        if at_ms > 20_000:  # not near the time: in MPEG-TS, or in a gap, a seek may land later
            container.seek(int((at_ms / 1000 - 20 + start_s) * 1_000_000))
        shown = None
        for frame in container.decode(video=0):
            if shown is not None and (frame.time - start_s) * 1000 > at_ms + 0.1:
                break
            shown = frame
        return np.rot90(shown.to_ndarray(format="rgb24"), shown.rotation // 90)


# -- the citations of a note


@dataclass(frozen=True, slots=True)
class Real:
    """How a clip of a real recording is off; `sound_ms` is None in silence."""

    longer_ms: float
    pictures: float
    picture_ms: float
    sound_ms: float | None


def _print_note(options: argparse.Namespace, folder: Path) -> None:
    from clipper.config import load
    from clipper.notes.read import read_note
    from clipper.steps.tools import window

    media = _media(options.media)
    readings = [each.reading for each in read_note(options.note).citations if each.reading]
    spans = [window(each, load(), duration_ms=media.duration_ms) for each in readings]
    print(f"{'asked':8}{'used':24}{'reader':17}{'clips':>6}{'cpu s/clip':>11}", end="")
    print(f"{'longer, ms':>16}{'picture off':>13}{'A/V, ms':>16}{'sound, ms':>16}")
    for method in options.methods:
        _print_method(media, spans[: options.limit], method, folder)


def _print_method(media: Media, spans: list[Span], method: str, folder: Path) -> None:
    used: dict[str, int] = {}
    found: dict[str, list[Real]] = {"with edit lists": [], "without": []}
    cpu_s = 0.0
    with OpenMedia(media) as source:
        for index, span in enumerate(spans):
            target = folder / f"{method}-{index:03}.mp4"
            before_s = _cpu_s()
            clip = _cut(source, span, target, Look("video", ".mp4", method))
            cpu_s += _cpu_s() - before_s
            used[clip.method] = used.get(clip.method, 0) + 1
            found["with edit lists"].append(_real(target, media.path, span, ()))
            if clip.method != "copy":
                found["without"].append(_real(target, media.path, span, _IGNORED))
    ways = ", ".join(f"{name} {count}" for name, count in used.items())
    for name, clips in found.items():
        if clips:
            print(f"{method:8}{ways:24}{name:17}{len(clips):>6}{cpu_s / len(spans):>11.3f}", end="")
            _print_real(clips)


def _print_real(clips: list[Real]) -> None:
    heard = [(each, each.sound_ms) for each in clips if each.sound_ms is not None]
    longer, pictures = [each.longer_ms for each in clips], [each.pictures for each in clips]
    av = [each.picture_ms - sound_ms for each, sound_ms in heard]
    print(f"{_range(longer):>16}{_range(pictures):>13}{_range(av):>16}", end="")
    print(f"{_range([sound_ms for _, sound_ms in heard]):>16}", flush=True)


def _real(clip: Path, recording: Path, span: Span, options: tuple[str, ...]) -> Real:
    first, picture_ms, lasts_ms = _real_pictures(clip, recording, span, options)
    late_ms = _real_late_ms(clip, recording, span, options)
    return Real(lasts_ms - span.length_ms, first, picture_ms, late_ms)


def _range(figures: list[float]) -> str:
    return f"{min(figures):.1f}..{max(figures):.1f}" if figures else "-"


def _real_late_ms(
    clip: Path, recording: Path, span: Span, options: tuple[str, ...]
) -> float | None:
    """How late the sound of the clip is, at its beginning or end: the larger figure."""
    heard, found = _heard(clip, options), []
    for at_ms in (0, span.length_ms - round(HEARD_S * 1000)):
        first_ms = max(0, span.start_ms + at_ms - round(NEAR_S * 1000))
        place = ("-ss", f"{first_ms}ms", "-t", f"{round((HEARD_S + 2 * NEAR_S) * 1000)}ms")
        around = _heard(recording, place)
        part = heard[at_ms * awkward.RATE // 1000 :][: round(HEARD_S * awkward.RATE)]
        if np.std(part) < 1e-4:
            continue
        due = (span.start_ms + at_ms - first_ms) * awkward.RATE // 1000
        at, alike = correlate.place(part, around, due)
        found.append((due - at) * 1000 / awkward.RATE if alike > 0.5 else float("inf"))
    return _worst(found)


def _real_pictures(
    clip: Path, recording: Path, span: Span, options: tuple[str, ...]
) -> tuple[float, float, float]:
    """How many pictures the first one is off, how many ms they are late, how long the clip is."""
    import av

    with av.open(str(clip), options=_named(options)) as container:
        start_s = container.start_time / 1_000_000
        lasts_ms = container.duration / 1000 + (0 if options else start_s * 1000)
        shown = _small(container, start_s if options else 0.0, 2.0)
    with av.open(str(recording)) as container:
        start_s = span.start_ms / 1000 + (container.start_time or 0) / 1_000_000
        container.seek(int(max(0.0, start_s - 1) * 1_000_000))
        true = _small(container, start_s, 3.0)
    due = max((n for n, (at_s, _) in enumerate(true) if at_s <= 1e-4), default=0)
    apart = [float(np.abs(shown[0][1] - picture).mean()) for _, picture in true]
    alike = [n for n, off in enumerate(apart) if off <= min(apart) + 0.5]
    first = min(alike, key=lambda n: abs(n - due)) - due
    late_s = []
    for at_s, picture in shown[1:]:
        near = min(
            true, key=lambda each: (np.abs(each[1] - picture).mean() // 0.5, abs(each[0] - at_s))
        )
        late_s.append(at_s - near[0])
    return float(first), float(np.median(late_s or [0.0])) * 1000, lasts_ms


def _small(container: Any, start_s: float, until_s: float) -> list[tuple[float, Any]]:
    """The time from the start and a thumbnail of each picture until then."""
    found = []
    for frame in container.decode(video=0):
        if frame.time - start_s > until_s:
            break
        picture = frame.reformat(width=96, height=54, format="gray").to_ndarray()
        found.append((frame.time - start_s, picture.astype(float)))
    return found


def _cpu_s() -> float:
    import resource

    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    used = [resource.getrusage(kind) for kind in kinds]
    return sum(each.ru_utime + each.ru_stime for each in used)


# -- costs


def _print_costs(options: argparse.Namespace, folder: Path) -> None:
    """Medians of the rounds, less what starting and opening takes."""
    recording = options.media or _talk(folder)
    ways = ["nothing", *(f"{m}{x}" for m in options.methods for x in ("", ", unchecked"))]
    costs: dict[str, list[float]] = {way: [] for way in ways}
    for _ in range(options.rounds):
        for way in ways:
            command = [sys.executable, __file__, "--one", way, "--media", str(recording)]
            command += ["--clips", str(options.clips), "--into", str(folder / way.split(",")[0])]
            costs[way].append(process.used_by(command).cpu_s)
    middle = {way: float(np.median(each)) for way, each in costs.items()}
    each = {way: (middle[way] - middle["nothing"]) / options.clips for way in ways[1:]}
    print(f"{options.clips} clips of 25 s, cpu s for each; median of {options.rounds}")
    print(f"{'':8}{'made':>9}{'checks':>9}{'both':>9}{'of exact, made':>16}{'both':>9}")
    for method in options.methods:
        made, both = each[f"{method}, unchecked"], each[method]
        print(f"{method:8}{made:>9.3f}{both - made:>9.3f}{both:>9.3f}", end="")
        of_made, of_both = made / each["exact, unchecked"], both / each["exact"]
        print(f"{f'1/{1 / of_made:.1f}':>16}{f'1/{1 / of_both:.1f}':>9}")


def _talk(folder: Path) -> Path:
    """Two minutes in 720p with a key frame every 5 s."""
    path = folder / "talk.mp4"
    pictures = "testsrc2=s=1280x720:r=25:d=120"
    awkward.write_wav(folder / "talk.wav", awkward.noise(120, seed=4))
    coded = "-c:v libx264 -preset veryfast -threads 2 -b:v 2M -g 125 -keyint_min 125"
    coded += " -sc_threshold 0 -pix_fmt yuv420p -c:a aac -b:a 128k -movflags +faststart"
    inputs = ("-f", "lavfi", "-i", pictures, "-i", str(folder / "talk.wav"))
    awkward.ffmpeg(*inputs, *coded.split(), str(path))
    return path


def _make_for_cost(options: argparse.Namespace) -> None:
    method, _, unchecked = options.one.partition(", ")
    count = 0 if method == "nothing" else options.clips
    media = _media(options.media)
    starts = np.linspace(1_234, media.duration_ms - 26_000, max(1, count)).astype(int)
    skipped = mock.patch.object(checks, "check", return_value=())
    with OpenMedia(media) as source:
        if unchecked:
            skipped.start()
        for index, start_ms in enumerate(starts[:count].tolist()):
            target = options.into / f"{index}.mp4"
            span = Span(start_ms, start_ms + 25_000)
            clip = _cut(source, span, target, Look("video", ".mp4", method))
            if clip.method != method:
                sys.exit(f"{method} became {clip.method}: {clip.why}")


if __name__ == "__main__":
    main()
