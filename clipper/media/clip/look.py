"""What a clip is to look like, and how far its making may go."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from clipper.config import Method, Quality

Kind = Literal["video", "audio"]


@dataclass(frozen=True, slots=True)
class Look:
    """How a clip is to be made.

    `suffix` is one of `.mp4`, `.webm`, `.m4a`, `.mp3`, `.opus`, `.flac`, `.wav`. `gain_db` is
    applied to the sound, which is encoded then. `subtitles`, an SRT file, are burned into the
    picture, which is encoded then.
    """

    kind: Kind
    suffix: str
    method: Method = "auto"
    quality: Quality = "normal"
    hardware: bool = False
    gain_db: float = 0.0
    subtitles: Path | None = None
