"""What this ffmpeg on this machine can do: hardware encoders and filters, asked once."""

from __future__ import annotations

import functools
import logging
import tempfile
from pathlib import Path

from clipper import proc
from clipper.errors import ProgramError
from clipper.media import arguments

_log = logging.getLogger(__name__)
_TRIAL_S = 20.0
_BRIGHT = 128


@functools.cache
def hardware(ffmpeg: str) -> str:
    """The first hardware encoder of H.264 that encodes a few pictures; "" where none does.

    That it is compiled in says nothing: it needs a device and its driver.
    """
    for encoder in arguments.HARDWARE:
        try:
            proc.run(arguments.trial(ffmpeg, encoder), timeout_s=_TRIAL_S)
        except ProgramError as err:
            _log.debug("%s does not work here: %s", encoder, err)
        else:
            return encoder
    return ""


@functools.cache
def filters(ffmpeg: str) -> frozenset[str]:
    """The names of its filters; in each line of the list a name follows what it can do."""
    listed = proc.run([ffmpeg, "-hide_banner", "-filters"], timeout_s=_TRIAL_S).decode()
    return frozenset(words[1] for line in listed.splitlines() if len(words := line.split()) > 2)


@functools.cache
def writes(ffmpeg: str) -> bool:
    """Whether subtitles can be burned in: without a font libass draws nothing, and says nothing."""
    if "subtitles" not in filters(ffmpeg):
        return False
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "word.srt"
        path.write_text("1\n00:00:00,000 --> 00:00:09,000\nword\n", encoding="utf-8")
        drawn = proc.run(arguments.word(ffmpeg, path), timeout_s=_TRIAL_S)
    return max(drawn, default=0) > _BRIGHT
