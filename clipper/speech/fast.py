"""Whisper at the length of what is said: several short chunks at once, encoded unpadded.

`WhisperModel.transcribe` pads each stretch to half a minute before it is encoded, and asks for
times as tokens among the words. Here speech is cut at pauses into chunks of a quarter of a minute,
which cost two thirds as much to encode a second (attention grows with the square of the length),
and some of equal length are decoded together. Times of words come from one look at
the cross-attention afterwards. What this saves, and what each choice gives: `docs/performance.md`.

A chunk that was not understood beyond doubt is heard again by the plain way.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import numpy as np

from clipper.model import Segment, Span, Word
from clipper.speech import trust
from clipper.speech.pauses import spoken
from clipper.speech.reference import Reference
from clipper.speech.whisper import RATE, Stretch, Whisper, by_code, language_fields

Item = TypeVar("Item")

_HOP = 160  # samples a frame of the mel spectrogram: 10 ms
_SHORTEST_WORD_S = 0.02  # what the attention tells apart; what lasts no time is in no stretch
_LONGEST_S = 15.5
_TAIL_S = 0.5  # of silence: without it the decoder finds no end, and begins anew
_GRID = 200  # frames: of one of few lengths, whatever it is batched with
_SHORTEST = 600  # frames: the decoder makes up words for less
_BEAMS = 3  # one misses half a point more of the words, five hear no better
_TOKENS_PER_S = 15  # fast speech has 6 in English, twice as many in other scripts
_LEAST_TOKENS = 8

# Beyond doubt, beside what `trust` says of loops and languages; slow speech has 1.5 words a second.
_COMPRESSION, _LANGUAGE = trust.LOOP, trust.LANGUAGE
_LOG_PROBABILITY = -0.7
_WORDS_PER_S = 1.0
_FEW_S = 2.0  # "yes", and a cough
_PADDING_S = 0.8  # on both sides of speech together
_LONGEST_WORD_S = 3.0  # with the pause after it: speech ends at a pause of two seconds

_ENDS = (".", "?", "!", "\u3002", "\uff1f", "\uff01")  # of a sentence; full width in Chinese
_PREPENDED = "\"'\u201c\u00bf([{-"
_APPENDED = "\"'.\u3002,\uff0c!\uff01?\uff1f:\uff1a\u201d)]}\u3001"


@dataclass(frozen=True, slots=True)
class _Chunk:
    """A part of the stretch with number `stretch`, to be encoded as so many frames."""

    stretch: int
    sound: Stretch
    frames: int

    @property
    def length_s(self) -> float:
        return len(self.sound.samples) / RATE


@dataclass(frozen=True, slots=True)
class _Task:
    """What is asked of the decoder, in faster-whisper's terms."""

    language: str
    translate: bool
    tokenizer: Any
    prompt: list[int]
    suppressed: Sequence[int]


