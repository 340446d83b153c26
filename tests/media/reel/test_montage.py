"""Reels whose pictures carry their numbers, so that each can be read back."""

import resource
import wave
from fractions import Fraction

import numpy as np
import pytest

from clipper import proc
from clipper.errors import MediaError
from clipper.media.opened import OpenMedia
from clipper.media.probe import probe
from clipper.media.reel import montage as making
from clipper.media.reel.chapters import Chapter
from clipper.media.reel.montage import ReelLook, montage
from clipper.media.reel.scenes import Part, scenes
from clipper.model import Media, Source, Span

pytestmark = pytest.mark.slow  # all of it is real cutting

RATE = 48_000
SMALL = ReelLook(width=160, height=96, fps=25)  # twice the size of the recordings


def media_of(path):
    held = probe(path)
    return Media(Source(path.name), path, "", held.duration_ms, held.audio_codec, held.video_codec)


def part_of(path, start_ms, at, label=""):
    return Part(media_of(path), Span(start_ms, start_ms + at.length_ms), at, label)


def in_a_row(paths, starts_ms, length_ms, gap_ms=0):
    """Parts of one length, one after the other."""
    return [
        part_of(path, start_ms, Span(at_ms, at_ms + length_ms))
        for path, start_ms, at_ms in zip(
            paths, starts_ms, range(0, 10**9, length_ms + gap_ms), strict=False
        )
    ]


