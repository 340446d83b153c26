"""Settings as frozen dataclasses: defaults < user file < project file < environment < flags.

Each section is a dataclass; its fields are the keys of the TOML table of that name,
and `CLIPPER_<SECTION>_<KEY>` in the environment. Thresholds stand here and nowhere else.
"""

from __future__ import annotations

import difflib
import math
import os
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import platformdirs

from clipper.errors import ConfigError

PROJECT_FILE = "clipper.toml"

Engine = Literal["fast", "reference"]
Search = Literal["none", "near", "source"]
ClipKind = Literal["video", "audio", "none"]
JudgeKind = Literal["none", "nli", "llm"]
AudioFormat = Literal["m4a", "mp3", "opus", "flac", "wav"]
ReelFormat = Literal["m4a", "mp3", "opus", "flac", "wav", "mp4"]
VideoFormat = Literal["mp4", "webm"]
Method = Literal["auto", "copy", "smart", "exact"]
Quality = Literal["small", "normal", "high"]
Subtitles = Literal["files", "burned", "none"]
Order = Literal["note", "time", "confidence"]
Per = Literal["note", "heading", "all"]
Embed = Literal["none", "copy", "note"]
VerdictName = Literal["supported", "misplaced", "contradicted", "not_found", "unchecked"]


@dataclass(frozen=True, slots=True)
class SourceSettings:
    """Where recordings come from. Rates are bytes per second; 0 means no limit."""

    media_dir: str = ""
    source: str = ""
    durations: str = ""
    cookies: str = ""
    proxy: str = ""
    rate_limit: int = 0
    retries: int = 3
    timeout_s: float = 30.0
    captions: Literal["map", "off"] = "map"


@dataclass(frozen=True, slots=True)
class WindowSettings:
    """How much is cut and heard around a stamp: the evidence follows the stamp."""

    before_s: float = 5.0
    after_s: float = 25.0


@dataclass(frozen=True, slots=True)
class SpeechSettings:
    """Whisper. `auto` lets the machine decide; an empty language is recognised."""

    model: str = "auto"
    language: str = ""
    device: Literal["auto", "cpu", "cuda"] = "auto"
    compute_type: str = "auto"
    beam_size: int = 1
    threads: int = 0
    engine: Engine = "fast"


@dataclass(frozen=True, slots=True)
class VerifySettings:
    """When a claim counts as said. Probabilities; times in seconds from the stamp."""

    search: Search = "source"
    supported: float = 0.5
    elsewhere: float = 0.5
    tolerance_before_s: float = 10.0
    tolerance_after_s: float = 20.0
    near_s: float = 120.0
    candidates: int = 3
    embed: str = "auto"


@dataclass(frozen=True, slots=True)
class JudgeSettings:
    """A second judge, who reads for meaning. Thresholds are its own, uncalibrated probabilities."""

    kind: JudgeKind = "none"
    model: str = ""
    url: str = "http://127.0.0.1:11434/v1"
    key_env: str = ""
    timeout_s: float = 60.0
    stretches: int = 3
    entailed: float = 0.8
    contradicted: float = 0.8
    nowhere: float = 0.2
    sure: float = 0.9


@dataclass(frozen=True, slots=True)
class LintSettings:
    """Which problems are told, by code (`T003`), by the beginning of one (`T0`), or `ALL`.

    Those in `error` are errors where they would be warnings.
    """

    select: tuple[str, ...] = ("ALL",)
    ignore: tuple[str, ...] = ()
    error: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FixSettings:
    """Which stamps are corrected. A probability: what is less sure is left to the reader."""

    confidence: float = 0.8


@dataclass(frozen=True, slots=True)
class ClipSettings:
    """The clips: what kind, where they begin and end, how they are cut, what comes with them.

    `edges` are moved to where nobody speaks, or stay at the asked moments; lengths are limits
    for what moving may do. `loudness_lufs` counts when `normalize` is on.
    """

    kind: ClipKind = "video"
    format: VideoFormat = "mp4"
    audio_format: AudioFormat = "m4a"
    method: Method = "auto"
    quality: Quality = "normal"
    hardware: bool = False
    edges: Literal["words", "asked"] = "words"
    breath_ms: int = 200
    shortest_s: float = 5.0
    longest_s: float = 60.0
    merge: bool = False
    name: str = "{index:03} {stamp} {claim}"
    subtitles: Subtitles = "files"
    normalize: bool = False
    loudness_lufs: float = -16.0


@dataclass(frozen=True, slots=True)
class ReelSettings:
    """The highlight reel. Loudness by EBU R128; `peak_dbtp` holds after the encoder."""

    format: ReelFormat = "m4a"
    per: Per = "note"
    order: Order = "note"
    verdicts: tuple[VerdictName, ...] = ("supported",)
    match: str = ""
    duplicates: bool = False
    max_duration_s: float = 0.0
    fade_ms: int = 20
    crossfade_ms: int = 0
    gap_ms: int = 400
    chime: bool = False
    loudness_lufs: float = -16.0
    peak_dbtp: float = -1.0
    cover: bool = True
    label: bool = False
    width: int = 1280
    height: int = 720
    fps: int = 30


