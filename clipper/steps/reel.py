"""Make a reel of the chosen moments of some citations: joined, set in loudness, described."""

from __future__ import annotations

import hashlib
import logging
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from importlib.metadata import version
from pathlib import Path

from clipper import reels
from clipper import store as files
from clipper.config import Per, ReelSettings
from clipper.errors import MediaError, UsageError
from clipper.events import Chosen, Event
from clipper.media.loudness import Loudness
from clipper.media.opened import OpenMedia
from clipper.media.reel.chapters import Chapter
from clipper.media.reel.cover import Cover, cover_of
from clipper.media.reel.master import About, Aim, Pcm, master
from clipper.media.reel.montage import ReelLook, montage
from clipper.media.reel.scenes import Part
from clipper.media.reel.spool import spool
from clipper.model import Citation, Media, Note, Span
from clipper.steps.choice import Stretch, choose
from clipper.steps.desk import Desk
from clipper.steps.names import safe_name
from clipper.steps.place import place_reel
from clipper.steps.tools import MADE_BY, Tools
from clipper.times import clock

_log = logging.getLogger(__name__)

# PCM is kept so much below the aim: what is higher than full scale until the limiter comes is
# not lost. There are 32 bits.
_HEADROOM_DB = 12.0
_MOST_GAIN_DB = 30.0  # what is softer is not meant to be heard
_CHIME_DB = -10.0  # from the loudness of the reel
_CLAIM_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class Reel:
    """What a reel is of, and where it goes; its file's name is `name` with a suffix."""

    title: str
    folder: Path
    name: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class _Plan:
    """All that a reel's bytes depend on, beside the versions of what makes it."""

    stretches: tuple[Stretch, ...]
    title: str
    settings: ReelSettings

    @property
    def joints(self) -> reels.Joints:
        level = self.settings.loudness_lufs + _CHIME_DB - _HEADROOM_DB
        chime = level if self.settings.chime else None
        settings = self.settings
        return reels.Joints(settings.fade_ms, settings.crossfade_ms, settings.gap_ms, chime)


def reels_of_note(note: Note, folder: Path, per: Per) -> tuple[Reel, ...]:
    """The reels that are of this note alone: one, or one for each of its headings."""
    if per == "all":
        return ()
    if per == "note":
        return (Reel(note.title, folder, "reel", note.citations),)
    by_heading: dict[tuple[str, ...], list[Citation]] = {}
    for citation in note.citations:
        by_heading.setdefault(citation.heading, []).append(citation)
    names: dict[str, tuple[str, ...]] = {}
    made = []
    for heading, citations in by_heading.items():
        title = ": ".join((note.title, *heading[-1:]))
        name = _name(heading, names)
        made.append(Reel(title, folder, name, tuple(citations)))
    return tuple(made)


def reel_of_all(notes: Sequence[Note], output: Path) -> Reel:
    """The one reel of several notes and their sources."""
    citing = [note for note in notes if note.citations]
    first, *more = [note.title for note in citing] or ["no note"]
    title = f"{first} and {len(more)} more" if more else first
    citations = tuple(citation for note in citing for citation in note.citations)
    return Reel(title, output, "reel", citations)


def make_reel(reel: Reel, desk: Desk, tools: Tools, *, is_checked: bool) -> Iterator[Event]:
    """What was chosen, and the reel in its folder; no reel where nothing was.

    Raises MediaError, ProgramError or UsageError where it cannot be made.
    """
    settings = tools.settings.reel
    plan = _Plan((), reel.title, settings)
    between_ms = plan.joints.between_ms
    choice = choose(reel.citations, desk, settings, is_checked=is_checked, between_ms=between_ms)
    length_ms = sum(each.span.length_ms + between_ms for each in choice.stretches) - between_ms
    left_out = tuple((str(why), count) for why, count in choice.left_out)
    yield Chosen(reel.title, len(choice.stretches), length_ms, left_out)
    if choice.stretches:
        made = _cached(replace(plan, stretches=choice.stretches), tools)
        yield place_reel(made, reel.folder, name=reel.name)


def _name(heading: tuple[str, ...], names: dict[str, tuple[str, ...]]) -> str:
    """`reel` and the heading; with a mark where two have that name, which depends on it alone."""
    name = safe_name(f"reel {heading[-1]}") if heading else "reel"
    if names.setdefault(name.casefold(), heading) != heading:
        mark = hashlib.sha256("\n".join(heading).encode(errors="replace")).hexdigest()[:6]
        return f"{name}-{mark}"
    return name


def _cached(plan: _Plan, tools: Tools) -> Path:
    settings = plan.settings
    chosen = [
        (each.media.digest, each.media.source.id, each.span.start_ms, each.span.end_ms)
        for each in plan.stretches
    ]
    chapters = [(c.start_ms, c.title) for each in plan.stretches for c in _marks(each)]
    look = replace(settings, per="note", order="note", match="", verdicts=(), max_duration_s=0.0)
    made_from = (chosen, chapters, plan.title, asdict(look), tools.settings.clip.quality)
    made_with = (tools.ffmpeg_version, version("av"), version("pydub"), MADE_BY)
    path = tools.store.path("reels", f"{files.key(*made_from, *made_with)}.{settings.format}")
    known = path.with_suffix(".json")
    if not path.is_file() or tools.store.read(known) != files.digest(path):
        _make(plan, path, tools)
        tools.store.write(known, files.digest(path))
    return path