def write_sound(path, parts, clicks_ms=(), length_ms=None):
    """The sound of the recordings with clicks, joined to the sample."""
    sound = np.zeros((length_ms or parts[-1].at.end_ms) * RATE // 1000, "<i2")
    for part in parts:
        for click_ms in clicks_ms:
            if part.span.holds(click_ms):
                first = (click_ms - part.span.start_ms + part.at.start_ms) * RATE // 1000
                sound[first : first + 48] = 20_000
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(sound.tobytes())
    return path


@pytest.fixture
def reel(tmp_path, ffmpeg):
    """Makes a reel of the parts."""

    def make(parts, *, name="reel.mp4", look=SMALL, sound=None, **options):
        sound = sound or write_sound(tmp_path / "reel.wav", parts)
        options = {"tags": {}, "ffmpeg": ffmpeg, **options}
        montage(parts, sound, tmp_path / name, look=look, **options)
        return tmp_path / name

    return make


@pytest.fixture(scope="module")
def made(recordings, tmp_path_factory, ffmpeg):
    """Makes a recording."""
    folder = tmp_path_factory.mktemp("made")

    def make(arguments, name):
        words = [word.replace("@", f"{recordings}/") for word in arguments.split()]
        if not (folder / name).exists():
            proc.run([ffmpeg, "-nostdin", "-loglevel", "error", *words, str(folder / name)])
        return folder / name

    return make


def shown(path):
    """Time in s and luminance of every picture."""
    import av

    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            yield Fraction(frame.pts * frame.time_base), frame.to_ndarray(format="gray")


def colour(path, at_s, x, y):
    """Red, green, blue of a place of the picture shown at a time."""
    import av

    with av.open(str(path)) as container:
        frames = [frame for frame in container.decode(video=0) if frame.time <= at_s + 1e-6]
        rgb = frames[-1].to_ndarray(format="rgb24")
    return tuple(int(value) for value in rgb[y, x])


def number_of(picture):
    """What the bars say."""
    return sum(1 << bit for bit in np.flatnonzero(picture[48, 8::16] > 128))


def expected_numbers(part, fps):
    """For the pictures of the part: what is on the screen in the middle of their time."""
    numbers = {}
    for number in range(part.at.end_ms * fps // 1000 + 1):
        middle_ms = Fraction((2 * number + 1) * 500, fps)
        if part.at.start_ms <= middle_ms < part.at.end_ms:
            source_ms = part.span.start_ms + middle_ms - part.at.start_ms
            numbers[number] = int(source_ms / 40)
    return numbers


def clicks_in(path):
    """Times in s."""
    import av

    with av.open(str(path)) as container:
        frames = list(container.decode(audio=0))
    assert frames[0].time == 0
    sound = np.concatenate([frame.to_ndarray()[0] for frame in frames])
    loud = np.flatnonzero(np.abs(sound) > 0.2)
    first = np.flatnonzero(np.diff(loud, prepend=-RATE) > RATE // 10)
    return loud[first] / RATE


@pytest.mark.parametrize("fps", [25, 30])
def test_every_part_shows_its_pictures_when_it_sounds(recordings, reel, tmp_path, clicks_ms, fps):
    names = ["plain.mp4", "late.ts", "reordered.mkv", "silent.mp4", "offset.mkv"]
    starts_ms = [2_517, 900, 9_003, 17_400, 4_999]
    parts = in_a_row([recordings / name for name in names], starts_ms, 1_337)
    sound = write_sound(tmp_path / "clicks.wav", parts, clicks_ms)
    made = reel(parts, look=ReelLook(160, 96, fps), sound=sound)
    pictures = list(shown(made))
    numbers = [number_of(picture) for _, picture in pictures]
    for part in parts:
        wanted = expected_numbers(part, fps)
        assert {n: numbers[n] for n in wanted} == wanted, part.media.path.name
    assert [at for at, _ in pictures] == [Fraction(n, fps) for n in range(len(pictures))]
    assert_in_time(made, parts, clicks_ms, numbers, fps)


def assert_in_time(made, parts, clicks_ms, numbers, fps):
    """What one sees and hears of a moment comes at once: a click, and the picture of its time."""
    moments = [
        (part, click_ms) for part in parts for click_ms in clicks_ms if part.span.holds(click_ms)
    ]
    heard_s = clicks_in(made)
    assert len(heard_s) == len(moments) >= 4
    for (part, click_ms), at_s in zip(moments, heard_s, strict=True):
        since_ms = part.at.start_ms + max(0, click_ms // 40 * 40 - part.span.start_ms)
        first = next(
            n
            for n in range(since_ms * fps // 1000 - 1, len(numbers))
            if numbers[n] == click_ms // 40 and (n + 1) * 1000 > part.at.start_ms * fps
        )
        seen_ms = first * 1000 / fps + (click_ms - click_ms // 40 * 40)
        assert seen_ms == pytest.approx(at_s * 1000, abs=20)


@pytest.mark.slow
def test_after_many_joins_picture_and_sound_end_together(recordings, reel):
    """The length of a part is no whole number of pictures, and nothing of that adds up."""
    starts_ms = [100 + 293 * number % 18_000 for number in range(64)]
    parts = in_a_row([recordings / "plain.mp4"] * 64, starts_ms, 337, gap_ms=13)
    made = reel(parts, look=ReelLook(160, 96, 30))
    pictures = list(shown(made))
    end_s = parts[-1].at.end_ms / 1000
    assert len(pictures) / 30 == pytest.approx(end_s, abs=1 / 30)
    assert probe(made).duration_ms == pytest.approx(end_s * 1000, abs=34)
    numbers = [number_of(picture) for _, picture in pictures]
    for part in (parts[0], parts[31], parts[63]):
        wanted = expected_numbers(part, 30)
        assert {n: numbers[n] for n in wanted} == wanted


def test_a_picture_stays_as_long_as_on_the_screen(recordings, reel):
    """From 2 to 14 s no other picture comes; the part begins in the middle of that."""
    part = part_of(recordings / "slides.mkv", 7_480, Span(0, 7_000))
    numbers = [number_of(picture) for _, picture in shown(reel([part]))]
    assert len(numbers) == 175
    assert set(numbers[:163]) == {49}
    assert numbers[-1] == (7_480 + 6_980) // 40


def test_the_last_picture_stays_where_the_recording_ends(recordings, reel):
    part = part_of(recordings / "plain.mp4", 19_500, Span(0, 1_500))
    numbers = [number_of(picture) for _, picture in shown(reel([part]))]
    assert numbers[:12] == list(range(488, 500))
    assert set(numbers[12:]) == {499}


def seen_of(*spans, length_ms):
    media = Media(Source("x"), None, "", 10**6, "aac", "h264")
    return [
        (scene.seen.start_ms, scene.seen.end_ms, scene.rise_ms, scene.fall_ms)
        for scene in scenes([Part(media, Span(0, 9_000), Span(*at)) for at in spans], length_ms)
    ]


def test_gaps_are_dark_unless_they_are_short_and_overlaps_cross_fade():
    assert seen_of((0, 1000), (1000, 2000), length_ms=2000) == [
        (0, 1000, 0, 0),
        (1000, 2000, 0, 0),
    ]
    assert seen_of((0, 1000), (1400, 2000), length_ms=2000) == [
        (0, 1200, 0, 200),
        (1200, 2000, 200, 0),
    ]
    assert seen_of((0, 1000), (3000, 4000), length_ms=4020) == [
        (0, 1300, 0, 300),
        (2700, 4020, 300, 0),
    ]
    assert seen_of((0, 1000), (1050, 2000), length_ms=2500) == [
        (0, 1050, 0, 0),
        (1050, 2250, 0, 250),
    ]
    assert seen_of((0, 1000), (700, 2000), length_ms=2000) == [
        (0, 1000, 0, 0),
        (700, 2000, 300, 0),
    ]


def test_in_gaps_the_edges_of_the_parts_stand_still():
    media = Media(Source("x"), None, "", 10**6, "aac", "h264")
    [scene] = scenes([Part(media, Span(5_000, 6_000), Span(400, 1_400))], 2_000)
    assert scene.seen == Span(200, 1_700)
    assert [scene.source_us(at_ms * 1000) for at_ms in (250, 400, 900, 1_399)] == [
        5_000_000,
        5_000_000,
        5_500_000,
        5_999_000,
    ]
    assert scene.source_us(1_600_000) == 5_999_999
    assert [scene.share(at_ms * 1000) for at_ms in (200, 300, 400, 1_400, 1_550)] == [
        0,
        128,
        256,
        256,
        128,
    ]


@pytest.fixture(scope="module")
def red(made):
    return made("-f lavfi -i color=red:s=160x96:r=25:d=3 -c:v libx264 -preset ultrafast", "red.mp4")


@pytest.fixture(scope="module")
def blue(made):
    return made("-f lavfi -i color=blue:s=160x96:r=25:d=3 -c:v libx264 -preset ultrafast", "b.mp4")


def test_in_a_gap_it_is_dark_and_before_and_after_it_is_not(red, blue, reel):
    parts = in_a_row([red, blue], [0, 0], 1_000, gap_ms=400)
    made = reel(parts)
    assert colour(made, 0.96, 80, 48) == pytest.approx((254, 0, 0), abs=4)
    assert colour(made, 1.08, 80, 48) == pytest.approx((127, 0, 0), abs=40)
    assert max(colour(made, 1.2, 80, 48)) < 40
    assert colour(made, 1.40, 80, 48) == pytest.approx((0, 0, 254), abs=4)


def test_overlapping_parts_cross_fade(red, blue, reel):
    parts = [part_of(red, 0, Span(0, 1_000)), part_of(blue, 0, Span(600, 2_000))]
    made = reel(parts)
    assert colour(made, 0.56, 80, 48) == pytest.approx((254, 0, 0), abs=4)
    assert colour(made, 0.80, 80, 48) == pytest.approx((124, 0, 130), abs=16)
    assert colour(made, 1.00, 80, 48) == pytest.approx((0, 0, 254), abs=4)


DARK = (0, 0, 0)
RED = (254, 0, 0)
GREEN = (0, 254, 0)


@pytest.mark.parametrize(
    ("source", "filters", "places"),
    [
        # Wider than the reel, higher, of wide pixels, of an odd size: red above or at the left.
        ("320x96", "", {(80, 10): DARK, (80, 30): RED, (80, 66): RED, (80, 86): DARK}),
        ("64x192", "", {(60, 48): DARK, (80, 4): RED, (80, 92): RED, (100, 48): DARK}),
        ("80x96", "setsar=2", {(4, 4): RED, (156, 92): RED}),
        ("81x49", "format=yuv444p", {(4, 48): RED, (155, 48): RED}),
        ("160x96", "format=rgb24", {(4, 4): RED}),
    ],
)
def test_other_shapes_are_padded_not_stretched(made, reel, source, filters, places):
    steps = f"-vf {filters}" if filters else ""
    codec = "-c:v libx264rgb -qp 0" if "rgb" in filters else "-c:v libx264"
    path = made(
        f"-f lavfi -i color=red:s={source}:r=25:d=1 {steps} {codec} -preset ultrafast",
        f"{source}{filters.replace('=', '-')}.mp4",
    )
    result = reel([part_of(path, 0, Span(0, 400))])
    found = {place: colour(result, 0.2, *place) for place in places}
    for place, wanted in places.items():
        assert found[place] == pytest.approx(wanted, abs=8), found


def test_a_turned_picture_is_upright(made, reel):
    """Lying, its left half is red and its right half green; a player turns it by 90 degrees."""
    lying = made(
        "-f lavfi -i color=red:s=96x160:r=25:d=1 -vf drawbox=x=0:y=80:w=96:h=80:color=lime:t=fill "
        "-c:v libx264 -preset ultrafast",
        "lying.mp4",
    )
    turned = made(f"-display_rotation:v:0 90 -i {lying} -c copy", "turned.mp4")
    result = reel([part_of(turned, 0, Span(0, 400))])
    assert colour(result, 0.2, 20, 48) == pytest.approx(RED, abs=8)
    assert colour(result, 0.2, 140, 48) == pytest.approx(GREEN, abs=8)


@pytest.mark.slow
def test_hdr_becomes_what_a_plain_screen_shows(made, reel):
    import av

    from clipper.media.reel.canvas import Canvas

    frame = av.VideoFrame.from_ndarray(np.full((96 * 3 // 2, 160), 128, np.uint8), "yuv420p")
    white = int(0.58 * 219 + 16)  # 203 cd/m2 in PQ, the white of graphics (ITU-R BT.2408)
    frame.planes[0].update(bytes([white]) * frame.planes[0].buffer_size)
    plain = Canvas(160, 96).fitted(frame, (1, 1))[48, 80]
    frame.colorspace, frame.color_range, frame.color_trc, frame.color_primaries = 9, 1, 16, 9
    hdr = Canvas(160, 96).fitted(frame, (1, 1))[48, 80]
    assert plain == pytest.approx(white, abs=1)
    assert hdr > 200


def test_sound_shows_its_cover_or_a_card_with_the_label(recordings, made, red, reel):
    picture = made(f"-i {red} -frames:v 1", "red.png")
    covered = made(f"-i @sound.mp3 -i {picture} -map 0 -map 1 -c copy", "covered.mp3")
    parts = [
        part_of(covered, 0, Span(0, 400), "Cover 00:00:00"),
        part_of(recordings / "sound.mp3", 0, Span(400, 800), "Card 00:00:00"),
        part_of(recordings / "sound.mp3", 0, Span(800, 1200), ""),
    ]
    result = reel(parts)
    pictures = [picture for _, picture in shown(result)]
    assert colour(result, 0.2, 80, 48) == pytest.approx(RED, abs=4)
    card, plain = pictures[15], pictures[25]
    assert card.max() > 150
    inked = np.argwhere(card > 120)
    assert inked.mean(axis=0) == pytest.approx((48, 80), abs=12)  # in the middle
    assert plain.max() < 60


LABELLED = ReelLook(640, 360, 25, label=True)


def test_a_label_is_legible_on_any_picture(made, reel):
    white = made(
        "-f lavfi -i color=white:s=640x360:r=25:d=1 -c:v libx264 -preset ultrafast", "white.mp4"
    )
    parts = [part_of(white, 0, Span(0, 400), "Harbour talk 00:12:34")]
    labelled, bare = (
        next(picture for _, picture in shown(reel(parts, look=look)))
        for look in (LABELLED, ReelLook(640, 360, 25))
    )
    changed = np.argwhere(np.abs(labelled.astype(int) - bare) > 60)
    first, last = changed.min(axis=0), changed.max(axis=0)
    assert tuple(last - first) == pytest.approx((24, 190), abs=40)  # one line
    assert tuple(first) < (30, 30)
    corner = labelled[first[0] : last[0], first[1] : last[1]].astype(int)
    assert np.percentile(corner, 99) - np.percentile(corner, 20) > 100


def test_nothing_in_a_label_is_a_command(tmp_path, ffmpeg):
    from clipper.media.reel.label import drawn

    folder = tmp_path / "it's, [a] dir: 50%=x\\y;"
    folder.mkdir()

    def columns(text):
        picture = drawn(text, (640, 360), "corner", folder=folder, ffmpeg=ffmpeg)
        assert np.flatnonzero(picture.any(axis=1)).max() < 40, "it is one line"
        return int(np.flatnonzero(picture.any(axis=0)).max())

    plain = columns("abc")
    assert columns(r"abc{\fs60}") > columns("abc{x}") > plain
    assert columns(r"abc\Nabc") > columns("abcabc") > plain
    assert columns("abc\nabc\r") > columns("abcabc")
    assert columns(r"{\p1}m 0 0 l 600 0 600 300{\p0}") > plain
    assert columns("a, 'b': %{n}") > plain
    assert not list(folder.iterdir())


def test_without_fonts_labels_are_an_error_and_cards_stay_empty(
    recordings, reel, tmp_path, monkeypatch, caplog
):
    (tmp_path / "fonts.conf").write_text("<fontconfig></fontconfig>")
    monkeypatch.setenv("FONTCONFIG_FILE", str(tmp_path / "fonts.conf"))
    part = part_of(recordings / "sound.mp3", 0, Span(0, 400), "Card 00:00:00")
    pictures = list(shown(reel([part])))
    assert pictures[5][1].max() < 60
    assert "no font" in caplog.text
    with pytest.raises(MediaError, match="no font") as caught:
        reel([part], look=LABELLED)
    assert "reel.label" in caught.value.hint


def test_a_program_that_draws_nothing_is_an_error(recordings, reel):
    part = part_of(recordings / "plain.mp4", 0, Span(0, 400), "Talk 00:00:00")
    with pytest.raises(MediaError, match="cannot draw labels"):
        reel([part], look=LABELLED, ffmpeg="false")


def test_the_same_reel_has_the_same_bytes(recordings, reel):
    parts = in_a_row([recordings / "plain.mp4", recordings / "late.ts"], [900, 4_000], 1_100, 300)
    options = {"chapters": [Chapter(0, 1100, "One")], "tags": {"title": "Reel"}}
    first, second = (reel(parts, name=name, **options) for name in ("a.mp4", "b.mp4"))
    assert first.read_bytes() == second.read_bytes()


def test_players_find_parts_chapters_and_titles(red, reel):
    """Where one part goes over into the next is not seen here: the encoder has to be told."""
    import av

    parts = in_a_row([red] * 3, [200, 500, 900], 1_400)
    chapters = [Chapter(p.at.start_ms, p.at.end_ms, f"Ä {n}") for n, p in enumerate(parts)]
    made = reel(parts, chapters=chapters, tags={"title": "Reel"})
    with av.open(str(made)) as container:
        assert container.metadata["title"] == "Reel"
        found = [
            (float(c["start"] * c["time_base"]), c["metadata"]["title"])
            for c in container.chapters()
        ]
        assert found == [(0.0, "Ä 0"), (1.4, "Ä 1"), (2.8, "Ä 2")]
        pictures = container.streams.video[0]
        assert (pictures.codec.name, pictures.profile, pictures.pix_fmt) == (
            "h264",
            "High",
            "yuv420p",
        )
        keys = {float(p.pts * p.time_base) for p in container.demux(pictures) if p.is_keyframe}
    assert keys >= {0.0, 1.4, 2.8}
    with av.open(str(made), options={"ignore_editlist": "1"}) as container:
        assert next(container.decode(video=0)).pts == 0
    data = made.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")  # it plays before it is there as a whole


def test_sound_in_aac_is_copied(recordings, reel, tmp_path, ffmpeg):
    parts = in_a_row([recordings / "plain.mp4"], [900], 3_000)
    sound = write_sound(tmp_path / "clicks.wav", parts, (1_000, 2_500))
    encoded = tmp_path / "sound.m4a"
    proc.run([ffmpeg, "-nostdin", "-loglevel", "error", "-i", str(sound), str(encoded)])
    made = reel(parts, sound=encoded)
    assert packets_of(made) == packets_of(encoded)
    assert clicks_in(made) == pytest.approx([0.1, 1.6], abs=0.002)
    assert sum(1 for _ in shown(made)) == 75


def packets_of(path):
    import av

    with av.open(str(path)) as container:
        return [
            (packet.pts, bytes(packet))
            for packet in container.demux(container.streams.audio[0])
            if packet.pts is not None
        ]


def test_one_recording_is_open_at_a_time(recordings, reel, monkeypatch):
    opened, most = set(), []

    class Counted(OpenMedia):
        def __enter__(self):
            opened.add(id(self))
            most.append(len(opened))
            return super().__enter__()

        def close(self):
            opened.discard(id(self))
            super().close()

    monkeypatch.setattr(making, "OpenMedia", Counted)
    reel(in_a_row([recordings / "plain.mp4"] * 5, range(900, 9_000, 1_000), 200, gap_ms=200))
    assert most == [1] * 5
    assert not opened


def test_a_recording_without_its_pictures_is_named_and_nothing_is_left(recordings, reel, tmp_path):
    broken = tmp_path / "broken.mp4"
    data = (recordings / "plain.mp4").read_bytes()
    start = data.index(b"mdat") + 4
    broken.write_bytes(data[:start] + bytes(len(data) - start))
    good = part_of(recordings / "plain.mp4", 3_000, Span(0, 400))
    bad = Part(
        Media(Source("b"), broken, "", 20_000, "aac", "h264"), Span(3_000, 3_400), Span(400, 800)
    )
    with pytest.raises(MediaError, match=r"broken\.mp4' has no picture at 00:00:03") as caught:
        reel([good, bad])
    assert caught.value.hint
    assert sorted(path.name for path in tmp_path.iterdir()) == ["broken.mp4", "reel.wav"]


def test_a_full_disk_is_an_error_and_leaves_nothing(recordings, reel, tmp_path):
    parts = in_a_row([recordings / "plain.mp4"] * 3, [900, 4_000, 9_000], 1_100)
    sound = write_sound(tmp_path / "reel.wav", parts)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8_000, limits[1]))
    try:
        with pytest.raises(MediaError, match=r"cannot make '.*reel\.mp4'"):
            reel(parts, sound=sound)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert [path.name for path in tmp_path.iterdir()] == ["reel.wav"]
