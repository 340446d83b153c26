"""What clips are called: names from a template, safe on every system, the same in every run."""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Container, Mapping
from pathlib import Path, PurePath

from clipper.errors import ConfigError
from clipper.exports import EXPORTS
from clipper.model import Citation, Finding, Note

# Not in names on some system: controls, separators, reserved characters.
_UNSAFE = re.compile(r"[^\w .()+\u2019-]+")
_APOSTROPHE = re.compile(
    r"(?<=\w)'(?=\w)"
)  # a quotation mark to shells: the typographic one is none
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
_LONGEST_NAME = 80  # bytes: leaves room for suffixes on file systems with 255
# What may follow the colon: `{index:03}` pads a number, `{claim:.40}` shortens a text.
_NUMBER, _TEXT = re.compile(r"0?\d{0,2}d?"), re.compile(r"(?:\.\d{1,3})?")
_FIELDS = {
    "index": _NUMBER,
    "stamp": _TEXT,
    "claim": _TEXT,
    "source": _TEXT,
    "heading": _TEXT,
    "note": _TEXT,
    "line": _NUMBER,
    "verdict": _TEXT,
}
# The stems of what else may lie in a note's folder.
_TAKEN = ("manifest", "reel", *(Path(export.file).stem for export in EXPORTS.values()))


def safe_name(text: str) -> str:
    """A file name that every system takes, and that no program reads as an option.

    >>> safe_name("../-rf: what?"), safe_name("NUL")
    ('rf what', '_NUL')
    """
    flat = _APOSTROPHE.sub("\u2019", unicodedata.normalize("NFC", text))
    flat = re.sub(r"\s+", " ", _UNSAFE.sub(" ", flat)).strip(" .-")
    flat = _shortened(flat).strip(" .-") or "note"
    return f"_{flat}" if _RESERVED.fullmatch(flat) else flat


def _shortened(name: str) -> str:
    """As many whole words as there is room for; a word that fills half of it is cut."""
    raw = name.encode()
    if len(raw) <= _LONGEST_NAME:
        return name
    kept = raw[:_LONGEST_NAME].decode(errors="ignore")
    before, _, part = kept.rpartition(" ")
    is_whole = raw[len(kept.encode()) :].startswith(b" ")
    return kept if is_whole or len(part.encode()) > _LONGEST_NAME // 2 else before


def check_template(template: str) -> None:
    """ConfigError unless the template gives names: known fields, plainly formatted."""
    try:
        parts = list(string.Formatter().parse(template))
    except ValueError as err:
        raise ConfigError(f"'{template}' is no template for names: {err}", hint=_hint()) from err
    fields = [(name, form or "", how) for _, name, form, how in parts if name is not None]
    if not fields:
        message = f"'{template}' would give every clip the same name"
        raise ConfigError(message, hint=_hint())
    for name, form, conversion in fields:
        if name not in _FIELDS:
            raise ConfigError(f"'{{{name}}}' in '{template}' is unknown", hint=_hint())
        if conversion is not None or not _FIELDS[name].fullmatch(form):
            message = f"'{{{name}}}' in '{template}' cannot be formatted so"
            raise ConfigError(message, hint=_hint())


def _hint() -> str:
    fields = ", ".join(f"{{{name}}}" for name in _FIELDS)
    return f"known: {fields}; {{index:03}} pads a number, {{claim:.40}} shortens a text"


def clip_names(
    note: Note, findings: Mapping[Citation, Finding], template: str
) -> dict[Citation, str]:
    """A name without suffix for the clip of each citation, no two alike on any system.

    Whether or not it has a clip: so no name depends on which of them have.
    """
    names: dict[Citation, str] = {}
    taken = set(_TAKEN)
    for number, citation in enumerate(note.citations, start=1):
        fields = _fields(note, citation, number, findings.get(citation))
        names[citation] = _free(safe_name(template.format(**fields)), taken)
        taken.add(names[citation].casefold())
    return names


def _free(name: str, taken: Container[str]) -> str:
    if name.casefold() not in taken:
        return name
    number = 2
    while (other := f"{name} {number}").casefold() in taken:
        number += 1
    return other


def _fields(
    note: Note, citation: Citation, number: int, finding: Finding | None
) -> dict[str, str | int]:
    return {
        "index": number,
        "stamp": citation.stamp.replace(":", "-"),
        "claim": citation.claim,
        "source": PurePath(citation.source or "").stem,
        "heading": citation.heading[-1] if citation.heading else "",
        "note": PurePath(note.path).stem,
        "line": citation.line,
        "verdict": finding.verdict if finding else "",
    }
