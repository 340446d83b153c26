import errno
import functools
import hashlib
import logging
import os

import numpy as np
import pytest

from clipper import proc
from clipper.errors import MediaError, UsageError
from clipper.media.clip import cut as cutting
from clipper.media.clip.look import Look
from clipper.media.opened import OpenMedia
from clipper.media.probe import probe
from clipper.model import Media, Source, Span

pytestmark = pytest.mark.slow  # all of it is real cutting

SPAN = Span(7_480, 12_200)  # frames 187 to 304, far from the key frames at 5 and 10 s
RATE = 48_000


@pytest.fixture
def clip(recordings, tmp_path, ffmpeg):
    """Cuts from a recording into `tmp_path`."""

    def make(name, target="clip.mp4", *, span=SPAN, method="exact", tags=None, **look):
        path = tmp_path / target
        look = look_of(path, method, **look)
        with OpenMedia(media_of(recordings / name)) as source:
            return cutting.cut(source, span, path, look=look, ffmpeg=ffmpeg, tags=tags or {})

    return make


def look_of(path, method, **more):
    kind = "video" if path.suffix in {".mp4", ".webm"} else "audio"
    return Look(kind, path.suffix, method, **more)


@functools.cache
def media_of(path):
    found = probe(path)
    return Media(
        Source(path.name), path, "", found.duration_ms, found.audio_codec, found.video_codec
    )


def frames(path):
    """Time in ms and number of every frame that a player shows."""
    import av

    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            bars = frame.to_ndarray(format="gray")[24, 4::8]
            yield round(frame.time * 1000), sum(1 << bit for bit in np.flatnonzero(bars > 128))


