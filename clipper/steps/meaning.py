"""Vectors of what is claimed and said, by the optional text model: each text once."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from clipper import store as files
from clipper.model import Citation, Transcript
from clipper.models.embed import Embedder
from clipper.store import Store
from clipper.verify.recording import Recording, index

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Meanings:
    """The text model with a memory: of this run, and of earlier ones for texts asked together."""

    embedder: Embedder
    store: Store
    _known: dict[str, NDArray[np.float16]] = field(default_factory=dict, repr=False)

    def __call__(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """A unit vector for each text, one row each, as exact as the memory keeps them."""
        fresh = [text for text in dict.fromkeys(texts) if text not in self._known]
        if fresh:
            rows = self.embedder(fresh).astype(np.float16)
            self._known.update(zip(fresh, rows, strict=True))
        return np.stack([self._known[text] for text in texts]).astype(np.float32)

    def learn(self, texts: Sequence[str]) -> None:
        """Know these texts, from an earlier run if it knew them."""
        texts = tuple(dict.fromkeys(texts))
        if all(text in self._known for text in texts):
            return
        name = files.key(self.embedder.identity, texts)
        path = self.store.path("meanings", f"{name}.npy")
        rows = _read(path, len(texts))
        if rows is not None:
            self._known.update(zip(texts, rows, strict=True))
            return
        kept = io.BytesIO()
        np.save(kept, self(texts).astype(np.float16), allow_pickle=False)
        files.write_bytes(path, kept.getvalue())


def indexed(transcript: Transcript, meanings: Meanings | None) -> Recording:
    """The recording as claims are compared with it, with meanings where there is a text model."""
    recording = replace(index(transcript), meaning_of=meanings)
    if meanings is not None and recording.sentences:
        meanings.learn([sentence.text for sentence in recording.sentences])
    return recording


def learn_claims(citations: Iterable[Citation], meanings: Meanings | None) -> None:
    """Read all claims at once, which is faster than one by one and remembered as a whole."""
    claims = [citation.claim for citation in citations if citation.claim]
    if meanings is not None and claims:
        meanings.learn(claims)


def _read(path: Path, count: int) -> NDArray[np.float16] | None:
    if not path.exists():
        return None
    try:
        rows = np.load(io.BytesIO(path.read_bytes()), allow_pickle=False)
    except (OSError, ValueError) as err:
        _log.warning("damaged cache entry '%s' is made again: %s", path, err)
        return None
    return rows if rows.dtype == np.float16 and rows.ndim == 2 and len(rows) == count else None
