import socket

import pytest

from clipper import proc
from clipper.errors import MediaError, ProgramError
from clipper.media import arguments, pcm
from clipper.media.opened import OpenMedia
from clipper.media.probe import probe
from clipper.model import Media, Source, Span


@pytest.mark.parametrize(
    ("name", "audio_codec", "video_codec", "audio_start_ms"),
    [
        ("plain.mp4", "aac", "h264", 0),
        ("late.mp4", "aac", "h264", 500),
        ("late.ts", "aac", "h264", 500),
        ("offset.mkv", "aac", "h264", 500),
        ("silent.mp4", None, "h264", 0),
        ("sound.mp3", "mp3", None, 0),
        ("cover.mp3", "mp3", None, 0),
        ("clicks.wav", "pcm_s16le", None, 0),
    ],
)
def test_holds(recordings, name, audio_codec, video_codec, audio_start_ms):
    found = probe(recordings / name)
    assert (found.audio_codec, found.video_codec) == (audio_codec, video_codec)
    assert found.duration_ms == pytest.approx(20_000, abs=50)
    # An encoder's first packet may come a frame early.
    assert found.audio_start_ms == pytest.approx(audio_start_ms, abs=25)


def test_details(recordings):
    found = probe(recordings / "plain.mp4")
    assert (found.width, found.height, found.fps_milli) == (80, 48, 25_000)
    assert (found.sample_rate, found.channels) == (44_100, 1)
    assert probe(recordings / "late.ts").start_ms == 101_400  # 1.4 s is the muxer's own


def test_browser_recording_without_length(recordings, tmp_path, ffmpeg):
    live = tmp_path / "live.webm"
    command = (ffmpeg, "-loglevel", "error", "-i", str(recordings / "odd.webm"), "-c", "copy")
    live.write_bytes(proc.run([*command, "-f", "webm", "-live", "1", "-"]))
    assert probe(live).duration_ms == pytest.approx(3000, abs=50)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("empty.mp4", "is empty"),
        ("cut-short.mp4", "is cut short: it should last 00:00:20"),
        ("headless.mp4", "is not a media file that can be decoded"),
        ("text.mp4", "is not a media file that can be decoded"),
        ("text.txt", "is not a media file that can be decoded"),
        ("playlist.mp4", "is not a media file that can be decoded"),
        ("picture.png", "is not a media file that can be decoded"),
        ("subtitles.mkv", "holds neither sound nor picture"),
        ("absent.mp4", "No such file"),
    ],
)
def test_refuses(recordings, name, message, capfd):
    with pytest.raises(MediaError, match=message) as caught:
        probe(recordings / name)
    assert name in caught.value.message
    assert capfd.readouterr().err == ""


def test_a_playlist_fetches_nothing(tmp_path, ffmpeg):
    playlist = tmp_path / "playlist.m3u8"
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        url = f"http://127.0.0.1:{server.getsockname()[1]}/part.ts"
        playlist.write_text(
            f"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{url}\n#EXT-X-ENDLIST\n"
        )
        with pytest.raises(MediaError):
            probe(playlist)
        job = arguments.Job(ffmpeg, playlist, Span(0, 1_000), tmp_path / "a.wav")
        with pytest.raises(ProgramError):
            proc.run(arguments.audio(job))
        media = Media(Source("x", playlist), playlist, "digest", 1_000, "aac", None)
        with OpenMedia(media, is_heard=True) as recording, pytest.raises(MediaError):
            pcm.samples(recording, Span(0, 1_000))
        with pytest.raises(BlockingIOError):
            server.accept()
