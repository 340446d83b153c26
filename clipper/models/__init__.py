"""Text models: find them, and what they say of a sentence. They know nothing of notes.

To add a second judge, write its file and add a line to `JUDGES`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from clipper.config import Settings
from clipper.models import llm, nli
from clipper.models.opinion import Judge

JUDGES: Mapping[str, Callable[[Settings], Judge]] = {
    "nli": nli.open_judge,
    "llm": llm.open_judge,
}


def find_judge(settings: Settings) -> Judge | None:
    """The second judge of the settings, if there is to be one; ClipperError if it cannot be had."""
    kind = settings.judge.kind
    return None if kind == "none" else JUDGES[kind](settings)