@dataclass(frozen=True, slots=True)
class ExportSettings:
    """Files for other programs beside the clips, by the names of `clipper.exports`."""

    formats: tuple[str, ...] = ()
    embed: Embed = "none"


@dataclass(frozen=True, slots=True)
class RunSettings:
    """How the work is done. `jobs` sources are fetched at once."""

    output: str = "output"
    jobs: int = 2
    ffmpeg: str = ""
    cache_dir: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings; `load` makes them."""

    source: SourceSettings = field(default_factory=SourceSettings)
    window: WindowSettings = field(default_factory=WindowSettings)
    speech: SpeechSettings = field(default_factory=SpeechSettings)
    verify: VerifySettings = field(default_factory=VerifySettings)
    judge: JudgeSettings = field(default_factory=JudgeSettings)
    lint: LintSettings = field(default_factory=LintSettings)
    fix: FixSettings = field(default_factory=FixSettings)
    clip: ClipSettings = field(default_factory=ClipSettings)
    reel: ReelSettings = field(default_factory=ReelSettings)
    export: ExportSettings = field(default_factory=ExportSettings)
    run: RunSettings = field(default_factory=RunSettings)

    @property
    def cache_dir(self) -> Path:
        return Path(self.run.cache_dir or platformdirs.user_cache_dir("clipper")).expanduser()


# Variables whose names other tools of this field would lead users to expect.
_SHORT_NAMES = {
    "CLIPPER_FFMPEG": ("run", "ffmpeg"),
    "CLIPPER_CACHE_DIR": ("run", "cache_dir"),
}


def load(
    file: Path | None = None,
    *,
    flags: Mapping[str, Mapping[str, Any]] | None = None,
    environ: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> Settings:
    """The settings in force.

    `flags` maps section to key to value; values of None were not given. Raises
    ConfigError naming the file or variable and the key.
    """
    env = os.environ if environ is None else environ
    settings = Settings()
    for path in _files(file, folder or Path.cwd()):
        settings = _merge(settings, _read(path), where=str(path))
    for name, tables in _from_environment(env):
        settings = _merge(settings, tables, where=name)
    given = {
        section: {key: value for key, value in values.items() if value is not None}
        for section, values in (flags or {}).items()
    }
    return _merge(settings, given, where="command line")


def _files(file: Path | None, folder: Path) -> Iterable[Path]:
    user = Path(platformdirs.user_config_dir("clipper")) / "config.toml"
    project = file or folder / PROJECT_FILE
    if file is not None and not file.is_file():
        raise ConfigError(f"no such configuration file: '{file}'")
    return [path for path in (user, project) if path.is_file()]


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))  # some editors write the mark
    except (OSError, ValueError) as err:
        raise ConfigError(f"cannot read '{path}': {err}") from err


def _from_environment(environ: Mapping[str, str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """`CLIPPER_SPEECH_MODEL=base` as that name and {"speech": {"model": "base"}}.

    Other names are ignored.
    """
    for section, kind in _sections().items():
        for key, wanted in _types(kind).items():
            name = f"CLIPPER_{section}_{key}".upper()
            if name in environ:
                yield name, {section: {key: _parse(environ[name], wanted, name)}}
    for name, (section, key) in _SHORT_NAMES.items():
        if environ.get(name):
            yield name, {section: {key: environ[name]}}


def _parse(text: str, wanted: Any, name: str) -> Any:
    try:
        if wanted in (int, float):
            return wanted(text)
    except ValueError as err:
        raise ConfigError(f"'{name}' must be a number, not '{text}'") from err
    if wanted is bool:
        return _SWITCHES.get(text.strip().lower(), text)
    if get_origin(wanted) is tuple:
        return [item.strip() for item in text.split(",") if item.strip()]
    return text


def _merge(settings: Settings, tables: Mapping[str, Any], *, where: str) -> Settings:
    sections = _sections()
    for section, values in tables.items():
        if section not in sections:
            raise _unknown(f"[{section}]", section, sections, where)
        if not isinstance(values, Mapping):
            raise ConfigError(f"'{section}' must be a table in {where}")
        types = _types(sections[section])
        for key in values:
            if key not in types:
                raise _unknown(f"{section}.{key}", key, types, where)
        checked = {
            key: _typed(value, types[key], f"{section}.{key}", where)
            for key, value in values.items()
        }
        settings = replace(settings, **{section: replace(getattr(settings, section), **checked)})
    _check_ranges(settings, where)
    return settings


def _sections() -> dict[str, type]:
    hints = get_type_hints(Settings)
    return {item.name: hints[item.name] for item in fields(Settings)}


def _types(section: type) -> dict[str, Any]:
    hints = get_type_hints(section)
    return {item.name: hints[item.name] for item in fields(section)}


def _unknown(shown: str, name: str, known: Iterable[str], where: str) -> ConfigError:
    close = difflib.get_close_matches(name, list(known), n=1)
    hint = f"did you mean '{close[0]}'?" if close else f"known: {', '.join(known)}"
    return ConfigError(f"unknown key '{shown}' in {where}", hint=hint)


def _typed(value: Any, wanted: Any, name: str, where: str) -> Any:
    """The value in the field's type, or ConfigError."""
    if choices := _choices(wanted):
        if value in choices:
            return value
        allowed = ", ".join(f"'{choice}'" for choice in choices)
        raise ConfigError(f"'{name}' is '{value}' in {where}", hint=f"allowed: {allowed}")
    if get_origin(wanted) is tuple:
        if not isinstance(value, list | tuple):
            raise ConfigError(f"'{name}' must be a list in {where}")
        return tuple(_typed(item, get_args(wanted)[0], name, where) for item in value)
    if wanted is float and type(value) is int:
        return float(value)
    if type(value) is not wanted:
        raise ConfigError(f"'{name}' must be {_NAMES[wanted]} in {where}, not '{value}'")
    return value


