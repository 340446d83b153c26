"""Reports: one file per format, each a function from `Finished` to text.

To add a format, write its file and add a line to `FORMATS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from clipper.events import Finished
from clipper.reports import html, json, text

FORMATS: Mapping[str, Callable[[Finished], str]] = {
    "text": text.render,
    "json": json.render,
    "html": html.render,
}
