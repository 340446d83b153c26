"""A web server with faults to order, and media of our own making for it to serve."""

import hashlib
import re
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import imageio_ffmpeg
import pytest

from clipper import proc


@dataclass
class Page:
    """What lies at an address, and how the server misbehaves there.

    `cuts` holds how many bytes of each of the next answers are sent before the
    connection breaks, None for all of them; answers of one byte do not count. `then` is
    the content after a cut, `refusals` are the statuses of the next answers, `claimed`
    is a Content-Length that is not true.
    """

    body: bytes
    type: str = "video/mp4"
    has_etag: bool = True
    modified: str = ""
    refusals: list[int] = field(default_factory=list)
    cuts: list[int | None] = field(default_factory=list)
    then: bytes | None = None
    claimed: int | None = None

    @property
    def etag(self) -> str:
        return f'"{hashlib.sha256(self.body).hexdigest()[:16]}"'


@dataclass(frozen=True)
class Request:
    path: str
    range: str | None
    status: int


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.pages: dict[str, Page] = {}
        self.requests: list[Request] = []
        self.cookies: set[str] = set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def put(self, path: str, body: bytes, **more) -> Page:
        self.pages[path] = Page(body, **more)
        return self.pages[path]

    def put_all(self, files: dict[str, bytes], types: dict[str, str]) -> None:
        for name, body in files.items():
            self.put(f"/{name}", body, type=types.get(Path(name).suffix, "video/mp4"))

    @property
    def ranges(self) -> list[str]:
        """The parts asked for, but for the first byte, which identifies a file."""
        return [r.range for r in self.requests if r.range not in (None, "bytes=0-0")]

    def handle_error(self, request, client_address):
        pass  # cut connections are meant


class _Handler(BaseHTTPRequestHandler):
    server: Server

    def log_message(self, *args):
        pass

    def do_GET(self):
        page = self.server.pages.get(self.path)
        if page is None:
            return self._refuse(404)
        if page.refusals:
            return self._refuse(page.refusals.pop(0))
        return self._send(page)

    def _refuse(self, status):
        self._log(status)
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _send(self, page):
        body, asked = page.body, self.headers.get("Range")
        span = re.fullmatch(r"bytes=(\d+)-(\d*)", asked or "")
        if self.headers.get("If-Range", page.etag) != page.etag:
            span = None
        if span is None:
            self._log(200)
            self.send_response(200)
            part = body
        elif int(span[1]) >= len(body):
            return self._refuse(416)
        else:
            self._log(206)
            self.send_response(206)
            start, end = int(span[1]), min(int(span[2] or len(body)), len(body) - 1)
            part = body[start : end + 1]
            self.send_header("Content-Range", f"bytes {start}-{end}/{len(body)}")
        self.send_header("Content-Type", page.type)
        self.send_header("Content-Length", str(page.claimed or len(part)))
        if page.has_etag:
            self.send_header("ETag", page.etag)
        if page.modified:
            self.send_header("Last-Modified", page.modified)
        self.end_headers()
        return self._write(page, part)

    def _write(self, page, part):
        cut = page.cuts.pop(0) if page.cuts and len(part) > 1 else None
        self.wfile.write(part[:cut])
        self.close_connection = True
        if cut is not None:
            page.body = page.then or page.body

    def _log(self, status):
        self.server.cookies.update(self.headers.get_all("Cookie", []))
        self.server.requests.append(Request(self.path, self.headers.get("Range"), status))


@pytest.fixture
def server():
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield server
        server.shutdown()


def _ffmpeg(*arguments: object) -> None:
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", *map(str, arguments)]
    proc.run(command)


_PICTURE = ("-f", "lavfi", "-i", "testsrc=size=320x180:rate=10")
_CODECS = ("-c:v", "libx264", "-preset", "ultrafast", "-g", "20", "-c:a", "aac")


@pytest.fixture(scope="session")
def talks(tmp_path_factory) -> tuple[Path, Path]:
    """Two recordings of 6 s with different sound and pictures, about 500 kB each."""
    folder = tmp_path_factory.mktemp("talks")
    files = folder / "talk.mp4", folder / "other.mp4"
    for file, tone in zip(files, (440, 880), strict=True):
        sound = ("-f", "lavfi", "-i", f"sine=frequency={tone}")
        noise = ("-vf", f"noise=alls=40:all_seed={tone}")
        _ffmpeg(*_PICTURE, *sound, *noise, "-t", 6, *_CODECS, "-movflags", "+faststart", file)
    return files


@pytest.fixture(scope="session")
def hls(talks, tmp_path_factory) -> dict[str, bytes]:
    """The first talk as a playlist of segments of 2 s: names and contents."""
    folder = tmp_path_factory.mktemp("hls")
    pattern = folder / "part%d.ts"
    _ffmpeg(
        "-i", talks[0], "-c", "copy", "-f", "hls", "-hls_time", 2, "-hls_playlist_type", "vod",
        "-hls_segment_filename", pattern, folder / "talk.m3u8",
    )  # fmt: skip
    return {file.name: file.read_bytes() for file in folder.iterdir()}


@pytest.fixture(scope="session")
def dash(talks, tmp_path_factory) -> dict[str, bytes]:
    """The first talk as separate picture and sound, as YouTube serves its recordings."""
    folder = tmp_path_factory.mktemp("dash")
    _ffmpeg("-i", talks[0], "-c", "copy", "-f", "dash", "-seg_duration", 2, folder / "talk.mpd")
    return {file.name: file.read_bytes() for file in folder.iterdir()}