def clicks(path):
    """Times in ms, from the start of the file's clock, at which clicks are heard."""
    import av

    resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE)
    with av.open(str(path)) as container:
        start = (container.start_time or 0) / 1_000_000
        decoded = list(container.decode(audio=0))
    sound = np.concatenate(
        [part.to_ndarray()[0] for frame in decoded for part in resampler.resample(frame)]
    )
    loud = np.flatnonzero(np.abs(sound) > 0.2)
    first = np.flatnonzero(np.diff(loud, prepend=-RATE) > RATE // 10)
    return (loud[first] / RATE + decoded[0].time - start) * 1000


def heard(path):
    """All samples that a player plays, of the first channel."""
    import av

    with av.open(str(path)) as container:
        return np.concatenate([frame.to_ndarray()[0] for frame in container.decode(audio=0)])


def expected(clicks_ms, span):
    return [at - span.start_ms for at in clicks_ms if span.start_ms <= at < span.end_ms]


@pytest.mark.parametrize(
    ("name", "method", "used"),
    [
        ("plain.mp4", "exact", "exact"),
        ("late.mp4", "exact", "exact"),
        ("late.ts", "exact", "exact"),
        ("offset.mkv", "exact", "exact"),
        ("plain.mp4", "copy", "copy"),
        ("late.mp4", "copy", "copy"),
        ("offset.mkv", "copy", "copy"),
        ("late.ts", "copy", "copy"),
    ],
)
def test_shows_and_sounds_the_span(clip, clicks_ms, name, method, used):
    made = clip(name, method=method)
    shown = list(frames(made.path))
    assert shown[0] == (0, 187)
    assert [number for _, number in shown] == list(range(187, 187 + len(shown)))
    assert len(shown) == pytest.approx(118, abs=0 if used == "exact" else 4)
    assert clicks(made.path) == pytest.approx(expected(clicks_ms, SPAN), abs=20)
    assert (made.method, made.codecs, made.source) == (used, ("h264", "aac"), name)
    assert made.real.start_ms == 7_480
    assert made.real.end_ms == pytest.approx(12_200, abs=1 if used == "exact" else 150)


def test_pictures_that_refer_to_later_ones_are_copied(clip):
    """Matroska gives no time of decoding for the first of them."""
    made = clip("reordered.mkv", method="copy")
    shown = list(frames(made.path))
    assert made.method == "copy"
    assert shown[0] == (0, 187)
    assert [number for _, number in shown[:118]] == list(range(187, 305))
    assert len(shown) <= 118 + 4


@pytest.mark.parametrize(
    ("method", "rotation", "size"),
    [("copy", 90, (80, 48)), ("smart", 90, (80, 48)), ("exact", 0, (48, 80))],
)
def test_a_turned_picture_stays_turned_or_is_put_upright(  # noqa: PLR0917
    recordings, clip, tmp_path, ffmpeg, method, rotation, size
):
    import av

    turned = tmp_path / "turned.mp4"
    command = (ffmpeg, "-loglevel", "error", "-display_rotation", "90", "-i")
    proc.run([*command, str(recordings / "plain.mp4"), "-c", "copy", str(turned)])
    made = clip(turned, method=method)
    assert made.method == method
    with av.open(str(made.path)) as container:
        frame = next(container.decode(video=0))
    assert (frame.rotation, (frame.width, frame.height)) == (rotation, size)


def test_a_copy_sounds_as_the_recording_from_the_first_sample_on(recordings, clip):
    made = clip("plain.mp4", "clip.m4a", method="copy")
    assert made.method == "copy"
    assert made.real == SPAN
    whole, part = heard(recordings / "plain.mp4"), heard(made.path)
    first = SPAN.start_ms * 44_100 // 1000
    assert np.array_equal(part[: 4 * 44_100], whole[first : first + 4 * 44_100])


MIXED = ("plain.mp4", "late.ts", "reordered.mkv", "odd.webm", "sound.mp3")


@pytest.mark.parametrize(
    ("name", "target"),
    [(name, target) for name in MIXED for target in ("clip.wav", "clip.opus", "clip.m4a")]
    + [(name, "clip.mp4") for name in MIXED[:3]],
)
def test_bytes_do_not_depend_on_what_was_cut_before(recordings, tmp_path, ffmpeg, name, target):
    path, media = tmp_path / target, media_of(recordings / name)
    spans = [Span(at, at + 700) for at in (100, 2_250) if at < media.duration_ms - 500]

    def digests(source, spans):
        return {
            span: cutting.cut(
                source, span, path, look=look_of(path, "copy"), ffmpeg=ffmpeg, tags={}
            ).digest
            for span in spans
        }

    with OpenMedia(media) as source:
        together = digests(source, spans)
        assert digests(source, spans[::-1]) == together
    for span in spans:
        with OpenMedia(media) as source:
            assert digests(source, [span])[span] == together[span]


def test_what_mp4_cannot_hold_is_encoded(clip):
    made = clip("odd.webm", span=Span(500, 2_500), method="copy")
    assert (made.method, made.codecs) == ("exact", ("h264", "aac"))
    found = probe(made.path)
    assert (found.width, found.height) == (80, 48)


def test_no_sound_to_cut(clip):
    assert clip("silent.mp4").codecs == ("h264",)
    assert clip("silent.mp4", method="copy").method == "copy"


@pytest.mark.parametrize("name", ["late.mp4", "late.ts"])
@pytest.mark.parametrize("method", ["exact", "copy"])
def test_before_the_sound_starts(clip, name, method):
    made = clip(name, span=Span(0, 400), method=method)
    assert made.codecs == ("h264", "aac")
    assert made.real == Span(0, 400)


@pytest.mark.parametrize(("method", "count"), [("exact", 118), ("copy", 1)])
def test_a_slide_stays_on_screen(clip, method, count):
    """Between 2 and 14 s the recording has no frame."""
    made = clip("slides.mkv", method=method)
    shown = list(frames(made.path))
    assert made.method == method
    assert shown[0][0] == 0
    assert {number for _, number in shown} == {49}
    assert len(shown) == count
    assert made.real == SPAN


@pytest.mark.parametrize("name", ["late.mp4", "late.ts", "slides.mkv", "sound.mp3", "plain.mp4"])
@pytest.mark.parametrize("span", [SPAN, Span(0, 3_500), Span(15_500, 20_000)])
@pytest.mark.parametrize("suffix", [".wav", ".m4a"])
def test_sound_alone(clip, clicks_ms, name, span, suffix):
    made = clip(name, f"clip{suffix}", span=span)
    # An mp3 without its header keeps the encoder's delay of 25 ms.
    assert clicks(made.path) == pytest.approx(expected(clicks_ms, span), abs=28)
    assert made.real == span


@pytest.mark.parametrize(
    ("suffix", "codec"),
    [
        (".m4a", "aac"),
        (".mp3", "mp3"),
        (".opus", "opus"),
        (".flac", "flac"),
        (".wav", "pcm_s16le"),
    ],
)
def test_audio_formats(clip, clicks_ms, suffix, codec):
    tags = {"title": "Talk", "comment": "from 7.48 s"}
    made = clip("plain.mp4", f"one{suffix}", tags=tags)
    again = clip("plain.mp4", f"two{suffix}", tags=tags)
    assert made.codecs == (codec,)
    assert made.real.end_ms == pytest.approx(12_200, abs=20)
    assert clicks(made.path) == pytest.approx(expected(clicks_ms, SPAN), abs=20)
    assert made.digest == again.digest
    assert probe(made.path).channels == 1
    assert probe(clip("surround.flac", f"three{suffix}").path).channels == 2


@pytest.mark.parametrize("method", ["exact", "copy"])
def test_same_input_same_bytes(clip, method):
    one, two = (clip("late.mp4", name, method=method) for name in ("one.mp4", "two.mp4"))
    assert one.digest == two.digest == hashlib.sha256(one.path.read_bytes()).hexdigest()
    assert b"private" not in one.path.read_bytes()


NASTY = ["-y.mp4", "a:b.mp4", "'\"%d[]*?|;$(x) & \\.mp4", "\N{PARTY POPPER} é.mp4", "a\nb.mp4"]


@pytest.mark.parametrize("name", NASTY)
@pytest.mark.parametrize("method", ["exact", "copy"])
def test_nasty_names(recordings, clip, tmp_path, name, method):
    (tmp_path / name).write_bytes((recordings / "plain.mp4").read_bytes())
    made = clip(tmp_path / name, f"out/{name}", method=method)
    assert next(frames(made.path)) == (0, 187)
    assert [path.name for path in (tmp_path / "out").iterdir()] == [name]


@pytest.mark.parametrize("target", ["clip.mp4", "clip.m4a", "clip.mp3", "clip.opus", "clip.flac"])
def test_nasty_tags(clip, target):
    import av

    title = "-i /etc/passwd\n=;'\"\\ \x00\x1b[31m\ud800 \N{PARTY POPPER}"
    made = clip("plain.mp4", target, tags={"title": title, "comment": "x" * 9_999})
    with av.open(str(made.path)) as container:
        tags = {**container.metadata, **container.streams[0].metadata}
    tags = {name.lower(): text for name, text in tags.items()}
    assert tags["title"] == "-i /etc/passwd =;'\"\\ [31m \N{PARTY POPPER}"
    assert tags["comment"] == "x" * 500


PAST_END = Span(25_000, 30_000)


@pytest.mark.parametrize(
    ("name", "target", "span", "message"),
    [
        ("sound.mp3", "clip.mp4", SPAN, "has no picture"),
        ("cover.mp3", "clip.mp4", SPAN, "has no picture"),
        ("silent.mp4", "clip.wav", SPAN, "has no sound"),
        ("plain.mp4", "clip.mp4", PAST_END, "no good clip of .* at 00:00:25"),
        ("silent.mp4", "clip.mp4", PAST_END, "no good clip of .* at 00:00:25"),
    ],
)
def test_no_clip_comes_out(clip, name, target, span, message):
    with pytest.raises(MediaError, match=message):
        clip(name, f"out/{target}", span=span)


def test_old_clip_stays_when_the_new_one_fails(clip, tmp_path):
    (tmp_path / "clip.mp4").write_text("old")
    with pytest.raises(MediaError):
        clip("plain.mp4", span=PAST_END)
    assert (tmp_path / "clip.mp4").read_text() == "old"
    assert len(list(tmp_path.iterdir())) == 1


def test_unwritable_folder(clip, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="cannot write"):
        clip("plain.mp4", "file/clip.mp4")


def test_unknown_audio_format(clip):
    with pytest.raises(UsageError, match=r"'\.doc' is no audio format"):
        clip("plain.mp4", "clip.doc")


def test_failed_attempts_are_logged(clip, caplog):
    caplog.set_level(logging.INFO)
    made = clip("odd.webm", span=Span(500, 2_500), method="copy")
    begun = [record.message.split(" of ")[0] for record in caplog.records]
    assert begun == ["copy cut", "smart cut"]
    assert made.why == "exact: not copy or smart: not every player shows vp8 in mp4"


@pytest.mark.parametrize(
    ("name", "suffix", "used", "why"),
    [
        ("plain.mp4", ".mp4", "copy", "copy: passes all checks"),
        ("vp9.webm", ".webm", "smart", "no key frame where the clip starts"),
        ("vp9.webm", ".mp4", "exact", "not every player shows vp9 in mp4"),
        ("plain.mp4", ".webm", "exact", "not every player shows h264 in webm"),
        ("plain.mp4", ".m4a", "copy", "copy: passes all checks"),
        ("plain.mp4", ".opus", "exact", "aac has to be encoded for '.opus'"),
    ],
)
def test_the_cheapest_method_that_will_do(  # noqa: PLR0917
    clip, clicks_ms, name, suffix, used, why
):
    made = clip(name, f"clip{suffix}", method="auto")
    assert made.method == used
    assert why in made.why
    assert clicks(made.path) == pytest.approx(expected(clicks_ms, SPAN), abs=5)
    if suffix in {".mp4", ".webm"}:
        assert next(frames(made.path)) == (0, 187)


def test_a_copy_that_fails_a_check_gives_way(clip, monkeypatch):
    def check(_target, _source, _span, _look, method):
        if method == "copy":
            raise MediaError("check 'sound': 7.0 ms too late")
        return ()

    monkeypatch.setattr(cutting.checks, "check", check)
    made = clip("plain.mp4", method="auto")
    assert (made.method, made.why) == ("smart", "smart: not copy: check 'sound': 7.0 ms too late")


@pytest.mark.parametrize("method", ["copy", "smart", "exact"])
def test_the_picture_on_screen_comes_first_and_none_too_early(clip, method):
    """Frame 187 came on 13 ms before."""
    made = clip("reordered.mkv", span=Span(7_493, 12_000), method=method)
    shown = list(frames(made.path))
    assert made.method == method
    assert shown[:3] == [(0, 187), (27, 188), (67, 189)]
    assert shown[-1] == (4_467, 299)
    assert made.real == made.asked


def test_the_default_sound_is_taken(clip, clicks_ms):
    """The first one is a sine, throughout as loud as a click."""
    for target, method in (("a.mp4", "copy"), ("b.mp4", "exact"), ("c.wav", "exact")):
        made = clip("two.mkv", target, method=method)
        assert clicks(made.path) == pytest.approx(expected(clicks_ms, SPAN), abs=5), target


@pytest.mark.parametrize("method", ["copy", "exact"])
def test_sound_with_a_gain_is_encoded_and_does_not_clip(clip, method):
    plain = clip("plain.mp4", "a.mp4", method="copy")
    softer = clip("plain.mp4", "b.mp4", method=method, gain_db=-6.0)
    louder = clip("plain.mp4", "c.mp4", method=method, gain_db=12.0)
    assert (softer.method, louder.method) == (method, method)
    most = [np.abs(heard(made.path)).max() for made in (plain, softer, louder)]
    assert most[1] / most[0] == pytest.approx(10 ** (-6 / 20), rel=0.05)
    assert most[2] < 10 ** (-1 / 20)


@pytest.mark.parametrize("suffix", [".mp4", ".webm", ".m4a", ".mp3", ".opus"])
def test_quality_is_paid_for_in_bytes(clip, suffix):
    sizes = [
        clip("plain.mp4", f"{quality}{suffix}", quality=quality).path.stat().st_size
        for quality in ("small", "normal", "high")
    ]
    assert sizes == sorted(set(sizes))


def test_what_browsers_and_apple_play(clip):
    import av

    made = clip("hdr.mp4", span=Span(500, 1_500), method="auto")
    assert "HDR is shown as SDR" in made.why
    with av.open(str(made.path)) as container:
        video = container.streams.video[0].codec_context
        assert (video.profile, video.pix_fmt, video.color_trc) == ("High", "yuv420p", 1)
    data = made.path.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")


def test_subtitles_are_burned_in(clip, tmp_path, ffmpeg):
    if not cutting.encoders.writes(ffmpeg):
        pytest.skip("no font")
    words = tmp_path / "it's [a]; b,c:d \\e.srt"
    words.write_text("1\n00:00:00,000 --> 00:00:02,000\nHEARD\n", encoding="utf-8")
    made = clip("grey.mp4", span=Span(1_500, 5_500), method="auto", subtitles=words)
    assert "subtitles are burned into the picture" in made.why
    shown = pictures(made.path)
    assert shown[:50, 140:].max(axis=(1, 2)).min() > 200  # white letters, at the bottom
    assert shown[:50, 140:].min(axis=(1, 2)).max() < 60  # in a dark box
    assert np.ptp(shown[:50, :120]) < 10
    assert np.ptp(shown[51:]) < 10


def pictures(path):
    import av

    with av.open(str(path)) as container:
        return np.stack([f.to_ndarray(format="gray") for f in container.decode(video=0)]) * 1.0


def test_without_a_font_nothing_is_burned_in(clip, monkeypatch, tmp_path):
    monkeypatch.setattr(cutting.encoders, "writes", lambda _ffmpeg: False)
    with pytest.raises(MediaError, match="no font is found"):
        clip("plain.mp4", subtitles=tmp_path / "words.srt")


def test_no_hardware_encoder_is_no_failure(clip, monkeypatch):
    monkeypatch.setattr(cutting.encoders, "hardware", lambda _ffmpeg: "")
    assert clip("silent.mp4", hardware=True).why.endswith("no hardware encoder works here")
    monkeypatch.setattr(cutting.encoders, "hardware", lambda _ffmpeg: "h264_nvenc")
    assert clip("silent.mp4", hardware=True).why.endswith("h264_nvenc failed")


def test_a_full_disk_is_said_at_once(clip, monkeypatch):
    full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    monkeypatch.setattr(cutting.remux, "heard_in", lambda *_, **__: throw(full))
    with pytest.raises(UsageError, match="cannot write: No space left"):
        clip("plain.mp4", "out/clip.mp4", method="copy")


def throw(error):
    raise error
