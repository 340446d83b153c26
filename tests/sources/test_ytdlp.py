"""Fetching with the real yt-dlp from a server on this machine."""

import json
import sys
from fractions import Fraction
from pathlib import Path

import av
import imageio_ffmpeg
import pytest

from clipper import proc
from clipper.config import SourceSettings
from clipper.errors import ConfigError, MediaError
from clipper.model import Done, Failed, Reason, Source
from clipper.sources.ytdlp import fetch

pytestmark = pytest.mark.slow
FFMPEG = imageio_ffmpeg.get_ffmpeg_exe()


def duration_ms(file: Path) -> int:
    """To the end of the last packet: a file cut short still announces its full length."""
    try:
        with av.open(str(file)) as media:
            ends = [
                (packet.pts + packet.duration) * (packet.time_base or Fraction(1))
                for packet in media.demux()
                if packet.pts is not None and packet.duration is not None
            ]
            announced = Fraction(media.duration or 0, av.time_base)
    except (OSError, av.error.FFmpegError) as err:
        raise MediaError(f"cannot be read: {err}") from err
    last = max(ends, default=Fraction(0))
    if abs(last - announced) > 1:
        raise MediaError(f"ends after {float(last):.1f} s")
    return round(last * 1000)


@pytest.fixture
def get(server, tmp_path):
    """Fetch a path of the server into the test's folder; also gives the waits asked for."""
    waits: list[float] = []

    def _get(path, *, source_id="x", kind="video", url=None, on_progress=None, **settings):
        values = {"retries": 2, "timeout_s": 5.0, **settings}
        return fetch(
            Source(source_id, url=url or server.url + path),
            kind=kind,
            folder=tmp_path / "cache" / "media" / "x",
            settings=SourceSettings(**values),
            ffmpeg=FFMPEG,
            check=duration_ms,
            on_progress=on_progress,
            sleep=waits.append,
        )

    _get.waits = waits
    _get.folder = tmp_path / "cache" / "media" / "x"
    return _get


def folder_names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_fetches_a_file_and_then_needs_no_network(server, get, talks):
    server.put("/talk.mp4", talks[0].read_bytes())
    progress = []
    first = get("/talk.mp4", on_progress=lambda *numbers: progress.append(numbers))
    assert first == Done(get.folder / "media.mp4")
    assert first.value.read_bytes() == talks[0].read_bytes()
    assert folder_names(get.folder) == ["done.json", "media.mp4"]
    assert progress[-1] == (talks[0].stat().st_size, talks[0].stat().st_size)
    server.requests.clear()
    assert get("/talk.mp4") == first
    assert server.requests == []


def test_says_what_it_fetched(server, get, talks):
    server.put("/talk.mp4", talks[0].read_bytes())
    get("/talk.mp4", kind="audio")
    done = json.loads((get.folder / "done.json").read_text())
    assert done["file"] == "media.mp4"
    assert done["size"] == talks[0].stat().st_size
    assert done["url"] == f"{server.url}/talk.mp4"
    assert abs(done["duration_ms"] - 6000) < 200
    assert done["yt_dlp"]


@pytest.mark.parametrize("mark", ["{", '{"file": "media.mp4", "size": 1}', '{"file": "../talk"}'])
def test_a_damaged_entry_is_fetched_again(server, get, talks, mark):
    server.put("/talk.mp4", talks[0].read_bytes())
    get.folder.mkdir(parents=True)
    (get.folder / "done.json").write_text(mark)
    (get.folder / "media.mp4").write_bytes(b"something else")
    assert get("/talk.mp4").value.read_bytes() == talks[0].read_bytes()


def test_hls_becomes_one_playable_file(server, get, hls):
    server.put_all(hls, {".m3u8": "application/vnd.apple.mpegurl", ".ts": "video/mp2t"})
    fetched = get("/talk.m3u8").value
    assert abs(duration_ms(fetched) - 6000) < 200
    assert fetched.suffix == ".mp4"
    assert folder_names(get.folder) == ["done.json", "media.mp4"]


