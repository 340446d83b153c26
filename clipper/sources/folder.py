"""The folder a recording is fetched into: what is finished, and what may be resumed.

yt-dlp appends to whatever `.part` it finds, also to that of another file, and says
nothing. So the partial files lie beside a note of what identifies the remote file, and
are thrown away when that has changed.
"""

import logging
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from clipper.sources.captions import captions_beside
from clipper.store import Store

_log = logging.getLogger(__name__)
STEM = "media"
_DONE = "done.json"
_PARTIAL = "partial.json"


def finished(folder: Path) -> Path | None:
    """The recording that was fetched here; None when there is none, or not a whole one."""
    done = Store(folder).read(folder / _DONE)
    if not isinstance(done, dict):
        return None
    file = folder / Path(str(done.get("file"))).name
    if file.is_file() and file.stat().st_size == done.get("size"):
        return file
    _log.warning("'%s' is damaged or missing and is fetched again", file)
    return None


def finish(file: Path, facts: dict[str, Any]) -> Path:
    """The same file, marked as finished with the `facts` about it, alone but for its captions."""
    folder = file.parent
    document = {"file": file.name, "size": file.stat().st_size, **facts}
    Store(folder).write(folder / _DONE, document)
    kept = {file, folder / _DONE, *captions_beside(file, language="")}
    _remove(other for other in _files(folder) if other not in kept)
    return file


def prepare(folder: Path, identity: object | None) -> None:
    """Leaves only partial files of the remote file that `identity` names; None names none."""
    known = Store(folder).read(folder / _PARTIAL)
    if identity is None or known != identity:
        clear(folder)
    if identity is not None:
        Store(folder).write(folder / _PARTIAL, identity)


def clear(folder: Path) -> None:
    """Nothing is left of any fetch; files of other names stay."""
    _remove(_files(folder))


def _files(folder: Path) -> list[Path]:
    return [
        path
        for path in folder.iterdir()
        if path.name in (_DONE, _PARTIAL) or path.name.startswith(f"{STEM}.")
    ]


def _remove(files: Iterable[Path]) -> None:
    for file in files:
        file.unlink(missing_ok=True)