@dataclass(frozen=True, slots=True)
class Fast:
    """Hears chunks; `reference` hears those again that are in doubt."""

    whisper: Whisper
    reference: Reference

    @property
    def identity(self) -> tuple[object, ...]:
        """What its words depend on beside the weights, the sound and the language."""
        return ("fast", 2, *self.reference.identity)

    def hear(
        self, stretches: Sequence[Stretch], *, language: str, translate: bool
    ) -> Iterator[tuple[Segment, ...]]:
        """What is said in each stretch; the words of one do not depend on the others."""
        task = _task(self.whisper.model, language, translate=translate)
        cut = self.whisper.each(_chunks, list(enumerate(stretches)))
        chunks = [chunk for found in cut for chunk in found]
        batches = list(_batches(chunks, self.whisper.batch))
        decoded = self.whisper.each(lambda batch: self._decoded(batch, task), batches)
        heard: list[list[tuple[int, tuple[Segment, ...]]]] = [[] for _ in stretches]
        for batch, results in zip(batches, decoded, strict=True):
            for chunk, segments in zip(batch, results, strict=True):
                heard[chunk.stretch].append((chunk.sound.start_ms, segments))
        for parts in heard:
            yield tuple(segment for _, segments in sorted(parts) for segment in segments)

    def beliefs(self, stretch: Stretch) -> dict[str, float]:
        """Whisper's belief in each language, from the first words of the stretch."""
        for chunk in _chunks((0, stretch)):
            model = self.whisper.model
            return by_code(model.model.detect_language(_encoded(model, [chunk]))[0])
        return {}

    def _decoded(self, batch: Sequence[_Chunk], task: _Task) -> list[tuple[Segment, ...]]:
        model = self.whisper.model
        encoded = [_encoded(model, part) for part in self._parts(batch)]
        together = _joined(encoded)
        results = model.model.generate(
            together,
            [task.prompt] * len(batch),
            beam_size=_BEAMS,
            max_length=len(task.prompt) + _most_tokens(batch[0]),
            suppress_tokens=task.suppressed,
            return_scores=True,
            return_no_speech_prob=True,
        )
        said = [
            (chunk, result.sequences_ids[0]) for chunk, result in zip(batch, results, strict=True)
        ]
        timed = [
            words
            for part, of_part in zip(self._parts(said), encoded, strict=True)
            for words in _aligned(model, part, of_part, task)
        ]
        beliefs: Sequence[Any] = [()] * len(batch)
        if self.whisper.is_multilingual:
            beliefs = model.model.detect_language(together)
        heard = zip(batch, results, timed, beliefs, strict=True)
        return [self._segments(*each, task) for each in heard]

    def _parts(self, batch: Sequence[Item]) -> list[Sequence[Item]]:
        """What is encoded and aligned together: all on a GPU, one by one on a processor.

        There only the decoder gains, which reads its weights anew for each token.
        """
        return [batch] if self.whisper.is_on_gpu else [[each] for each in batch]

    def _segments(
        self, chunk: _Chunk, result: Any, timed: list[dict[str, Any]], beliefs: Any, task: _Task
    ) -> tuple[Segment, ...]:
        """What was decoded as segments of one sentence each, unless it is in doubt."""
        words = _words(timed, chunk.sound.start_ms)
        whole = Segment(
            Span(chunk.sound.start_ms, chunk.sound.start_ms + round(chunk.length_s * 1000)),
            words,
            log_probability=round(result.scores[0], 4),
            compression=round(_compression("".join(word.text for word in words)), 4),
            no_speech=round(result.no_speech_prob, 4),
            **language_fields(by_code(beliefs), task.language),
        )
        is_cut_off = len(result.sequences_ids[0]) >= _most_tokens(chunk)
        if is_cut_off or _is_doubtful(whole, chunk):
            return self.reference.hear_one(
                chunk.sound, language=task.language, translate=task.translate
            )
        return tuple(_sentences(whole))


def _task(model: Any, language: str, *, translate: bool) -> _Task:
    from faster_whisper.tokenizer import Tokenizer  # noqa: PLC0415 - heavy
    from faster_whisper.transcribe import get_suppressed_tokens  # noqa: PLC0415

    tokenizer = Tokenizer(
        model.hf_tokenizer,
        model.model.is_multilingual,
        task="translate" if translate else "transcribe",
        language=language,
    )
    prompt = model.get_prompt(tokenizer, [], without_timestamps=True)
    suppressed = get_suppressed_tokens(tokenizer, [-1])  # -1: what is no speech, such as notes
    return _Task(language, translate, tokenizer, prompt, suppressed)


def _chunks(numbered: tuple[int, Stretch]) -> list[_Chunk]:
    number, stretch = numbered
    return [
        _Chunk(number, stretch.part(first, last), _frames(last - first))
        for first, last in spoken(stretch.samples, longest_s=_LONGEST_S)
    ]


