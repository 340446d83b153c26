from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipper.errors import ConfigError
from clipper.model import Citation, Finding, Note, Verdict
from clipper.steps.names import check_template, clip_names, safe_name
from clipper.times import readings


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("plain", "plain"),
        ("../../etc/passwd", "etc passwd"),
        ("-rf", "rf"),
        ("a/b\\c:d*e?f", "a b c d e f"),
        ("con", "_con"),
        ("LPT1.x", "_LPT1.x"),
        ("'I'd go', he said", "I\u2019d go he said"),
        ("", "note"),
        ("...", "note"),
        ("\u2068cleo\u2069", "cleo"),
        ("e\u0301t\u00e9", "\u00e9t\u00e9"),
        ("a claim of words " * 9, "a claim of words " * 4 + "a claim of"),
        ("b" * 200, "b" * 80),
    ],
)
def test_safe_names(text, wanted):
    assert safe_name(text) == wanted


@given(st.text())
def test_any_text_gives_a_safe_name(text):
    name = safe_name(text)
    assert 0 < len(name.encode()) <= 82
    assert not set(name) & set('/\\:*?"<>|\0\n')
    assert name[0] not in "-."
    assert name[-1] not in ". "
    assert safe_name(name) == name


def cite(line, stamp="0:12", claim="Tides rise.", **more):
    return Citation("notes/n.md", line, 1, stamp, readings(stamp), claim, source="talk.mp4", **more)


def names(*cited, template="{index:03} {stamp} {claim}", findings=None):
    note = Note("notes/n.md", "N", cited)
    return list(clip_names(note, findings or {}, template).values())


def test_every_field():
    cited = cite(7, heading=("Tides", "Spring tides"))
    template = "{index} {index:02} {stamp} {claim:.5} {source} {heading} {note} {line:3} {verdict}"
    found = {cited: Finding(cited, Verdict.NOT_FOUND)}
    assert names(cited, template=template, findings=found) == [
        "1 01 0-12 Tides talk Spring tides n 7 not_found"
    ]
    assert names(cited, template="{heading} {verdict} {claim}") == ["Spring tides Tides rise"]


def test_names_that_any_system_takes_for_one_are_told_apart():
    cited = cite(1, claim="Éclair"), cite(2, claim="e\u0301CLAIR"), cite(3, claim="éclair?")
    assert names(*cited, template="{claim}") == ["Éclair", "éCLAIR 2", "éclair 3"]
    hostile = cite(1, claim="Manifest"), cite(2, claim="reel"), cite(3, claim="nul")
    assert names(*hostile, template="{claim}") == ["Manifest 2", "reel 2", "_nul"]


@given(st.lists(st.text(max_size=8), max_size=8))
def test_no_claims_give_the_same_name(claims):
    cited = [cite(line, claim=claim) for line, claim in enumerate(claims)]
    found = [name.casefold() for name in names(*cited, template="{claim}")]
    assert len(set(found)) == len(cited)


@pytest.mark.parametrize("template", ["{index:02} {claim}", "{{}} {stamp}", "a{line:3d}", "{note}"])
def test_templates_that_are_taken(template):
    check_template(template)
    names(cite(1), template=template)


@pytest.mark.parametrize(
    ("template", "told"),
    [
        ("", "same name"),
        ("clip", "same name"),
        ("{nothing}", "'{nothing}'"),
        ("{}", "'{}'"),
        ("{0}", "'{0}'"),
        ("{claim", "no template"),
        ("{claim.__class__}", "'{claim.__class__}'"),
        ("{claim[0]}", "unknown"),
        ("{claim!r}", "formatted"),
        ("{claim:>99999999}", "formatted"),
        ("{claim:{index}}", "formatted"),
        ("{index:.4}", "formatted"),
        ("{index:0999999999}", "formatted"),
        ("{index:x}", "formatted"),
    ],
)
def test_templates_that_are_refused_before_any_work(template, told):
    with pytest.raises(ConfigError) as caught:
        check_template(template)
    assert told in caught.value.message
    assert "{claim}" in caught.value.hint


def test_long_claims_leave_room_for_suffixes():
    (name,) = names(replace(cite(1), claim="\N{EARTH GLOBE ASIA-AUSTRALIA}日本語の主張" * 60))
    assert len(f"{name} 999.webm".encode()) < 100
