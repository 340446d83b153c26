"""A JSON list written row by row."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any


def joined(rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    """The rows as JSON, each on a line of its own, with commas between them."""
    comma = ""
    for row in rows:
        # Bytes of a file's name that are no UTF-8 stay escaped, as JSON does by itself.
        text = json.dumps(row, ensure_ascii=False).encode(errors="backslashreplace").decode()
        yield f"{comma}\n{text}"
        comma = ","