@pytest.mark.parametrize(("kind", "streams"), [("video", ["video", "audio"]), ("audio", ["audio"])])
def test_separate_picture_and_sound(server, get, dash, kind, streams):
    server.put_all(dash, {".mpd": "application/dash+xml"})
    fetched = get("/talk.mpd", kind=kind).value
    with av.open(str(fetched)) as media:
        assert [stream.type for stream in media.streams] == streams
    assert len(folder_names(get.folder)) == 2


VTT = b"WEBVTT\n\n00:00:01.000 --> 00:00:03.000\nThe tide gate closes at noon.\n\n"
MASTER = (
    '#EXTM3U\n#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="s",NAME="English",LANGUAGE="en",URI="en.m3u8"\n'
    '#EXT-X-STREAM-INF:BANDWIDTH=900000,SUBTITLES="s"\ntalk.m3u8\n'
)
PLAYLIST = (
    "#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXT-X-PLAYLIST-TYPE:VOD\n"
    "#EXTINF:6,\nen.vtt\n#EXT-X-ENDLIST\n"
)


@pytest.fixture
def captioned(server, hls):
    """A recording with captions, at `/master.m3u8`."""
    types = {".m3u8": "application/vnd.apple.mpegurl", ".ts": "video/mp2t", ".vtt": "text/vtt"}
    texts = {"master.m3u8": MASTER.encode(), "en.m3u8": PLAYLIST.encode(), "en.vtt": VTT}
    server.put_all(hls | texts, types)
    return server


def test_captions_come_with_the_recording(captioned, get):
    fetched = get("/master.m3u8").value
    assert abs(duration_ms(fetched) - 6000) < 200
    assert folder_names(get.folder) == ["done.json", "media.mp4", "media.vtt"]
    assert "The tide gate closes at noon." in (get.folder / "media.vtt").read_text()
    captioned.requests.clear()
    assert get("/master.m3u8").value == fetched
    assert captioned.requests == []


def test_captions_are_not_asked_for_unless_wanted(captioned, get):
    get("/master.m3u8", captions="off")
    assert folder_names(get.folder) == ["done.json", "media.mp4"]
    assert "/en.vtt" not in [request.path for request in captioned.requests]


@pytest.mark.parametrize("path", ["/en.m3u8", "/en.vtt"])
@pytest.mark.parametrize("body", [None, b"", b"\x00\xff" * 99, b"WEBVTT\n\n0:0 --> \n"])
def test_no_captions_are_no_error(captioned, get, path, body):
    if body is None:
        del captioned.pages[path]
    else:
        captioned.pages[path].body = body
    assert isinstance(get("/master.m3u8"), Done)
    assert get.waits == []
    assert {"done.json", "media.mp4"} <= set(folder_names(get.folder)) <= {
        "done.json", "media.mp4", "media.vtt",
    }  # fmt: skip


def test_a_flood_of_captions_is_stopped(captioned, get, monkeypatch):
    monkeypatch.setattr("clipper.sources.ytdlp._MOST_CAPTIONS", 100_000)
    captioned.pages["/en.vtt"].body = VTT * 20_000
    assert isinstance(get("/master.m3u8"), Done)
    assert folder_names(get.folder) == ["done.json", "media.mp4"]


@pytest.fixture
def with_json3(server, talks, monkeypatch):
    """A recording at `/talk.mp4` whose site offers `/words.json3`."""
    server.put("/talk.mp4", talks[0].read_bytes())
    form = {"ext": "json3", "url": f"{server.url}/words.json3", "name": "English"}
    monkeypatch.setattr("clipper.sources.ytdlp.offered", lambda _: form)
    return server.put("/words.json3", b'{"events": []}', type="application/json")


