"""Reads real notes, where the environment says that there are any."""

import os
import re
from pathlib import Path

import pytest

from clipper.notes import marks
from clipper.notes.read import cited, find_notes, read_note

TALK = os.environ.get("CLIPPER_TEST_TALK", "")
CORPUS = os.environ.get("CLIPPER_TEST_CORPUS", "")
CANONICAL = re.compile(
    r'<a class="yt-timestamp" data-t="(\d\d:\d\d:\d\d)">\[(?:\d\d:\d\d:\d\d)\]</a>'
)


@pytest.mark.skipif(not TALK, reason="CLIPPER_TEST_TALK names no folder")
def test_seed_note():
    citations = read_note(Path(TALK, "note.md")).citations
    assert len(citations) == 85
    assert len({citation.stamp for citation in citations}) == 84
    assert all(citation.claim and citation.readings and citation.source for citation in citations)


@pytest.mark.slow
@pytest.mark.skipif(not CORPUS, reason="CLIPPER_TEST_CORPUS names no folder")
def test_every_canonical_anchor_is_read_once():
    claims = 0
    empty = []
    for path in find_notes([Path(CORPUS)]):
        text = path.read_text(encoding="utf-8", errors="replace")
        pairs = cited(text, note="n")
        citations = [citation for citation, _ in pairs]
        read = [stamp for citation, stamp in pairs if citation.format == "html-anchor"]
        for match in CANONICAL.finditer(marks.clean(text)):
            within = [s for s in read if s.start <= match.start() and match.end() <= s.end]
            assert len(within) == 1, (path, match[0])
            assert match[1] in {within[0].text, within[0].until}
        assert len(read) <= len(re.findall(r"yt.{0,4}timestamp|data-t", text)), path
        claims += len(citations)
        empty += [(path, citation.line) for citation in citations if not citation.claim]
    assert len(empty) <= 0.005 * claims, empty
