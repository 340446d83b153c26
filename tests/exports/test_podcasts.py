"""Chapters and soundbites of Podcasting 2.0, and chapters for YouTube."""

import itertools
import json
from xml.dom import minidom

import jsonschema
import pytest
from sheets import row

from clipper.exports import EXPORTS
from clipper.exports.sheet import Nothing, Recording, Sheet
from clipper.model import Span

# https://github.com/Podcastindex-org/podcast-namespace/blob/main/chapters/jsonChapters.md
CHAPTER = {
    "type": "object",
    "required": ["startTime"],
    "additionalProperties": False,
    "properties": {
        "startTime": {"type": "number", "minimum": 0},
        "endTime": {"type": "number", "minimum": 0},
        "title": {"type": "string", "minLength": 1},
        "img": {"type": "string", "format": "uri"},
        "url": {"type": "string", "pattern": "^https?://"},
        "toc": {"type": "boolean"},
        "location": {"type": "object", "required": ["name", "geo"]},
    },
}
CHAPTERS = {
    "type": "object",
    "required": ["version", "chapters"],
    "additionalProperties": False,
    "properties": {
        "version": {"const": "1.2.0"},
        "chapters": {"type": "array", "items": CHAPTER},
        **{
            name: {"type": "string"}
            for name in ("author", "title", "podcastName", "description", "fileName")
        },
        "waypoints": {"type": "boolean"},
    },
}


def sheet_of(*starts_s, duration_ms=None, length_s=30, claim="C"):
    recording = Recording("x", duration_ms=duration_ms)
    rows = (
        row(f"{claim}{n}", n, recording=recording, span=Span(s * 1000, (s + length_s) * 1000))
        for n, s in enumerate(starts_s, start=1)
    )
    return Sheet("n.md", "All", tuple(rows))


def test_chapters_keep_to_the_specification(hostile, plain):
    parts = [hostile.of(recording) for recording in hostile.recordings]
    for sheet in (plain, *parts):
        read = json.loads(EXPORTS["chapters"].render(sheet))
        jsonschema.validate(read, CHAPTERS)
        starts = [chapter["startTime"] for chapter in read["chapters"]]
        assert starts == sorted(set(starts))
        assert starts


def test_a_chapter_leads_to_its_moment(plain):
    read = json.loads(EXPORTS["chapters"].render(plain))
    assert read["fileName"] == "talk [AbCdEfGhIjK].mp4"
    assert read["chapters"][0] == {
        "startTime": 65.0,
        "title": "Claim 1.",
        "url": "https://www.youtube.com/watch?v=AbCdEfGhIjK&t=65s",
    }


def test_claims_of_one_moment_share_a_chapter():
    read = json.loads(EXPORTS["chapters"].render(sheet_of(60, 5, 60)))
    assert [chapter["title"] for chapter in read["chapters"]] == ["C2", "C1 / C3"]


def bites(sheet):
    document = minidom.parseString(EXPORTS["soundbites"].render(sheet))  # noqa: S318 - our own
    item = document.documentElement
    assert item.tagName == "item"
    space = "https://podcastindex.org/namespace/1.0"
    for bite in item.getElementsByTagNameNS(space, "soundbite"):
        start_s, length_s = (float(bite.getAttribute(n)) for n in ("startTime", "duration"))
        yield start_s, length_s, bite.firstChild.data


def test_soundbites_are_read_as_xml(hostile):
    for recording in hostile.recordings:
        found = list(bites(hostile.of(recording)))
        assert len(found) >= 2
        assert all(length_s == 30 and 0 < len(title) <= 128 for _, length_s, title in found)
    titles = [
        title for recording in hostile.recordings for *_, title in bites(hostile.of(recording))
    ]
    assert "<script>alert(1)</script> & --> {\\an8}<b>bold</b>" in titles


@pytest.mark.parametrize(
    ("start_s", "length_s", "found"),
    [
        (100, 30, (100, 30)),
        (100, 4, (100, 15)),
        (100, 300, (100, 120)),
        (592, 8, (585, 15)),
        (0, 600, (0, 120)),
    ],
)
def test_soundbites_last_as_long_as_players_like(start_s, length_s, found):
    sheet = sheet_of(start_s, length_s=length_s, duration_ms=600_000)
    assert [(start, length) for start, length, _ in bites(sheet)] == [found]


def clocks(text):
    for line in text.splitlines():
        time, _, title = line.partition(" ")
        parts = [int(part) for part in time.split(":")]
        yield sum(part * 60**n for n, part in enumerate(reversed(parts))), title


def test_youtube_s_rules_hold(hostile):
    for recording in hostile.recordings:
        text = EXPORTS["youtube"].render(hostile.of(recording))
        found = list(clocks(text))
        starts = [start for start, _ in found]
        assert starts[0] == 0
        assert len(starts) >= 3
        assert all(later - start >= 10 for start, later in itertools.pairwise(starts))
        assert all(0 < len(title) <= 100 for _, title in found)
        assert not set("<>") & set(text)


def test_the_first_chapter_begins_the_video():
    assert EXPORTS["youtube"].render(sheet_of(60, 3_600)) == "0:00 All\n1:05 C1\n1:00:05 C2\n"
    assert EXPORTS["youtube"].render(sheet_of(1, 60, 90)) == "0:00 C1\n1:05 C2\n1:35 C3\n"


def test_chapters_too_close_are_one_and_the_last_has_room():
    sheet = sheet_of(60, 64, 90, 150, duration_ms=160_000)
    assert EXPORTS["youtube"].render(sheet) == "0:00 All\n1:05 C1 / C2\n1:35 C3\n"


def test_fewer_than_three_chapters_are_none():
    made = EXPORTS["youtube"].render(sheet_of(60))
    assert isinstance(made, Nothing)
    assert made.why == "of 2 chapters YouTube makes none"


def test_many_chapters_fit_the_description():
    text = EXPORTS["youtube"].render(sheet_of(*range(0, 4_000, 20), claim="long words " * 20))
    assert text.count("\n") == 200
    assert len(text) <= 5_000