def test_captions_in_a_file_of_their_own(with_json3, get):
    get("/talk.mp4")
    assert folder_names(get.folder) == ["done.json", "media.json3", "media.mp4"]
    assert (get.folder / "media.json3").read_bytes() == with_json3.body


@pytest.mark.parametrize(
    "fault",
    [{"refusals": [503] * 9}, {"refusals": [404] * 9}, {"cuts": [5]}, {"body": b" " * 9_000_000}],
    ids=["503", "404", "cut", "flood"],
)
def test_captions_are_asked_for_once(with_json3, server, get, monkeypatch, fault):
    monkeypatch.setattr("clipper.sources.ytdlp._MOST_CAPTIONS", 1_000_000)
    for name, value in fault.items():
        setattr(with_json3, name, value)
    assert isinstance(get("/talk.mp4"), Done)
    assert folder_names(get.folder) == ["done.json", "media.mp4"]
    assert [request.path for request in server.requests].count("/words.json3") <= 1
    assert get.waits == []


def test_captions_of_an_interrupted_fetch_are_replaced(captioned, get):
    get.folder.mkdir(parents=True)
    for name in ("media.vtt", "media.vtt.part", "media.vtt.ytdl"):
        (get.folder / name).write_text("something else")
    get("/master.m3u8")
    assert folder_names(get.folder) == ["done.json", "media.mp4", "media.vtt"]
    text = (get.folder / "media.vtt").read_text()
    assert "something else" not in text
    assert "The tide gate closes at noon." in text


@pytest.mark.parametrize(
    "address", ["file:///etc/hostname", "subfile,,start,0,end,0,,:/etc/passwd"]
)
def test_captions_cannot_lead_to_files_here(captioned, get, address):
    captioned.pages["/en.m3u8"].body = PLAYLIST.replace("en.vtt", address).encode()
    assert isinstance(get("/master.m3u8"), Done)
    assert folder_names(get.folder) == ["done.json", "media.mp4"]


def test_a_missing_segment_is_no_hole_in_the_file(server, get, hls):
    server.put_all(hls, {".m3u8": "application/vnd.apple.mpegurl"})
    del server.pages["/part1.ts"]
    outcome = get("/talk.m3u8", retries=0)
    assert isinstance(outcome, Failed)
    assert "not found" in outcome.message


def test_a_broken_connection_is_taken_up_where_it_broke(server, get, talks):
    whole = talks[0].read_bytes()
    server.put("/talk.mp4", whole, cuts=[None, 100_000])
    assert get("/talk.mp4").value.read_bytes() == whole
    assert server.ranges == ["bytes=100000-"]


def interrupt(done, total):
    if done >= 65536:
        raise KeyboardInterrupt


_DATES = "Sun, 01 Feb 2026 10:00:00 GMT", "Mon, 02 Feb 2026 10:00:00 GMT"


@pytest.mark.parametrize(
    "server_says", [{}, {"has_etag": False, "modified": _DATES[0]}], ids=["etag", "date"]
)
def test_an_interrupted_fetch_is_resumed(server, get, talks, server_says):
    whole = talks[0].read_bytes()
    server.put("/talk.mp4", whole, **server_says)
    with pytest.raises(KeyboardInterrupt):
        get("/talk.mp4", on_progress=interrupt)
    left = (get.folder / "media.mp4.part").stat().st_size
    assert 0 < left < len(whole)
    assert get("/talk.mp4").value.read_bytes() == whole
    assert server.ranges == [f"bytes={left}-"]


