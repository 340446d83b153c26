"""Clips that are wrong in one way each, made by ffmpeg alone."""

import numpy as np
import pytest

from clipper import proc
from clipper.errors import MediaError
from clipper.media.clip import checks
from clipper.media.clip.look import Look
from clipper.media.opened import OpenMedia
from clipper.media.probe import probe
from clipper.model import Media, Source, Span

pytestmark = pytest.mark.slow  # all of it is real cutting

SPAN = Span(7_480, 12_200)  # frames 187 to 304 of 40 ms
CUT = "-ss 7.48 -t 4.72 -i @talk.mp4"
H264 = "-c:v libx264 -preset ultrafast -g 500 -bf 0"
OPEN = "-c:v libx264 -preset veryfast -g 50 -bf 3 -sc_threshold 0 -x264-params open-gop=1:b-adapt=0"
FILM = ("decodes", "duration", "first-picture", "pictures", "av-offset", "sound")


@pytest.fixture(scope="module")
def folder(recordings, ffmpeg, tmp_path_factory):
    """`talk.mp4`: pictures that tell their number, and noise; quiet from 8 to 16 s in `pause`."""
    folder = tmp_path_factory.mktemp("checks")

    def make(arguments):
        words = [word.replace("@", f"{folder}/") for word in arguments.split()]
        proc.run([ffmpeg, "-nostdin", "-loglevel", "error", "-y", *words])

    pictures = f"-i {recordings / 'plain.mp4'}"
    sound = "-f lavfi -i anoisesrc=c=pink:a=0.3:r=44100:d=20:seed=5"
    make(f"{pictures} {sound} -map 0:v -map 1:a -c:v copy -c:a aac @talk.mp4")
    make("-i @talk.mp4 -c:v copy -af volume=0:enable=between(t\\,7\\,16) @pause.mp4")
    gap = "-vf select=lt(t\\,5)+gt(t\\,11) -fps_mode vfr -c:v libx264 -preset veryfast -bf 3"
    make(f"-i @talk.mp4 {gap} -c:a copy @gap.mp4")
    make(f"-i @talk.mp4 {OPEN} -c:a copy @open.mp4")
    make(f"{CUT} -c copy @copied.mp4")
    make(f"{CUT} {H264} @encoded.mp4")
    make(f"{CUT} {H264} -vf lutyuv=y=16 @black.mp4")
    return folder


@pytest.fixture
def check(folder, ffmpeg, tmp_path):
    """The checks of what ffmpeg makes with these arguments, by their names."""

    def made(arguments="", name="clip.mp4", *, source="talk.mp4", method="exact", span=SPAN):
        target = folder / name
        if arguments:
            target = tmp_path / name
            words = [word.replace("@", f"{folder}/") for word in arguments.split()]
            proc.run([ffmpeg, "-nostdin", "-loglevel", "error", "-y", *words, str(target)])
        found = probe(folder / source)
        codecs = (found.audio_codec, found.video_codec)
        media = Media(Source(source), folder / source, "", found.duration_ms, *codecs)
        kind = "video" if target.suffix == ".mp4" else "audio"
        with OpenMedia(media) as recording:
            passed = checks.check(target, recording, span, Look(kind, target.suffix), method)
        return {each.name: each.off_ms for each in passed}

    return made


@pytest.mark.parametrize(("name", "method"), [("copied.mp4", "copy"), ("encoded.mp4", "exact")])
def test_a_right_clip_passes(check, name, method):
    passed = check(name=name, method=method)
    assert tuple(passed) == FILM
    assert passed.pop("decodes") is None
    assert abs(passed.pop("duration")) < 24  # a packet of sound
    assert all(abs(off_ms) < 1 for off_ms in passed.values())


@pytest.mark.parametrize("name", ["clip.mp3", "clip.opus", "clip.m4a", "clip.flac"])
def test_sound_is_known_by_how_it_sounds_whatever_its_loudness(check, name):
    passed = check(f"{CUT} -vn -af volume=-20dB -b:a 64k", name)
    assert tuple(passed) == ("decodes", "duration", "sound")
    assert abs(passed["sound"]) < 1


def test_silence_cannot_be_placed(check):
    passed = check(f"{CUT.replace('talk', 'pause')} -c:v copy", source="pause.mp4")
    assert passed["sound"] is None
    assert passed["av-offset"] is None


