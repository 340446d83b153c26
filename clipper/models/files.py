"""Find the files of a text model: in a folder, in the hub's cache, or on the hub."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from clipper.errors import WeightsError
from clipper.hub import hub_answers

_log = logging.getLogger(__name__)

# The first one there is taken: a quantised model is several times quicker on a processor.
_MODELS = (
    "onnx/model_quantized.onnx",
    "model_quantized.onnx",
    "onnx/model.onnx",
    "model.onnx",
)
_BESIDE = ("tokenizer.json", "config.json")
_HUB_NAME = re.compile(r"\w[\w.-]{0,95}/\w[\w.-]{0,95}", re.ASCII)
_WANTED = f"a folder with 'tokenizer.json' and one of: {', '.join(_MODELS)}"


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """A model as ONNX with its tokenizer; `config` need not exist."""

    name: str
    model: Path
    tokenizer: Path
    config: Path


def find_files(name: str) -> ModelFiles:
    """The files of the model in the folder `name`, or that the hub calls so; else WeightsError."""
    folder = Path(name).expanduser()
    if folder.is_dir():
        return _told(name, _in_folder(name, folder), f"give {_WANTED}")
    if not _HUB_NAME.fullmatch(name):
        return _told(name, None, f"give {_WANTED}; or a name on the model hub such as 'org/name'")
    try:
        found = _cached(name) or _downloaded(name)
    except ValueError as err:  # not an id that the hub could have
        raise WeightsError(f"no text model '{name}'", hint=str(err)) from err
    return _told(
        name,
        found,
        "allow the model hub (internet, HF_HUB_OFFLINE unset), put an earlier download into its "
        f"cache (HF_HOME), or give {_WANTED}",
    )


def _told(name: str, found: ModelFiles | None, hint: str) -> ModelFiles:
    if found is None:
        raise WeightsError(f"no text model '{name}'", hint=hint)
    return found


def _in_folder(name: str, folder: Path) -> ModelFiles | None:
    model = _best(file for file in _MODELS if (folder / file).is_file())
    tokenizer = folder / "tokenizer.json"
    if model is None or not tokenizer.is_file():
        return None
    return ModelFiles(name, folder / model, tokenizer, folder / "config.json")


def _best(files: Iterable[str]) -> str | None:
    return next(iter(sorted(set(files) & set(_MODELS), key=_MODELS.index)), None)


def _cached(name: str) -> ModelFiles | None:
    from huggingface_hub import try_to_load_from_cache  # noqa: PLC0415 - heavy

    tokenizer = try_to_load_from_cache(name, "tokenizer.json")
    return _in_folder(name, Path(tokenizer).parent) if isinstance(tokenizer, str) else None


def _downloaded(name: str) -> ModelFiles | None:
    """Only what is needed: such repositories hold the same weights in many forms."""
    from huggingface_hub import HfApi, snapshot_download  # noqa: PLC0415 - heavy
    from huggingface_hub.errors import HfHubHTTPError  # noqa: PLC0415 - heavy

    if not hub_answers():
        return None
    _log.info("looking for the text model '%s' on the model hub", name)
    try:
        model = _best(HfApi().list_repo_files(name))
        wanted = [] if model is None else [model, *_BESIDE]
        return _in_folder(name, Path(snapshot_download(name, allow_patterns=wanted)))
    except (OSError, HfHubHTTPError) as err:
        _log.debug("no text model '%s': %s", name, err)
        return None
