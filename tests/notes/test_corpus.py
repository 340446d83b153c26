"""Reads real notes, where the environment says that there are any."""

import os
import re
from pathlib import Path

import pytest

from clipper.notes.read import find_notes, read_note

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
        citations = read_note(path).citations
        wanted = sorted(match[1] for match in CANONICAL.finditer(text))
        read = sorted(c.stamp for c in citations if c.format == "html-anchor")
        for stamp in set(wanted):
            assert read.count(stamp) >= wanted.count(stamp), path
        assert len(read) <= len(re.findall(r"yt.{0,4}timestamp|data-t", text)), path
        claims += len(citations)
        empty += [(path, citation.line) for citation in citations if not citation.claim]
    assert len(empty) <= 0.005 * claims, empty