def test_black_and_still_as_the_recording_is(check, folder):
    span = Span(0, 4_000)
    assert "sound" in check("-i @black.mp4 -t 4 -c copy", source="black.mp4", span=span)


def test_a_picture_may_have_come_on_long_before(check):
    """A seek to the middle of the gap lands after it: what comes then is decoded before."""
    passed = check(f"-i @gap.mp4 -vf fps=25 -ss 7.48 -t 4.72 {H264}", source="gap.mp4")
    assert passed["first-picture"] == 0


@pytest.mark.parametrize(
    ("arguments", "failure"),
    [
        ("-ss 7.48 -t 4.9 -i @talk.mp4 -c copy", "'duration': 49.. ms instead of 4720 ms"),
        (f"{CUT} -an -c:v copy", "'sound': the clip has none"),
        (f"{CUT} -c:v copy -af volume=0", "'sound': .* likeness is 0.00"),
        (f"{CUT} -c:v copy -af areverse", "'sound': it is not the recording's"),
        (f"{CUT} -c:v copy -af adelay=12", "'sound': 12.0 ms too late"),
        (f"{CUT} -c:v copy -af adelay=30", "'av-offset': the sound 30 ms late"),
        # Right at its beginning, not at its end.
        (
            f"{CUT} -c:v copy -af aselect=not(between(t\\,2\\,2.03)),asetpts=N/SR/TB",
            "'av-offset': the pictures [2-4]. ms late",
        ),
        (
            f"{CUT} -ss 5.48 -t 4.72 -i @talk.mp4 -map 0:v -map 1:a -c copy",
            "'sound': 2000 ms too late",
        ),
        # By a whole picture: only its bytes tell.
        (
            f"-itsoffset 0.04 {CUT} {CUT} -map 0:v -map 1:a -c copy",
            "'av-offset': the pictures 40 ms",
        ),
        (
            f"-itsoffset 0.2 {CUT} {CUT} -map 0:v -map 1:a -c copy",
            "'pictures': they come on 200 ms too late",
        ),
        (f"{CUT} {H264} -vf lutyuv=y=16", "'first-picture': black"),
        (
            f"{CUT} {H264} -vf select=gt(n\\,50)+eq(n\\,0) -fps_mode vfr",
            "'first-picture': it stays",
        ),
        (
            f"{CUT} {H264} -vf select=lt(mod(n\\,80)\\,60) -fps_mode vfr",
            "'pictures': none comes on within 400 ms",
        ),
        ("-ss 7.48 -t 4.72 -i @talk.mp4 -vn -c:a copy", "'first-picture': no picture"),
    ],
)
def test_a_wrong_clip_is_told_by_how_much(check, arguments, failure):
    with pytest.raises(MediaError, match=f"^check {failure}"):
        check(arguments, method="copy" if "-c copy" in arguments else "exact")


@pytest.mark.parametrize("kind", ["video", "audio"])
def test_damage_within_the_clip(check, folder, kind):
    import av

    data = bytearray((folder / "copied.mp4").read_bytes())
    with av.open(str(folder / "copied.mp4")) as container:
        packets = [packet for packet in container.demux(**{kind: 0}) if packet.size]
    middle = packets[len(packets) // 2]
    data[middle.pos : middle.pos + middle.size] = bytes(middle.size)
    (folder / "damaged.mp4").write_bytes(data)
    with pytest.raises(MediaError, match=r"^check 'decodes': \d packets cannot"):
        check(name="damaged.mp4", method="copy")


def test_a_film_that_begins_where_not_every_player_can(check):
    """Players that obey edit lists show it, but Chromium shows nothing or stops."""
    with pytest.raises(MediaError, match=r"^check 'decodes': it begins with"):
        check(f"{CUT.replace('talk', 'open')} -c copy", source="open.mp4", method="copy")


def test_a_picture_is_known_by_bytes_that_no_other_has():
    pictures = checks._Pictures()
    for at_ms, letter in ((0, "a"), (40, "b"), (80, "a")):
        pictures.add(at_ms, np.frombuffer(letter.encode() * 60, np.uint8))
    assert pictures.known == {b"a" * 48: None, b"b" * 48: 40}
    assert pictures.frame_ms == 40
