"""Are claim and speech in one language? Words can only be compared within one."""

from __future__ import annotations

import re
from collections.abc import Iterable

from clipper.verify.normalise import STOP_WORDS

_WORD = re.compile(r"[^\W\d_]+")
_LEAST_WORDS = 12  # fewer tell nothing

_NAMES = {
    "ar": "Arabic",
    "cs": "Czech",
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fr": "French",
    "hi": "Hindi",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "nl": "Dutch",
    "pl": "Polish",
    "pt": "Portuguese",
    "ru": "Russian",
    "sv": "Swedish",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "zh": "Chinese",
}

# The share of these words: a third to a half of English running text, at least a sixth
# of English headlines and lists, under a tenth of any other language.
_ENGLISH, _OTHER = 0.2, 0.1


def looks_english(texts: Iterable[str]) -> bool | None:
    """Whether the words are English; None when they do not tell.

    >>> looks_english(["Er sagt, dass die Wellen im Hafen mit dem Mond kommen und gehen"])
    False
    """
    words = [word for text in texts for word in _WORD.findall(text.lower())]
    if len(words) < _LEAST_WORDS:
        return None
    share = sum(word in STOP_WORDS for word in words) / len(words)
    return True if share >= _ENGLISH else False if share < _OTHER else None


def name_of(language: str) -> str:
    """What English calls the language of Whisper's code; the code itself where it is rare.

    >>> name_of("de"), name_of("sw")
    ('German', "the language 'sw'")
    """
    return _NAMES.get(language, f"the language '{language}'")
