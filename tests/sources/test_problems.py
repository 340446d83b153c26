import pytest

from clipper.sources.problems import Problem, explain, shortened

BOILERPLATE = (
    "; please report this issue on  https://example.org/issues , filling out the appropriate"
    " issue template. Confirm you are on the latest version using  yt-dlp -U"
)


@pytest.mark.parametrize(
    ("said", "message", "is_passing"),
    [
        ("[youtube] -a: Sign in to confirm you’re not a bot. Use --cookies", "robot", False),
        ("[youtube] a: Private video. Sign in if you've been granted access", "login", False),
        ("[youtube] a: Join this channel to get access to members-only", "login", False),
        ("[youtube] a: Sign in to confirm your age", "login", False),
        ("[youtube] a: Video unavailable. This video has been removed", "not found", False),
        ("[x] a: This video is not available from your location", "region", False),
        ("[x] a: not made this video available in your country", "region", False),
        ("[x] a: This video is DRM protected", "copying", False),
        ("[youtube] a: Premieres in 3 hours", "not published", False),
        ("[generic] a: Unsupported URL: https://example.org/private", "no recording", False),
        ("[generic] Unsupported URL: https://example.org/private", "no recording", False),
        ("[x] a: HTTP Error 503: Service Unavailable", "server", True),
        ("[x] a: HTTP Error 429: Too Many Requests", "too many", True),
        ("[x] a: <urlopen error [Errno 111] Connection refused>", "no connection", True),
        ("unable to download video data: HTTP Error 404: Not Found", "not found", False),
        ("[x] a private talk: Unable to extract title" + BOILERPLATE, "cannot be fetched", False),
    ],
)
def test_what_is_said_is_understood(said, message, is_passing):
    problem = explain("ERROR: " + said)
    assert message in problem.message
    assert problem.is_passing is is_passing
    assert "report this" not in problem.message
    assert "--" not in problem.message


def test_a_broken_connection_may_pass():
    assert explain("1000 bytes read", is_network=True) == Problem(
        "the connection breaks off: 1000 bytes read", is_passing=True
    )


def test_only_missing_formats_are_blamed_on_missing_javascript():
    missing = "ERROR: [youtube] a: Requested format is not available. Use --list-formats"
    assert "clipper-notes[youtube]" in explain(missing, lacks_javascript=True).hint
    assert explain(missing).hint == ""
    removed = "ERROR: [youtube] a: This video has been removed"
    assert explain(removed, lacks_javascript=True) == explain(removed)


def test_a_message_is_one_short_line_without_colours():
    said = shortened(f"\x1b[31mERROR: \x1b[0m[x] a: {'word ' * 100}\nmore")
    assert said.startswith("word word")
    assert len(said) == 160
    assert "\n" not in said