def test_an_interrupted_playlist_is_resumed(server, get, hls):
    server.put_all(hls, {".m3u8": "application/vnd.apple.mpegurl", ".ts": "video/mp2t"})
    with pytest.raises(KeyboardInterrupt):
        get("/talk.m3u8", on_progress=lambda done, _: interrupt(done - len(hls["part0.ts"]), None))
    assert abs(duration_ms(get("/talk.m3u8").value) - 6000) < 200
    assert [request.path for request in server.requests].count("/part0.ts") == 1


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({}, {}),
        ({"has_etag": False}, {"has_etag": False}),
        (
            {"has_etag": False, "modified": _DATES[0]},
            {"has_etag": False, "modified": _DATES[1]},
        ),
    ],
    ids=["etag", "nothing", "date"],
)
def test_a_partial_file_is_not_continued_with_other_content(server, get, talks, before, after):
    server.put("/talk.mp4", talks[0].read_bytes(), **before)
    with pytest.raises(KeyboardInterrupt):
        get("/talk.mp4", on_progress=interrupt)
    server.put("/talk.mp4", talks[1].read_bytes(), **after)
    assert get("/talk.mp4").value.read_bytes() == talks[1].read_bytes()
    assert server.ranges == []


def test_what_nothing_identifies_is_not_resumed(server, get, talks):
    whole = talks[0].read_bytes()
    server.put("/talk.mp4", whole, has_etag=False)
    with pytest.raises(KeyboardInterrupt):
        get("/talk.mp4", on_progress=interrupt)
    assert get("/talk.mp4").value.read_bytes() == whole
    assert server.ranges == []


def test_a_strange_partial_file_is_thrown_away(server, get, talks):
    server.put("/talk.mp4", talks[0].read_bytes())
    get.folder.mkdir(parents=True)
    (get.folder / "media.mp4.part").write_bytes(talks[1].read_bytes()[:100_000])
    assert get("/talk.mp4").value.read_bytes() == talks[0].read_bytes()


def test_content_that_changes_while_it_is_fetched(server, get, talks):
    old, new = (file.read_bytes() for file in talks)
    server.put("/talk.mp4", old, cuts=[None, 100_000], then=new)
    assert get("/talk.mp4").value.read_bytes() == new


@pytest.mark.parametrize("status", [503, 429, 500])
def test_passing_trouble_is_waited_out(server, get, talks, status):
    server.put("/talk.mp4", talks[0].read_bytes(), refusals=[status, status])
    assert isinstance(get("/talk.mp4"), Done)
    assert get.waits == [0.5, 1.0]


def test_lasting_trouble_ends_after_the_retries(server, get):
    server.put("/talk.mp4", b"", refusals=[503] * 9)
    assert get("/talk.mp4", retries=1) == Failed(
        Reason.FETCH_FAILED, "the server has a problem: HTTP Error 503: Service Unavailable"
    )
    assert get.waits == [0.5]


@pytest.mark.parametrize(
    ("status", "message"),
    [(404, "not found"), (410, "not found"), (403, "needs a login"), (401, "needs a login")],
)
def test_final_answers_are_not_asked_for_again(server, get, status, message):
    server.put("/talk.mp4", b"", refusals=[status] * 9)
    outcome = get("/talk.mp4")
    assert isinstance(outcome, Failed)
    assert message in outcome.message
    assert len(server.requests) == 1
    assert get.waits == []


def test_a_page_without_a_recording(server, get):
    server.put("/page", b"<!doctype html><title>x</title><p>words", type="text/html")
    outcome = get("/page")
    assert isinstance(outcome, Failed)
    assert outcome.message.startswith("no recording there")
    assert get.waits == []


def test_a_file_that_is_not_what_it_says(server, get):
    server.put("/talk.mp4", b"no moov here " * 100)
    outcome = get("/talk.mp4")
    assert isinstance(outcome, Failed)
    assert outcome.message.startswith("not a usable recording")
    assert folder_names(get.folder) == []