def _frames(samples: int) -> int:
    """Of the chunk with its tail, up to the next of the lengths that are encoded."""
    needed = (samples + round(_TAIL_S * RATE)) // _HOP
    return max(_SHORTEST, -(-needed // _GRID) * _GRID)


def _batches(chunks: Sequence[_Chunk], size: int) -> Iterator[Sequence[_Chunk]]:
    """Chunks of equal length, the longest first, so that no worker begins one at the end."""
    longest_first = sorted(chunks, key=lambda chunk: -chunk.frames)
    for _, together in itertools.groupby(longest_first, key=lambda chunk: chunk.frames):
        alike = list(together)
        for first in range(0, len(alike), size):
            yield alike[first : first + size]


def _encoded(model: Any, batch: Sequence[_Chunk]) -> Any:
    """The encoder's output for chunks of equal length: (chunks, frames / 2, width)."""
    features = [
        model.feature_extractor(
            np.pad(chunk.sound.samples, (0, chunk.frames * _HOP - len(chunk.sound.samples))),
            padding=0,
        )[:, : chunk.frames]
        for chunk in batch
    ]
    return model.model.encode(_view(np.stack(features)))


def _joined(encoded: Sequence[Any]) -> Any:
    """Outputs of the encoder as one."""
    if len(encoded) == 1:
        return encoded[0]
    return _view(np.concatenate([np.asarray(each) for each in encoded]))


def _aligned(
    model: Any, said: Sequence[tuple[_Chunk, list[int]]], encoded: Any, task: _Task
) -> list[list[dict[str, Any]]]:
    """faster-whisper's words with their times, for each chunk with its tokens."""
    tokens = [of_chunk for _, of_chunk in said]
    frames = [len(chunk.sound.samples) // _HOP for chunk, _ in said]
    found: list[list[dict[str, Any]]] = model.find_alignment(
        task.tokenizer, tokens, encoded, frames
    )
    return found


def _view(features: Any) -> Any:
    from faster_whisper.transcribe import get_ctranslate2_storage  # noqa: PLC0415

    return get_ctranslate2_storage(features)


def _most_tokens(chunk: _Chunk) -> int:
    return _LEAST_TOKENS + round(chunk.length_s * _TOKENS_PER_S)


def _words(timed: list[dict[str, Any]], start_ms: int) -> tuple[Word, ...]:
    """faster-whisper's aligned words, with their punctuation, in ms of the recording."""
    from faster_whisper.transcribe import merge_punctuations  # noqa: PLC0415

    merge_punctuations(timed, _PREPENDED, _APPENDED)
    return tuple(
        Word(
            word["word"],
            start_ms + round(word["start"] * 1000),
            start_ms + round(max(word["end"], word["start"] + _SHORTEST_WORD_S) * 1000),
            round(float(word["probability"]), 4),
        )
        for word in timed
        if word["word"]
    )


def _compression(text: str) -> float:
    from faster_whisper.transcribe import get_compression_ratio  # noqa: PLC0415

    return float(get_compression_ratio(text))


def _is_doubtful(heard: Segment, chunk: _Chunk) -> bool:
    speech_s = chunk.length_s - _PADDING_S
    return (
        heard.compression > _COMPRESSION
        or heard.log_probability < _LOG_PROBABILITY
        or heard.language_probability < _LANGUAGE
        or (speech_s > _FEW_S and len(heard.words) < _WORDS_PER_S * speech_s)
        or _longest_word_s(heard) > _LONGEST_WORD_S
    )


def _longest_word_s(heard: Segment) -> float:
    """From the beginning of a word to that of the next; a sentence left out lies in one."""
    edges = [heard.span.start_ms, *(word.start_ms for word in heard.words), heard.span.end_ms]
    return max(after - before for before, after in itertools.pairwise(edges)) / 1000


def _sentences(heard: Segment) -> Iterator[Segment]:
    """The same, a segment for each sentence."""
    part: list[Word] = []
    for word in heard.words:
        part.append(word)
        if word.text.endswith(_ENDS) or word is heard.words[-1]:
            span = Span(part[0].start_ms, part[-1].end_ms)
            yield replace(heard, span=span, words=tuple(part))
            part = []
