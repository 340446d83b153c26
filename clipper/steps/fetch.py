"""Get the recording of a source: from the media folder, the cache, or the net."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from clipper import store as files
from clipper.config import ClipKind, SourceSettings
from clipper.errors import MediaError
from clipper.events import Event, Fetching
from clipper.media import probe
from clipper.model import Failed, Media, Reason, Source
from clipper.sources import resolve, ytdlp
from clipper.sources.folder import finished
from clipper.store import Store

if TYPE_CHECKING:  # `lint`, which fetches nothing, need not load all that hears
    from clipper.steps.tools import Tools


def fetch(
    source_id: str, tools: Tools, *, kind: ClipKind, tell: Callable[[Event], None]
) -> Media | Failed:
    """The recording of a source: from the media folder, the cache, or the net."""
    settings = tools.settings.source
    media_dir = Path(settings.media_dir).expanduser() if settings.media_dir else None
    source = resolve.resolve(source_id, media_dir=media_dir)
    try:
        if source.path is not None:
            return _media(source, source.path, tools.store)
        if source.url is not None:
            return _download(source, tools, kind=kind, tell=tell)
    except MediaError as err:
        return Failed(Reason.FETCH_FAILED, err.message, err.hint)
    return Failed(
        Reason.NO_SOURCE,
        f"no recording called '{source_id}'",
        hint="put it into the folder of --media-dir as "
        f"'{source_id}.mp4', or correct the note's source",
    )


def recording_here(source_id: str, settings: SourceSettings, store: Store) -> Media | None:
    """The recording of a source if it is in the media folder or the cache; nothing is fetched."""
    media_dir = Path(settings.media_dir).expanduser() if settings.media_dir else None
    source = resolve.resolve(source_id, media_dir=media_dir)
    if source.path is not None:
        return _media(source, source.path, store)
    for kind in ("video", "audio") if source.url else ():
        folder = store.path("media", files.key(source.url, kind))
        if folder.is_dir() and (path := finished(folder)) is not None:
            return _media(source, path, store)
    return None


def _download(
    source: Source, tools: Tools, *, kind: ClipKind, tell: Callable[[Event], None]
) -> Media | Failed:
    wanted: Literal["audio", "video"] = "video" if kind == "video" else "audio"
    name = files.key(source.url, wanted)
    with tools.store.locked(name):
        fetched = ytdlp.fetch(
            source,
            kind=wanted,
            folder=tools.store.path("media", name),
            settings=tools.settings.source,
            ffmpeg=tools.ffmpeg,
            check=lambda path: probe.probe(path).duration_ms,
            on_progress=lambda done, total: tell(Fetching(source.id, done, total)),
        )
        if isinstance(fetched, Failed):
            return fetched
        return _media(source, fetched.value, tools.store)


def _media(source: Source, path: Path, store: Store) -> Media:
    """The file probed; remembered by its content, so that a rerun decodes nothing."""
    digest = store.digest(path)
    memory = store.path("probes", f"{digest}.json")
    known = store.read(memory)
    if not isinstance(known, list) or len(known) != 3:
        found = probe.probe(path)
        known = [found.duration_ms, found.audio_codec, found.video_codec]
        store.write(memory, known)
    duration_ms, audio_codec, video_codec = known
    return Media(source, path, digest, duration_ms, audio_codec, video_codec)