def test_a_file_cut_short_by_the_server(server, get, talks):
    short = talks[0].read_bytes()
    server.put("/talk.mp4", short[: len(short) // 2])
    outcome = get("/talk.mp4")
    assert isinstance(outcome, Failed)
    assert "ends after" in outcome.message
    assert folder_names(get.folder) == []


def test_a_server_that_announces_more_than_it_has(server, get, talks):
    whole = talks[0].read_bytes()
    server.put("/talk.mp4", whole[: len(whole) // 2], claimed=len(whole))
    outcome = get("/talk.mp4", retries=1)
    assert isinstance(outcome, Failed)
    assert outcome.reason is Reason.FETCH_FAILED


def test_nobody_answers(get):
    outcome = get("", url="http://127.0.0.1:1/talk.mp4", retries=1)
    assert isinstance(outcome, Failed)
    assert outcome.message.startswith("no connection")
    assert get.waits == [0.5]


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/hostname",
        "ftp://127.0.0.1/x.mp4",
        "rtmp://127.0.0.1/live",
        "data:video/mp4;base64,AA",
        "ytsearch:talk",
        "--exec=id",
    ],
)
def test_other_protocols_are_refused(get, url):
    outcome = get("", url=url)
    assert isinstance(outcome, Failed)
    assert "http or https" in outcome.message


@pytest.mark.parametrize("key", ["", '#EXT-X-KEY:METHOD=AES-128,URI="/key"\n'], ids=["", "ffmpeg"])
@pytest.mark.parametrize("scheme", ["file://", "concat:", "subfile,,start,0,end,0,,:"])
def test_a_playlist_cannot_lead_to_files_here(server, get, talks, scheme, key):
    lines = f"#EXTM3U\n#EXT-X-TARGETDURATION:6\n{key}#EXTINF:6,\n{scheme}{talks[0]}\n"
    server.put("/talk.m3u8", f"{lines}#EXT-X-ENDLIST\n".encode(), type="audio/mpegurl")
    server.put("/key", bytes(16))
    assert isinstance(get("/talk.m3u8", retries=0), Failed)


def test_a_list_of_recordings_is_refused(server, get):
    item = '<item><title>x</title><link>{}/a</link><enclosure url="{}/a.mp4"/></item>'
    feed = f"<rss><channel>{item * 2}</channel></rss>".replace("{}", server.url)
    server.put("/feed", feed.encode(), type="text/xml")
    server.put("/a.mp4", b"x" * 1000)
    outcome = get("/feed")
    assert isinstance(outcome, Failed)
    assert outcome.message == "a list of recordings"


def test_a_source_without_an_address(tmp_path):
    outcome = fetch(
        Source("x"), kind="audio", folder=tmp_path, settings=SourceSettings(), ffmpeg=FFMPEG,
        check=duration_ms,
    )  # fmt: skip
    assert isinstance(outcome, Failed)
    assert outcome.reason is Reason.NO_SOURCE


def test_an_id_may_begin_with_a_hyphen(server, get, talks):
    server.put("/-rf.mp4", talks[0].read_bytes())
    assert isinstance(get("/-rf.mp4", source_id="-rf"), Done)


def test_the_file_of_cookies_is_sent_and_stays_as_it_is(server, get, talks, tmp_path):
    server.put("/talk.mp4", talks[0].read_bytes())
    cookies = tmp_path / "cookies.txt"
    text = "# Netscape HTTP Cookie File\n127.0.0.1\tFALSE\t/\tFALSE\t0\tkey\tvalue\n"
    cookies.write_text(text)
    assert isinstance(get("/talk.mp4", cookies=str(cookies)), Done)
    assert cookies.read_text() == text
    assert server.cookies == {"key=value"}


def test_cookies_that_cannot_be_read(get, tmp_path):
    with pytest.raises(ConfigError, match="cookies"):
        get("/talk.mp4", cookies=str(tmp_path / "missing.txt"))


def test_nothing_is_printed(server, get, talks, capfd):
    server.put("/talk.mp4", talks[0].read_bytes())
    get("/talk.mp4")
    get("/none.mp4")
    assert capfd.readouterr() == ("", "")


def test_yt_dlp_is_not_imported_before_it_is_needed():
    code = "import sys, clipper.sources.ytdlp; print('yt_dlp' in sys.modules)"
    assert proc.run([sys.executable, "-c", code]).strip() == b"False"
