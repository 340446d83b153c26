"""A note with clips in it is read as before, by clipper and by others."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from clipper.exports.obsidian import embedded
from clipper.exports.sheet import Recording, Row, Sheet
from clipper.model import Span
from clipper.notes.embeds import MARK, is_embed
from clipper.notes.leftovers import leftovers
from clipper.notes.read import cited, read_text

FRONT = "---\nmedia: talk.mp4\n---\n"
FOLDER = Path("/vault/notes")


def sheet_of(text, *, clips=True, path="/vault/media/a talk.mp4", url=""):
    """Every citation of a text, each with a clip."""
    recording = Recording("talk", url, path and Path(path), 9_000_000)
    rows = []
    for number, citation in enumerate(read_text(text, note="n.md", folder=FOLDER).citations, 1):
        at_ms = citation.cited_ms or 0
        clip = f"{number:03d} clip.mp4" if clips else None
        span = Span(max(0, at_ms - 5_000), at_ms + 25_500)
        rows.append(Row(number, citation, recording, at_ms, span, clip))
    return Sheet("n.md", "n", tuple(rows))


def embed(text, **look):
    return embedded(text, sheet_of(text, **look), folder=FOLDER, clips=FOLDER / "out" / "n")


def line(number):
    """That of the clip of the claim at so many times ten seconds."""
    link = f"[00:00:{number}0](../media/a%20talk.mp4#t={number}0)"
    return f"![[./out/n/{number:03d} clip.mp4]] {link} {MARK}"


def assert_same_note(text, after):
    """Nothing of the note is gone or means something else, and a second run changes nothing."""
    assert embed(after) == after
    before, now = (read_text(t, note="n.md", folder=FOLDER) for t in (text, after))
    assert [told(c) for c in now.citations] == [told(c) for c in before.citations]
    assert [x.text for x in left_out(after)] == [x.text for x in left_out(text)]
    assert written(after) == written(text)
    assert page(after) == page(text)


def written(text):
    """The author's lines."""
    return [each for each in text.splitlines() if each.strip() and not is_embed(each)]


def told(citation):
    return citation.stamp, citation.readings, citation.claim, citation.heading, citation.source


def left_out(text):
    return list(leftovers(text, [stamp for _, stamp in cited(text, note="n.md")]))


def page(text):
    """The note as HTML by CommonMark with tables, without what clipper put there."""
    html = MarkdownIt("commonmark").enable("table").render(text)
    html = re.sub(r"!\[\[[^\]]*\]\] <a href=[^>]*>[\d:]+</a> <!-- clipper -->", "", html)
    html = html.replace(MARK, "")
    html = re.sub(r"<p>\s*</p>", "", html)
    return re.sub(r"\s*(<[^>]*>)\s*", r"\1", html).strip()


CASES = {
    "paragraphs": "First [0:10].\nSecond [0:20].\n@1\n@2\n\nThird [0:30].\n@3\n",
    "lists": "- Bees dance [0:10]\n  @1\n  - and sing [0:20]\n    @2\n- They sleep [0:30]\n  @3\n",
    "quotations": "> [!quote] He said\n> bees dance [0:10]\n> @1\n\n> - and sing [0:20]\n>   @2\n",
    "headings": "# How bees dance [0:10]\n@1\n\n# And sing [0:20]\nin the dark [0:30].\n@2\n@3\n",
    "table": f"| a | b |\n|---|---|\n| Bees dance | [0:10] |\n\n@1\n{MARK}\nMore.\n",
    "table-in-item": f"- | a | b |\n  |---|---|\n  | Bees | [0:10] |\n  {MARK}\n  @1\n",
    "numbers": "1. Bees dance [0:10]\n   @1\n\n   and sing [0:20]\n   @2\n2) More [0:30]\n   @3\n",
    "html-in-quotation": f"> <p>Bees dance</p>\n> <p>[0:10]</p>\n\n@1\n{MARK}\nMore.\n",
    "fence": f"```text\nwords of prose here [0:10]\n```\n@1\n{MARK}\nMore.\n",
}


@pytest.mark.parametrize("case", CASES)
def test_clips_stand_below_their_claims(case):
    after = FRONT + re.sub("@(.)", lambda at: line(int(at[1])), CASES[case])
    text = "".join(f"{each}\n" for each in after.splitlines() if not is_embed(each))
    assert embed(text) == after
    assert_same_note(text, after)


def test_a_table_at_the_end_of_a_note_gets_an_empty_line():
    text = FRONT + "| a | b |\n|---|---|\n| Bees dance | [0:10] |"
    assert embed(text) == f"{text}\n\n{line(1)}"
    assert_same_note(text, embed(text))


