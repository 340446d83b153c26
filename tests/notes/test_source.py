import logging
import pickle
from pathlib import Path

import pytest

from clipper.notes.read import read_text
from clipper.notes.source_id import Sources, source_id

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
        (f"http://web.archive.org/web/2017/https://www.youtube.com/watch?v={ID}&t=1m", ID),
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
        ("source: word\nvideo: talk.mp4", "my note", "vault/talk.mp4"),
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


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("![[bees at noon.mp4]]", "vault/bees at noon.mp4"),
        ("[film](films/bees%20(1).mp4)", "vault/films/bees (1).mp4"),
        ("![](<films/bees 1.webm>)", "vault/films/bees 1.webm"),
        ('<video src="bees.mp4" controls></video>', "vault/bees.mp4"),
        ("Heard in https://example.org/bees.mp3?id=7.", "https://example.org/bees.mp3?id=7"),
        ("{{video ../assets/bees.mp4}}", "vault/../assets/bees.mp4"),
        ("{{youtube OneOneOneOn}}", "OneOneOneOn"),
        ("{{vimeo https://vimeo.com/123}}", "https://vimeo.com/123"),
        ("{{[[video]]: https://youtu.be/OneOneOneOn}}", "OneOneOneOn"),
        ("```timestamp-url \n https://vimeo.com/123\n ```", "https://vimeo.com/123"),
        ("media:: bees at noon.mp4", "vault/bees at noon.mp4"),
        ("- url:: https://example.org/bees", "https://example.org/bees"),
        ("- source:: [open](https://youtu.be/OneOneOneOn)", "OneOneOneOn"),
        ("[hive.png](hive.png) and https://example.org/bees and [[Bees]]", None),
        ("source:: [[Bees]]", None),
    ],
)
def test_recordings_named_in_the_text(text, source):
    assert sources(f"{text}\n\nBees dance [1:00].\n")[1] == [source]


def test_word_in_front_matter_yields_to_a_recording_below():
    text = "---\nsource: YouTube\n---\n![[bees.mp4]]\n\nBees [1:00]."
    assert sources(text)[1] == ["vault/bees.mp4"]
    assert sources("---\nsource: lecture4\n---\nBees [1:00].")[1] == ["lecture4"]


def test_sources_tell_what_the_front_matter_names():
    assert Sources("", "https://youtu.be/OneOneOneOn", None).whole == "OneOneOneOn"
    assert Sources("https://youtu.be/OneOneOneOn", "", None).whole is None


@pytest.mark.parametrize(
    ("front", "duration_ms"),
    [
        ("duration: 54:12", 3_252_000),
        ('duration: "1:55:10"', 6_910_000),
        ("duration: 3252", 3_252_000),
        ("duration: 1:00\nduration_seconds: 61.5", 61_500),
        ("duration: an hour", None),
        ("duration: 0", None),
        ("title: Bees", None),
    ],
)
def test_duration(front, duration_ms):
    assert read_text(f"---\n{front}\n---\n", note="n").duration_ms == duration_ms


def test_front_matter_wins_over_links():
    text = f"---\nvideoId: {ID}\n---\nhttps://youtu.be/OneOneOneOn\n\nBees [1:00]."
    assert sources(text)[1] == [ID]


def test_note_can_be_pickled():
    note = read_text("Bees [1:00].", note="n")
    assert pickle.loads(pickle.dumps(note)) == note
