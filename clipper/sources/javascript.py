"""The JavaScript runtime that yt-dlp needs for YouTube's formats; without one, most are missing."""

import importlib
import logging
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass

from clipper import proc
from clipper.errors import ProgramError

_log = logging.getLogger(__name__)
_VERSION = re.compile(r"(\d+)\.(\d+)\.(\d+)")
# The oldest versions yt-dlp accepts, in its order of preference: deno alone is sandboxed.
# https://github.com/yt-dlp/yt-dlp/wiki/EJS
_OLDEST = {"deno": (2, 3, 0), "node": (22, 0, 0), "bun": (1, 2, 11)}


@dataclass(frozen=True, slots=True)
class Runtime:
    """A program that runs JavaScript."""

    name: str
    version: tuple[int, ...]
    path: str


def javascript_runtime() -> str | None:
    """Name and version of the runtime that will be used, as `deno 2.9.8`; None without one."""
    runtime = find_runtime()
    return None if runtime is None else f"{runtime.name} {'.'.join(map(str, runtime.version))}"


def find_runtime() -> Runtime | None:
    """The first runtime that is new enough, on the PATH or from the PyPI package `deno`."""
    for name, oldest in _OLDEST.items():
        for path in _paths(name):
            version = _version(path)
            if version and version >= oldest:
                return Runtime(name, version, path)
            _log.debug("'%s' is not a usable %s", path, name)
    return None


def _paths(name: str) -> Iterator[str]:
    on_path = shutil.which(name)
    if on_path:
        yield on_path
    packaged = _packaged_deno() if name == "deno" else None
    if packaged:
        yield packaged


def _packaged_deno() -> str | None:
    """The binary of an environment that is not activated, hence not on the PATH."""
    try:
        return str(importlib.import_module("deno").find_deno_bin())
    except (ImportError, AttributeError, FileNotFoundError):
        return None


def _version(path: str) -> tuple[int, ...] | None:
    try:
        said = proc.run([path, "--version"], timeout_s=10).decode(errors="replace")
    except ProgramError as err:
        _log.debug("%s", err)
        return None
    found = _VERSION.search(said)
    return tuple(int(number) for number in found.groups()) if found else None