def _make(plan: _Plan, path: Path, tools: Tools) -> None:
    settings = plan.settings
    quality = tools.settings.clip.quality
    aim = Aim(settings.loudness_lufs, settings.peak_dbtp, quality)
    with tempfile.TemporaryDirectory(dir=tools.scratch) as folder:
        pcm = Pcm(Path(folder) / "reel.pcm", reels.RATE)
        places = _joined(plan, pcm.path)
        chapters = _chapters(plan.stretches, places)
        tags = _tags(plan)
        if settings.format != "mp4":
            about = About(tags, chapters, _cover(plan))
            master(pcm, path, gain_db=_HEADROOM_DB, aim=aim, about=about)
            return
        sound = Path(folder) / "reel.m4a"
        master(pcm, sound, gain_db=_HEADROOM_DB, aim=aim, about=About())
        pcm.path.unlink()
        montage(
            _parts(plan.stretches, places),
            sound,
            path,
            look=ReelLook(settings.width, settings.height, settings.fps, settings.label, quality),
            chapters=chapters,
            tags=tags,
            ffmpeg=tools.ffmpeg,
        )


def _joined(plan: _Plan, target: Path) -> tuple[Span, ...]:
    """Where the stretches lie in the reel, whose PCM is at `target`."""
    try:
        with target.open("wb") as reel:
            return reels.join(_spooled(plan, target.parent), reel, plan.joints)
    except OSError as err:
        raise UsageError(
            f"cannot join a reel in '{target.parent}': {err.strerror}",
            hint="it takes 23 MB a minute; name another folder with CLIPPER_CACHE_DIR",
        ) from err


def _spooled(plan: _Plan, folder: Path) -> Iterator[reels.Stretch]:
    """The stretches with their gains, one at a time on the disk, each recording opened seldom."""
    recording: OpenMedia | None = None
    try:
        for stretch in plan.stretches:
            if recording is None or recording.media != stretch.media:
                if recording is not None:
                    recording.close()
                recording = OpenMedia(stretch.media)
            with tempfile.TemporaryFile(dir=folder) as pcm:
                heard = spool(recording, stretch.span, pcm, rate=reels.RATE)
                pcm.seek(0)
                gain_db = _gain_db(heard, plan.settings)
                yield reels.Stretch(pcm, stretch.span.length_ms, gain_db)
    finally:
        if recording is not None:
            recording.close()


def _gain_db(heard: Loudness, settings: ReelSettings) -> float:
    """None for what is silent or too short to have a loudness."""
    gain_db = 0.0 if heard.lufs is None else settings.loudness_lufs - heard.lufs
    return min(_MOST_GAIN_DB, gain_db) - _HEADROOM_DB


def _marks(stretch: Stretch) -> Iterator[Chapter]:
    """A chapter for each claim, from where a clip of it would begin, on the stretch's clock."""
    titles: dict[int, list[str]] = {}
    for moment in stretch.moments:
        title = moment.citation.claim[:_CLAIM_CHARACTERS] or moment.citation.stamp
        titles.setdefault(moment.span.start_ms - stretch.span.start_ms, []).append(title)
    for start_ms, claims in titles.items():
        yield Chapter(start_ms, stretch.span.length_ms, " / ".join(dict.fromkeys(claims)))


def _chapters(stretches: Sequence[Stretch], places: Sequence[Span]) -> tuple[Chapter, ...]:
    """Each up to the next one."""
    found = (
        Chapter(place.start_ms + mark.start_ms, place.end_ms, mark.title)
        for stretch, place in zip(stretches, places, strict=True)
        for mark in _marks(stretch)
    )
    # Where stretches overlap, the last claim of one may begin after the first of the next.
    marks = sorted(found, key=lambda mark: mark.start_ms)
    ends = [*(mark.start_ms for mark in marks[1:]), places[-1].end_ms]
    return tuple(replace(mark, end_ms=end) for mark, end in zip(marks, ends, strict=True))


def _tags(plan: _Plan) -> dict[str, str]:
    sources = dict.fromkeys(stretch.media.source for stretch in plan.stretches)
    return {
        "title": plan.title,
        "artist": ", ".join(_name_of(source.id) for source in sources),
        "comment": " ".join(source.url or _name_of(source.id) for source in sources),
    }


def _name_of(source_id: str) -> str:
    """An id, or the name of a file: not where it lies on this machine."""
    return Path(source_id).name or source_id


def _cover(plan: _Plan) -> Cover | None:
    """A picture of the first recording that has one, from the middle of its stretch."""
    if not plan.settings.cover:
        return None
    for stretch in plan.stretches:
        middle_ms = (stretch.span.start_ms + stretch.span.end_ms) // 2
        try:
            with OpenMedia(stretch.media) as recording:
                if (cover := cover_of(recording, middle_ms)) is not None:
                    return cover
        except MediaError as err:
            _log.info("no cover from '%s': %s", stretch.media.path, err)
    return None


def _parts(stretches: Sequence[Stretch], places: Sequence[Span]) -> tuple[Part, ...]:
    return tuple(
        Part(stretch.media, stretch.span, place, _label(stretch.media, stretch.span))
        for stretch, place in zip(stretches, places, strict=True)
    )


def _label(media: Media, span: Span) -> str:
    return f"{_name_of(media.source.id)} {clock(span.start_ms)}"
