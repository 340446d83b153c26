import pytest

from clipper.sources.found import chosen, only_one, refused

TALK = {"url": "https://example.org/a b.mp4", "protocol": "https"}


@pytest.mark.parametrize(
    ("info", "one"),
    [
        (TALK, TALK),
        ({"entries": [TALK]}, TALK),
        ({"entries": [None, {"entries": [TALK]}]}, TALK),
        ({"entries": [TALK, TALK]}, {"entries": [TALK, TALK]}),
        ({"entries": []}, {"entries": []}),
        (None, {"entries": []}),
    ],
)
def test_only_one(info, one):
    assert only_one(info) == one


@pytest.mark.parametrize(
    ("info", "message"),
    [
        ({"entries": [TALK, TALK]}, "a list of recordings"),
        ({"entries": []}, "no recording there"),
        ({**TALK, "live_status": "is_live"}, "a live stream"),
        ({**TALK, "protocol": "rtmp"}, "'rtmp' is refused"),
        ({**TALK, "url": "file:///etc/hostname"}, "is refused"),
        ({**TALK, "requested_formats": [TALK, {**TALK, "protocol": "f4m"}]}, "'f4m' is refused"),
    ],
)
def test_refused(info, message):
    problem = refused(info)
    assert problem is not None
    assert message in problem.message


@pytest.mark.parametrize("info", [TALK, {**TALK, "live_status": "was_live"}])
def test_taken(info):
    assert refused(info) is None
    assert chosen(info) == [info]
