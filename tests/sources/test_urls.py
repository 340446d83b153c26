import pytest

from clipper.sources.urls import is_youtube, recording_name


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.youtube.com/watch?v=abc-EFG_123&t=5s", "abc-EFG_123"),
        ("https://youtu.be/abc-EFG_123", "abc-EFG_123"),
        ("https://www.youtube-nocookie.com/embed/abc-EFG_123?start=1", "abc-EFG_123"),
        ("https://music.youtube.com/watch?v=abc-EFG_123", "abc-EFG_123"),
        ("https://www.youtube.com/live/abc-EFG_123", "abc-EFG_123"),
        ("https://www.youtube.com/watch?v=../../etc", ""),
        ("https://www.youtube.com/playlist?list=x", ""),
        ("https://example.org/", ""),
        ("https://example.org/a/b.c.mp3", "b.c"),
        ("https://example.org/%2e%2e%2fx.mp4", "x"),
        ("not an address", ""),
    ],
)
def test_recording_name(url, name):
    assert recording_name(url) == name


@pytest.mark.parametrize(
    "url", ["https://notyoutube.com/watch?v=x", "https://youtube.com.example.org/", "youtube.com"]
)
def test_is_not_youtube(url):
    assert not is_youtube(url)
