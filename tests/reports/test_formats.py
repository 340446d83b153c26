import html.parser
import json

import pytest
from made import HOSTILE, finished

from clipper.errors import Exit, UsageError
from clipper.events import Finished, exit_code
from clipper.reports import FORMATS
from clipper.reports.json import render_error

FINDING_KEYS = {
    *("note", "line", "column", "stamp", "cited_ms", "reading", "claim", "source"),
    *("verdict", "reason", "confidence", "found_ms", "offset_ms", "heard", "candidates", "clip"),
}


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_renders_everything_and_nothing(name):
    assert "note.md" in FORMATS[name](finished())
    assert FORMATS[name](Finished((), ()))
    assert FORMATS[name](finished()) == FORMATS[name](finished())


def test_json_keeps_its_contract():
    document = json.loads(FORMATS["json"](finished()))
    assert document["schema"] == "clipper.check/1"
    assert document["summary"] == {
        "supported": 2,
        "misplaced": 1,
        "contradicted": 1,
        "not_found": 1,
        "unchecked": 1,
    }
    for finding in document["findings"]:
        assert set(finding) >= FINDING_KEYS
    first, moved, _, misread, unreadable, absent = document["findings"]
    assert first["confidence"] == 0.988
    assert (moved["found_ms"], moved["offset_ms"]) == (200_000, 80_000)
    assert moved["candidates"][0] == {"at_ms": 200_000, "confidence": 0.9, "heard": HOSTILE}
    assert (misread["cited_ms"], misread["reading"]) == (240_000, "m:s")
    assert (unreadable["cited_ms"], unreadable["reason"]) == (None, "unreadable-time")
    assert absent["found_ms"] is None


def test_errors_are_json_too():
    document = json.loads(render_error(UsageError("no such thing", hint="take another")))
    assert document["schema"] == "clipper.error/1"
    assert document["error"]["message"] == "no such thing"
    assert document["error"]["exit_code"] == 2


def test_text_names_place_verdict_and_what_to_do():
    lines = FORMATS["text"](finished()).splitlines()
    assert lines[0].endswith("2 supported, 1 misplaced, 1 contradicted, 1 not found, 1 unchecked")
    assert "  vault/note.md:2:3: misplaced [00:02:00] said at 00:03:20 (+1 min 20 s)" in lines
    assert any("correct the stamp" in line for line in lines)
    assert not any("Tides come twice" in line for line in lines)  # what is right is only counted


class Page(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.tags = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


def test_the_page_lets_no_hostile_words_act():
    page = Page(FORMATS["html"](finished()))
    names = {tag for tag, _ in page.tags}
    assert not names & {"script", "img", "iframe", "object", "embed", "link", "form"}
    for tag, attributes in page.tags:
        assert not any(name.startswith("on") for name in attributes), tag
        for link in ("href", "src"):
            target = attributes.get(link, "#")
            assert target.startswith(("#", "./", "https://www.youtube.com/watch?v="))
    policy = next(a["content"] for tag, a in page.tags if a.get("http-equiv"))
    assert "default-src 'none'" in policy
    assert "script-src" not in policy


def test_clips_are_linked_by_paths_that_stay_paths():
    page = Page(FORMATS["html"](finished()))
    assert [a["src"] for tag, a in page.tags if tag == "video"] == [
        "./note/001%2000-01-00.mp4",
        "./note/-002%20%23%3F%25.mp4",
    ]


def test_exit_codes_follow_the_findings():
    done = finished()
    assert exit_code(done, is_check=True) is Exit.FINDINGS
    assert exit_code(done, is_check=False) is Exit.INCOMPLETE
    assert exit_code(Finished((), ()), is_check=True) is Exit.OK
    assert exit_code(Finished((), done.troubles), is_check=True) is Exit.INCOMPLETE
