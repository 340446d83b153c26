"""What a source id means: a recording that is here, or an address to fetch it from."""

from pathlib import Path

from clipper.model import Source
from clipper.sources.local import find_local, is_media
from clipper.sources.urls import is_web_url, is_youtube_id, recording_name


def resolve(source_id: str, *, media_dir: Path | None) -> Source:
    """The source with its `path` when it is here, else with its `url`, else with neither.

    An id is a path, a YouTube id, an http(s) address, or the name of a recording in
    `media_dir`. Raises UsageError when `media_dir` is not a folder.
    """
    path = _named_file(source_id)
    if path is None and media_dir is not None:
        path = find_local(_name(source_id), media_dir)
    return Source(source_id, path, None if path else _url(source_id))


def _named_file(source_id: str) -> Path | None:
    """The file at the path `source_id`: absolute, so that no program takes it for an option."""
    path = Path(source_id)
    try:
        return path.absolute() if is_media(path) and path.is_file() else None
    except OSError:  # longer than a name can be
        return None


def _name(source_id: str) -> str:
    return recording_name(source_id) if is_web_url(source_id) else source_id


def _url(source_id: str) -> str | None:
    if is_youtube_id(source_id):
        return f"https://www.youtube.com/watch?v={source_id}"
    return source_id if is_web_url(source_id) else None
