"""Fetches a recording with yt-dlp; the only importer of it.

yt-dlp fetches and resumes; what it does not do stands here: retries around its first
request, partial files that are known to belong to the remote file, and a look at what
came, since it also reports success for files that are cut short.
"""

from __future__ import annotations

import dataclasses
import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clipper.config import SourceSettings
from clipper.errors import MediaError
from clipper.model import Done, Failed, Reason, Source
from clipper.sources import folder as folders
from clipper.sources.captions import offered
from clipper.sources.found import chosen, only_one, refused
from clipper.sources.javascript import find_runtime
from clipper.sources.options import Kind, Progress, options, wait_s
from clipper.sources.problems import Problem, explain
from clipper.sources.urls import is_web_url, is_youtube
from clipper.store import make_folder

_log = logging.getLogger(__name__)
_MOST_CAPTIONS = 32 * 1024 * 1024  # bytes: about a day of talk with a time for every word


@dataclass(frozen=True, slots=True)
class _Job:
    url: str
    kind: Kind
    folder: Path
    settings: SourceSettings
    ffmpeg: str
    check: Callable[[Path], int]
    on_progress: Progress | None


def fetch(  # noqa: PLR0913 - the caller's tools, one each
    source: Source,
    *,
    kind: Kind,
    folder: Path,
    settings: SourceSettings,
    ffmpeg: str,
    check: Callable[[Path], int],
    on_progress: Progress | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> Done[Path] | Failed:
    """The recording in `folder`, which belongs to this source and kind alone.

    What was finished there before is returned without any request, and what was begun
    is continued if it still is the same remote file. `check` gives the duration of a
    file in ms or raises MediaError. `on_progress` gets the bytes so far and, if known,
    in all of the file at hand; what it raises ends the fetch and leaves the partial
    file. Raises ConfigError when the file of cookies cannot be read, UsageError when
    the folder cannot be written. The caller sees to it that nobody else fetches into
    the folder.
    """
    done = folders.finished(make_folder(folder))
    if done:
        return Done(done)
    if source.url is None:
        return Failed(Reason.NO_SOURCE, f"'{source.id}' is neither here nor an address")
    if not is_web_url(source.url):
        return Failed(Reason.FETCH_FAILED, f"'{source.url}' is not an http or https address")
    # yt-dlp passes options from one extractor to another behind this mark.
    url = source.url.partition("#__youtubedl_smuggle")[0]
    job = _Job(url, kind, folder, settings, ffmpeg, check, on_progress)
    return _persist(job, sleep)


def _persist(job: _Job, sleep: Callable[[float], None]) -> Done[Path] | Failed:
    """The outcome of the last attempt: as many as the settings allow while trouble may pass."""
    for attempt in range(job.settings.retries):
        outcome = _attempt(job)
        if isinstance(outcome, Path):
            return Done(outcome)
        if not outcome.is_passing:
            return outcome.failed
        _log.info("'%s': %s; trying again", job.url, outcome.message)
        sleep(wait_s(attempt))
    outcome = _attempt(job)
    return Done(outcome) if isinstance(outcome, Path) else outcome.failed


def _attempt(job: _Job) -> Path | Problem:
    """A whole recording, or why there is none; a damaged file is fetched once more from scratch."""
    outcome = _download(job)
    if isinstance(outcome, Problem) and outcome.is_damaged:
        _log.info("'%s': %s; fetching it anew", job.url, outcome.message)
        outcome = _download(job)
    return outcome


def _download(job: _Job) -> Path | Problem:
    import yt_dlp  # noqa: PLC0415 - 0.9 s

    parameters = options(
        job.kind,
        job.folder,
        settings=job.settings,
        ffmpeg=job.ffmpeg,
        on_progress=job.on_progress,
    )
    try:
        with yt_dlp.YoutubeDL(parameters) as ydl:
            info = only_one(ydl.extract_info(job.url, download=False))
            problem = refused(info)
            if problem:
                return problem
            folders.prepare(job.folder, _identity(ydl, info))
            _fetch_captions(job, info)
            info["requested_subtitles"] = None  # yt-dlp would fail where these cannot be had
            ydl.process_info(info)
    except (yt_dlp.utils.YoutubeDLError, OSError, ValueError) as err:
        return _problem(job, err)
    return _accept(job, info, yt_dlp.version.__version__)


def _fetch_captions(job: _Job, info: dict[str, Any]) -> None:
    """The site's captions beside the recording to come, if they can be had at the first try."""
    import yt_dlp  # noqa: PLC0415

    form = offered(info) if job.settings.captions != "off" else None
    if form is None:
        return
    file = job.folder / f"{folders.STEM}.{form['ext']}"
    for left in job.folder.glob(f"{file.name}*"):
        left.unlink()  # yt-dlp would append to it
    once = dataclasses.replace(job.settings, retries=0)
    parameters = options(
        job.kind, job.folder, settings=once, ffmpeg=job.ffmpeg, on_progress=_no_flood
    )
    headers = form.get("http_headers") or info.get("http_headers")
    try:
        with yt_dlp.YoutubeDL(parameters) as ydl:
            ydl.dl(str(file), {**form, "http_headers": headers}, subtitle=True)
    except Exception as err:  # noqa: BLE001 - whatever comes instead, the recording counts
        _log.info("no captions of '%s': %s", job.url, err)


def _no_flood(done: int, _total: int | None) -> None:
    if done > _MOST_CAPTIONS:
        raise ValueError(f"more than {_MOST_CAPTIONS} bytes")


def _identity(ydl: Any, info: dict[str, Any]) -> list[dict[str, Any]] | None:
    """What tells these remote files from others, whatever their signed addresses; None if nothing.

    A site's id with the exact size will do, but a bare address says nothing about its
    content: there the server's ETag or date is needed.
    """
    identity = []
    for form in chosen(info):
        state = _remote_state(ydl, form)
        has_site_id = info["extractor_key"] != "Generic" and form.get("filesize")
        if not (state.get("etag") or state.get("modified") or has_site_id):
            return None
        names = [info["extractor"], info["id"], form["format_id"]]
        identity.append({"names": names, "filesize": form.get("filesize"), **state})
        _guard(form, state.get("etag"))
    return identity


def _remote_state(ydl: Any, form: dict[str, Any]) -> dict[str, str | None]:
    """Size, ETag and date of the remote file; empty when the server will not say.

    Asks for the first byte, since addresses signed for GET refuse HEAD.
    """
    from yt_dlp.networking import Request  # noqa: PLC0415
    from yt_dlp.networking.exceptions import HTTPError  # noqa: PLC0415

    headers = {**form.get("http_headers", {}), "Accept-Encoding": "identity", "Range": "bytes=0-0"}
    try:
        with ydl.urlopen(Request(form["url"], headers=headers)) as response:
            said = response.headers
    except HTTPError as err:
        if explain(str(err)).is_passing:
            raise
        return {}
    etag = said.get("ETag") or ""
    return {
        "size": said.get("Content-Range") or said.get("Content-Length"),
        "etag": None if etag.startswith("W/") else etag,  # a weak one may stay over a change
        "modified": said.get("Last-Modified"),
    }


def _guard(form: dict[str, Any], etag: str | None) -> None:
    """The server sends the rest of exactly this file or, if it has changed meanwhile, the whole.

    https://www.rfc-editor.org/rfc/rfc9110#name-if-range
    """
    if etag and form["protocol"] in ("http", "https"):
        form["http_headers"] = {**form.get("http_headers", {}), "If-Range": etag}


def _problem(job: _Job, err: Exception) -> Problem:
    from yt_dlp.networking.exceptions import TransportError  # noqa: PLC0415

    return explain(
        str(err),
        is_network=any(isinstance(inner, TransportError) for inner in _chain(err)),
        lacks_javascript=is_youtube(job.url) and find_runtime() is None,
    )


def _chain(err: BaseException | None) -> Iterator[BaseException]:
    """The exception and those it wraps."""
    while err is not None:
        yield err
        wrapped = getattr(err, "exc_info", None) or (None, None)
        err = wrapped[1] or err.__cause__ or err.__context__


def _accept(job: _Job, info: dict[str, Any], version: str) -> Path | Problem:
    """The file, when it is a whole recording; else nothing of it is left."""
    file = Path(info["filepath"])
    outcome = _checked(job, file, info.get("duration"))
    if isinstance(outcome, Problem):
        folders.clear(job.folder)
        return outcome
    facts = {
        "duration_ms": outcome,
        "url": job.url,
        "extractor": info["extractor"],
        "id": info["id"],
        "formats": [form["format_id"] for form in chosen(info)],
        "yt_dlp": version,
    }
    return folders.finish(file, facts)


def _checked(job: _Job, file: Path, announced_s: float | None) -> int | Problem:
    """The file's duration in ms."""
    try:
        duration_ms = job.check(file)
    except MediaError as err:
        return Problem(f"not a usable recording: {err.message}", err.hint, is_damaged=True)
    wanted_ms = round((announced_s or 0) * 1000)
    if wanted_ms and abs(duration_ms - wanted_ms) > max(2000, wanted_ms // 50):
        text = f"{duration_ms / 1000:.1f} s came of a recording of {wanted_ms / 1000:.1f} s"
        return Problem(text, is_damaged=True)
    return duration_ms
