"""What is known to be said in stretches of a recording, for edges of clips and for subtitles.

It must never begin to hear: what was not heard is not known.
"""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Iterable
from pathlib import Path

from clipper.errors import TranscriptError
from clipper.media.opened import OpenMedia
from clipper.model import Media, Segment, Span, union
from clipper.speech import given
from clipper.speech.timed import segment_of
from clipper.speech.trust import trusted
from clipper.steps.check import ear_for
from clipper.steps.hearing import Hearing
from clipper.steps.tools import Listened, Tools

_log = logging.getLogger(__name__)


def spoken(
    source_id: str, media: Media | None, spans: Iterable[Span], tools: Tools
) -> tuple[Segment, ...]:
    """The trusted words in `spans` by the given transcript, else by what this run heard there.

    Empty where nothing is known: what another run heard does not count.
    """
    wanted = union(spans)
    if tools.transcripts is not None:
        said = _given(source_id, tools.transcripts)
    elif media is not None and source_id in tools.listened:
        said = _heard(media, tools.listened[source_id], tools)
    else:
        said = ()
    return tuple(segment for segment in said if any(map(segment.span.overlaps, wanted)))


def _given(source_id: str, transcripts: Path) -> tuple[Segment, ...]:
    path = given.find_transcript(transcripts, source_id)
    if path is None:
        return ()
    try:
        return trusted(given.read_transcript(path)).transcript.segments
    except TranscriptError as err:
        if path == transcripts:
            raise  # the one transcript there is
        _log.warning("%s", err.message)
        return ()


def _heard(media: Media, listened: Listened, tools: Tools) -> tuple[Segment, ...]:
    ear = ear_for(OpenMedia(media, is_heard=True), tools)
    language = ear.language or ear.told_language
    if language is None:
        return ()
    ear = dataclasses.replace(ear, language=language)
    heard = Hearing(ear, media.source.id, listened.spans, listened.again).words
    if known := trusted(heard).transcript.segments:
        return known
    english = dataclasses.replace(ear.careful(), translate=True).known(listened.translated)
    translated = trusted(english, is_translated=True).transcript.segments
    # Of its words nobody knows when they are said.
    return tuple(segment_of(s.span.start_ms, s.span.end_ms, s.text) for s in translated)
