"""What `clipper lint` found: one file per format, each a function from stamps to pieces of text.

The pieces are made as the stamps come, so that a vault need not fit into memory. To add
a format, write its file and add a line to `FORMATS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from clipper.notes.lint import Linted
from clipper.reports.problems import github, json, sarif, text

FORMATS: Mapping[str, Callable[[Iterable[Linted]], Iterator[str]]] = {
    "text": text.render,
    "json": json.render,
    "github": github.render,
    "sarif": sarif.render,
}
