"""The one door to onnxruntime and tokenizers: texts in, a network's figures out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from clipper.errors import WeightsError

if TYPE_CHECKING:
    from tokenizers import Encoding, Tokenizer

Text = str | tuple[str, str]  # a text, or two of which the network says how they belong together

# Texts at once, of about one length: padding is work for nothing. 32 are no quicker.
_BATCH = 8
_LONGEST = 10_000  # characters of a text; far beyond the tokens that any network takes
_PADDINGS = ("[PAD]", "<pad>")
_HINT = "the files may be damaged or of another kind: fetch them again, or name others"


@dataclass(frozen=True, slots=True)
class Batch:
    """What came out for the texts at `rows`: `output` (n, ...), and (n, tokens) which count."""

    rows: tuple[int, ...]
    output: NDArray[np.float32]
    mask: NDArray[np.int64]


class Network:
    """A loaded ONNX network with its tokenizer; WeightsError where they do not load or run."""

    def __init__(
        self, model: Path, tokenizer: Tokenizer, *, longest: int, threads: int = 0
    ) -> None:
        """Texts are cut after `longest` tokens; `threads` of the processor, 0: all."""
        self.model = model
        self._session = _session(model, threads)
        self._tokenizer = tokenizer
        tokenizer.encode_special_tokens = True  # a note's "[SEP]" is text and ends no sentence
        tokenizer.enable_truncation(longest)
        ids = (tokenizer.token_to_id(name) for name in _PADDINGS)
        tokenizer.enable_padding(pad_id=next((i for i in ids if i is not None), 0))

    def __call__(self, texts: Sequence[Text], *, dimensions: int) -> Iterator[Batch]:
        """The network's first output, of so many dimensions, for texts of one length together."""
        clean = [_clean(text) for text in texts]
        order = sorted(range(len(clean)), key=lambda row: _length(clean[row]))
        for start in range(0, len(order), _BATCH):
            rows = tuple(order[start : start + _BATCH])
            encodings = self._tokenizer.encode_batch([clean[row] for row in rows])
            output = self._run(encodings)
            if output.ndim != dimensions:
                raise _unusable(self.model, f"it gives {output.ndim} dimensions, not {dimensions}")
            mask = np.array([e.attention_mask for e in encodings], dtype=np.int64)
            yield Batch(rows, output, mask)

    def _run(self, encodings: Sequence[Encoding]) -> NDArray[np.float32]:
        try:
            outputs = self._session.run(None, self._inputs(encodings))
        except Exception as err:  # onnxruntime raises no narrower class
            raise _unusable(self.model, err) from err
        return np.asarray(outputs[0], dtype=np.float32)

    def _inputs(self, encodings: Sequence[Encoding]) -> Mapping[str, NDArray[np.int64]]:
        """Those columns that the network asks for: not all want the types of tokens."""
        columns = {
            "input_ids": [e.ids for e in encodings],
            "attention_mask": [e.attention_mask for e in encodings],
            "token_type_ids": [e.type_ids for e in encodings],
        }
        asked = {node.name for node in self._session.get_inputs()}
        return {n: np.array(rows, dtype=np.int64) for n, rows in columns.items() if n in asked}


def read_tokenizer(path: Path) -> Tokenizer:
    """The tokenizer in a `tokenizer.json`."""
    from tokenizers import Tokenizer  # noqa: PLC0415 - heavy

    try:
        return Tokenizer.from_file(str(path))
    except Exception as err:  # tokenizers raises no narrower class
        raise _unusable(path, err) from err


def _session(model: Path, threads: int) -> Any:
    import onnxruntime  # noqa: PLC0415 - heavy

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 4  # it writes to stderr by itself; errors are raised anyway
    cpu = ["CPUExecutionProvider"]
    try:
        return onnxruntime.InferenceSession(str(model), options, providers=cpu)
    except Exception as err:  # onnxruntime raises no narrower class
        raise _unusable(model, err) from err


def _unusable(path: Path, why: object) -> WeightsError:
    return WeightsError(f"cannot use '{path}' of the text model: {why}", hint=_HINT)


def _clean(text: Text) -> Text:
    """Bounded, and without the halves of pairs that JSON can hold and UTF-8 cannot."""
    if isinstance(text, tuple):
        return _plain(text[0]), _plain(text[1])
    return _plain(text)


def _plain(text: str) -> str:
    return text[:_LONGEST].encode(errors="replace").decode()


def _length(text: Text) -> int:
    return len(text) if isinstance(text, str) else len(text[0]) + len(text[1])
