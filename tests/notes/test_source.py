import logging
import pickle
from pathlib import Path

import pytest

from clipper.notes.read import read_text
from clipper.notes.source_id import source_id

ID = "-bCdEfGhIjK"


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        (f"https://www.youtube.com/watch?v={ID}", ID),
        (f"https://www.youtube.com/watch?list=PL123&v={ID}&t=5s", ID),
        (f"http://m.youtube.com/watch?v={ID}#t=5", ID),
        (f"https://youtu.be/{ID}?t=5", ID),
        (f"https://www.youtube-nocookie.com/embed/{ID}", ID),
        (f"https://youtube.com/shorts/{ID}", ID),
        (f"https://youtube.com/live/{ID}?feature=share", ID),
        (f"youtu.be/{ID}", ID),
        (ID, ID),
        (f" {ID} ", ID),
        ("https://example.org/talk.mp3", "https://example.org/talk.mp3"),
        (f"https://example.org/watch?v={ID}", f"https://example.org/watch?v={ID}"),
        ("https://www.youtube.com/@someone", "https://www.youtube.com/@someone"),
        ("talk.mp4", "vault/talk.mp4"),
        ("../media/my talk.mp4", "vault/../media/my talk.mp4"),
        ("/media/talk.mp4", "/media/talk.mp4"),
        ("file:///media/my%20talk.mp4", "/media/my talk.mp4"),
        ("[[talk.mp4]]", "vault/talk.mp4"),
        ("http://[broken", "http://[broken"),
    ],
)
def test_source_id(reference, expected):
    assert source_id(reference, Path("vault")) == expected


def test_path_without_a_folder():
    assert source_id("talk.mp4", None) == "talk.mp4"


def sources(text):
    note = read_text(text, note="folder/my note.md", folder=Path("vault"))
    return note.title, [citation.source for citation in note.citations]


@pytest.mark.parametrize(
    ("front", "title", "source"),
    [
        (f"title: Bees\nvideoId: {ID}", "Bees", ID),
        ("video_id: '01234567890'", "my note", "01234567890"),
        ("videoId: 01234567890", "my note", "01234567890"),
        ("url: https://example.org/a.mp3\nvideo_id: XyXyXyXyXyX", "my note", "XyXyXyXyXyX"),
        ("media_link: talks/a.mp4\nurl:", "my note", "vault/talks/a.mp4"),
        ("youtube_url: https://youtu.be/XyXyXyXyXyX", "my note", "XyXyXyXyXyX"),
        ("source:\n  - talk.mp3\n  - other.mp3", "my note", "vault/talk.mp3"),
        ("title: 2024-13-45\nmedia: [", "my note", None),
        ("title: {a: b}\nvideoId: {}", "my note", None),
        ("# made by hand\n\n'title': Bees", "Bees", None),
        ("? [a]\n: b\nvideoId: x", "my note", None),
        ("a: " + "[" * 3000, "my note", None),
    ],
)
def test_front_matter(front, title, source):
    text = f"---\n{front}\n---\nBees dance [1:00].\n"
    assert sources(text) == (title, [source])


def test_broken_front_matter_is_logged(caplog):
    with caplog.at_level(logging.WARNING):
        read_text("---\ntitle: [\n---\nBees [1:00]", note="bees.md")
    assert "front matter of 'bees.md' is not read" in caplog.text


def test_rules_at_the_top_are_no_front_matter():
    assert sources("---\nBees dance [1:00].\n\n---\nWasps [2:00]\n")[1] == [None, None]


def test_nearest_video_above_else_the_first_below():
    one, two = "OneOneOneOn", "TwoTwoTwoTw"
    text = (
        f"Bees [1:00].\n\nhttps://www.youtube.com/watch?v={one}\n\nWasps [2:00].\n\n"
        f"![](https://youtu.be/{two})\n\nFlies [3:00].\n\n"
        "Ants [4:00](https://youtu.be/TreTreTreTr?t=240)."
    )
    assert sources(text)[1] == [one, one, two, "TreTreTreTr"]


def test_front_matter_wins_over_links():
    text = f"---\nvideoId: {ID}\n---\nhttps://youtu.be/OneOneOneOn\n\nBees [1:00]."
    assert sources(text)[1] == [ID]


def test_note_can_be_pickled():
    note = read_text("Bees [1:00].", note="n")
    assert pickle.loads(pickle.dumps(note)) == note