PIECES = (
    "Bees dance in the dark [{}].",
    "and they do so on the comb [{}]",
    "- an item about bees [{}]",
    "  - a nested item [{}]",
    "- [ ] a task on bees [{}]",
    "1. a numbered item [{}]",
    "> quoted words of someone [{}]",
    "> - > quoted twice [{}]",
    "# A heading on bees [{}]",
    "A heading below [{}]\n===",
    "| a | b |\n|---|---|\n| row on bees | [{}] |\n",
    "> | a | b |\n> |---|---|\n> | row | [{}] |\n",
    "  indented words [{}]",
    "***",
    "",
    "",
    "words without a time",
)
# What Markdown takes for code, HTML or the end of a table, and clipper for something else.
ODD = (
    "| a | b |\n|---|---|\n| row on bees | [{}] |",
    "> | a | b |\n> |---|---|\n> | row | [{}] |",
    "---",
    "\t* with a tab [{}]",
    "      far indented words [{}]",
    "```\ncode [{}]\n```",
    "~~~text\nsome words of prose in here [{}]\n~~~",
    "<div>\nwords in HTML [{}]\n</div>",
    "> <p class='time'>[{}]</p>",
    "- <p>in an item [{}]</p>",
    "-     code in an item [{}]",
    "<!-- a comment -->",
    "[ref]: https://example.org/ 'words'",
)


@pytest.mark.slow
@settings(max_examples=120, deadline=None)
@given(st.lists(st.sampled_from(PIECES + ODD), max_size=9), st.booleans())
def test_whatever_a_note_looks_like_it_stays_what_it_was(pieces, ends):
    body = "\n".join(piece.format(f"{n}:{n:02d}") for n, piece in enumerate(pieces, 1))
    text = FRONT + body + "\n" * ends
    after = embed(text)
    assert embed(after) == after
    assert written(after) == written(text)
    assert page(after) == page(text)
    shown = after.count("![[./out/n/")
    assert shown == len(sheet_of(text).rows)
    if not set(pieces) & set(ODD):
        assert_same_note(text, after)


@pytest.mark.parametrize("sample", ["tide-prediction.md", "storm-barrier.md", "quotes.md"])
def test_the_samples_stay_what_they_were(samples, sample):
    text = (samples / sample).read_text(encoding="utf-8")
    after = embed(text)
    assert after.count("![[") >= 5
    assert_same_note(text, after)


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_line_ends_and_a_mark_stay(newline):
    text = f"\ufeff{FRONT}Bees dance [0:10].\n\n- And sing [0:20]".replace("\n", newline)
    after = embed(text)
    assert after.startswith("\ufeff---")
    assert after.endswith(MARK)
    assert set(re.findall(r"\r\n|\r|\n", after)) == {newline}
    assert embed(after) == after


def test_new_clips_replace_the_old_ones():
    text = FRONT + "Bees dance [0:10].\n"
    with_clip = embed(text)
    without = embed(with_clip, clips=False)
    assert without == FRONT + (
        "Bees dance [0:10].\n![[../media/a talk.mp4#t=5,35.5]] "
        f"[00:00:10](../media/a%20talk.mp4#t=10) {MARK}\n"
    )
    assert embed(without) == with_clip


def test_without_a_recording_here_the_link_leads_to_the_site():
    url = "https://www.youtube.com/watch?v=AbCdEfGhIjK"
    text = embed(FRONT + "Bees [0:10].\n", clips=False, path=None, url=url)
    assert text.endswith(f"[00:00:10]({url}&t=10s) {MARK}\n")
    bare = FRONT + "Bees [0:10].\n"
    assert embed(bare, clips=False, path=None) == bare


def test_what_the_author_writes_into_such_a_line_is_the_author_s():
    mine = "![[./out/n/001 clip.mp4]] watch this! <!-- clipper -->\n"
    assert mine in embed(FRONT + "Bees dance [0:10].\n\n" + mine)


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/vault/m/[x] #1.mp4", "![](../m/%5Bx%5D%20%231.mp4#t=5,35.5)"),
        ("/vault/m/a|b^c (1).mp4", "![](../m/a%7Cb%5Ec%20%281%29.mp4#t=5,35.5)"),
        ("/vault/m/\n]] <b>.mp4", "![](../m/%0A%5D%5D%20%3Cb%3E.mp4#t=5,35.5)"),
        ("/vault/m/\udcff.mp4", "![](../m/%FF.mp4#t=5,35.5)"),
        ("/vault/notes/日本.mp4", "![[./日本.mp4#t=5,35.5]]"),
    ],
)
def test_hostile_paths_are_quoted(path, shown):
    text = FRONT + "Bees dance [0:10].\n"
    after = embed(text, clips=False, path=path)
    assert after.split("\n")[-2].startswith(shown + " [00:00:10](")
    assert after.count("\n") == text.count("\n") + 1
    assert embed(after, clips=False, path=path) == after
    after.encode()