def _choices(wanted: Any) -> tuple[Any, ...]:
    """What a Literal, or a union of some, allows."""
    if get_origin(wanted) in (Union, UnionType):
        return tuple(choice for part in get_args(wanted) for choice in _choices(part))
    return get_args(wanted) if get_origin(wanted) is Literal else ()


_SWITCHES = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
_NAMES: dict[type, str] = {
    int: "a whole number",
    float: "a number",
    str: "a text",
    bool: "true or false",
}


_RANGE_HINT = "correct it there, or leave it out for the default"


def _check_ranges(settings: Settings, where: str) -> None:
    """Refuse numbers that no stage could use."""
    at_least = (
        ("run.jobs", settings.run.jobs, 1),
        ("source.retries", settings.source.retries, 0),
        ("source.rate_limit", settings.source.rate_limit, 0),
        ("source.timeout_s", settings.source.timeout_s, 0.1),
        ("window.before_s", settings.window.before_s, 0),
        ("window.after_s", settings.window.after_s, 1),
        ("speech.beam_size", settings.speech.beam_size, 1),
        ("speech.threads", settings.speech.threads, 0),
        ("verify.tolerance_before_s", settings.verify.tolerance_before_s, 0),
        ("verify.tolerance_after_s", settings.verify.tolerance_after_s, 0),
        ("verify.near_s", settings.verify.near_s, 0),
        ("verify.candidates", settings.verify.candidates, 1),
        ("judge.timeout_s", settings.judge.timeout_s, 0.1),
        ("judge.stretches", settings.judge.stretches, 1),
        ("clip.breath_ms", settings.clip.breath_ms, 0),
        ("clip.shortest_s", settings.clip.shortest_s, 0.5),
        ("clip.longest_s", settings.clip.longest_s, settings.clip.shortest_s),
        ("reel.fade_ms", settings.reel.fade_ms, 0),
        ("reel.crossfade_ms", settings.reel.crossfade_ms, 0),
        ("reel.max_duration_s", settings.reel.max_duration_s, 0),
        ("reel.width", settings.reel.width, 16),
        ("reel.height", settings.reel.height, 16),
        ("reel.fps", settings.reel.fps, 1),
        ("reel.gap_ms", settings.reel.gap_ms, 0),
    )
    for name, value, lowest in at_least:
        if not lowest <= value < math.inf:  # NaN is neither
            message = f"'{name}' must be at least {lowest}, not {value}, in {where}"
            raise ConfigError(message, hint=_RANGE_HINT)
    for name, level in (  # no programme is louder, and what is softer is silence to R128
        ("clip.loudness_lufs", settings.clip.loudness_lufs),
        ("reel.loudness_lufs", settings.reel.loudness_lufs),
        ("reel.peak_dbtp", settings.reel.peak_dbtp),
    ):
        if not -70 < level <= 0:
            message = f"'{name}' must lie between -70 and 0, not {level}, in {where}"
            raise ConfigError(message, hint=_RANGE_HINT)
    for name, share in (
        ("verify.supported", settings.verify.supported),
        ("verify.elsewhere", settings.verify.elsewhere),
        ("judge.entailed", settings.judge.entailed),
        ("judge.contradicted", settings.judge.contradicted),
        ("judge.nowhere", settings.judge.nowhere),
        ("judge.sure", settings.judge.sure),
        ("fix.confidence", settings.fix.confidence),
    ):
        if not 0 <= share <= 1:
            message = f"'{name}' must lie between 0 and 1, not {share}, in {where}"
            raise ConfigError(message, hint=_RANGE_HINT)
