import json

import pytest

from clipper.notes.lint import lint
from clipper.notes.problems import MEANINGS
from clipper.notes.read import read_text
from clipper.reports.problems import FORMATS

WRONG = (
    'Bees <a class="yt-timestamp" data-t="01:24:99">[01:24:99]</a>, '
    'wasps <a class="yt-timestamp" data-t="1:00">[2:00]</a> and flies [3:00].'
)
NOTE = "a, b: 100%\n.md"


@pytest.fixture
def judged():
    return lint(read_text(f"---\nvideoId: AbCdEfGhIjK\n---\n{WRONG}", note=NOTE))


def render(name, stamps):
    return "".join(FORMATS[name](iter(stamps)))


@pytest.mark.parametrize("name", FORMATS)
def test_every_format(name, judged):
    pieces = FORMATS[name](iter(judged))
    assert next(pieces)  # before all stamps were seen
    shown = render(name, judged)
    assert "T003" in shown
    assert "00:01:24" in shown
    assert shown.endswith("\n")
    assert "T004" not in render(name, judged[:1]).replace('"id": "T004"', "")


@pytest.mark.parametrize("name", FORMATS)
def test_no_problems(name, judged):
    assert "01:24:99" not in render(name, judged[2:])
    if name in {"json", "sarif"}:
        json.loads(render(name, []))
    else:
        assert render(name, []) == ""


def test_text(judged):
    assert render("text", judged) == (
        f"{NOTE}:4:6: T003 '01:24:99' has 60 or more minutes or seconds; write '00:01:24'\n"
        f"{NOTE}:4:70: T004 the reader sees '2:00', the link leads to '1:00'\n"
    )


def test_json(judged):
    document = json.loads(render("json", judged))
    assert document["schema"] == "clipper.lint/1"
    assert document["classes"] == {"label-differs": 1, "out-of-range": 1, "sound": 1}
    assert document["problems"][0] == {
        "note": NOTE,
        "line": 4,
        "column": 6,
        "code": "T003",
        "message": "'01:24:99' has 60 or more minutes or seconds",
        "stamp": "01:24:99",
        "suggestion": "00:01:24",
        "level": "error",
    }
    assert document["problems"][1]["level"] == "warning"


def test_github(judged):
    lines = render("github", judged).splitlines()
    assert lines[0] == (
        "::error file=a%2C b%3A 100%25%0A.md,line=4,col=6,title=T003::"
        "'01:24:99' has 60 or more minutes or seconds; write '00:01:24'"
    )
    assert lines[1].startswith("::warning ")


def test_sarif(judged):
    document = json.loads(render("sarif", judged))
    [run] = document["runs"]
    assert document["version"] == "2.1.0"
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == [c.value for c in MEANINGS]
    [place] = run["results"][0]["locations"]
    assert place["physicalLocation"] == {
        "artifactLocation": {"uri": "a%2C%20b%3A%20100%25%0A.md"},
        "region": {"startLine": 4, "startColumn": 6},
    }
