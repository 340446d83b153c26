"""`clipper fix`, as it is typed: by reports made here, by the talk's true words, and offline."""

import io
import json
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from clipper.cli.main import call
from clipper.events import Finished, NoteResult
from clipper.model import Candidate, Finding, Verdict
from clipper.notes.lint import settled
from clipper.notes.read import read_note
from clipper.reports import json as as_json
from clipper.steps import undo


def anchor(target, label=None):
    return f'<a class="yt-timestamp" data-t="{target}">{label or f"[{target}]"}</a>'


def link(label, time):
    return f"[{label}](https://youtu.be/AbCdEfGhIjK?{time})"


# Markup before and after, and where its claim is said, unless that is seen without hearing it.
PLANTED = {
    "said elsewhere": [
        (anchor("00:01:00"), anchor("00:12:34"), "12:34"),
        (anchor("1:00", "1:00"), anchor("12:34", "12:34"), "12:34"),
        ("[00:01:00]", "[00:15:00]", "15:00"),
    ],
    "link": [
        (link("1:00", "t=60"), link("12:34", "t=754"), "12:34"),
        (link("Waggle", "t=0h1m0s"), link("Waggle", "t=0h12m34s"), "12:34"),
        (link("1:00", "t=60s"), link("15:00", "t=900s"), "15:00"),
    ],
    "minutes for hours": [
        (anchor("14:04:00"), anchor("00:14:04"), "m:s"),
        ("[03:08:00]", "[00:03:08]", "m:s"),
        (anchor("02:10:00", "(02:10:00)"), anchor("00:02:10", "(00:02:10)"), "m:s"),
    ],
    "range": [
        ("[1:00 - 1:30]", "[12:34 - 13:04]", "12:34"),
        ("[03:08:00-03:20:00]", "[00:03:08-00:03:20]", "m:s"),
    ],
    "label and link apart": [
        (anchor("11:00:00", "[0:11:00]"), anchor("00:11:00", "[0:11:00]"), None),
        (anchor("00:01:00", "[00:02:00]"), anchor("00:15:00", "[00:15:00]"), "15:00"),
    ],
    "placeholder": [
        (anchor("HH:MM:SS", "[00:02:00]"), anchor("00:02:00"), None),
        (anchor("N/A", "[00:03:00]"), anchor("00:03:00"), None),
    ],
    "junk": [
        (anchor("00:18:58]", "[00:18:58]"), anchor("00:18:58"), None),
        (anchor("00:16:26:", "[00:16:26]"), anchor("00:16:26"), None),
    ],
    "seconds of 60 and more": [
        (anchor("01:24:99"), anchor("00:01:24"), None),
        (anchor("05:21:75"), anchor("00:05:21"), None),
        ("[02:14:88]", "[00:02:14]", None),
    ],
}
MISTAKES = [item for items in PLANTED.values() for item in items]
HEAD = "---\ntitle: Bees\nvideoId: AbCdEfGhIjK\nduration: 20:00\n---\n\n"


def text(which, newline="\n"):
    """A note with the mistakes, or without them (`which` is 0 or 1), among what is right."""
    lines = [f"- 🐝 Büchsen of bee {n} dance {item[which]}." for n, item in enumerate(MISTAKES)]
    lines[3:3] = ["- Wasps do not [00:04:00].", "", "```", "never [00:01:00]", "```", ""]
    return (HEAD + "\n".join(lines)).replace("\n", newline)


def heard(citation, said):
    """The finding on a citation whose claim is said there."""
    if said == "m:s":
        reading = next(r for r in citation.readings if r.name == "m:s")
        return Finding(citation, Verdict.SUPPORTED, reading=reading, found_ms=reading.at_ms + 400)
    minutes, seconds = map(int, said.split(":"))
    at_ms = (minutes * 60 + seconds) * 1000 + 400
    places = (Candidate(at_ms, 0.9, "Bees dance."),)
    reading = citation.readings[0] if citation.readings else None
    return Finding(citation, Verdict.MISPLACED, None, 0.1, reading, at_ms, candidates=places)


def right(citation):
    reading = citation.reading
    if reading is None:
        return Finding(citation, Verdict.UNCHECKED, reason="unreadable-time")
    return Finding(citation, Verdict.SUPPORTED, reading=reading, found_ms=reading.at_ms)


def report(path, judge, file):
    """Write the report of a check that found this."""
    note = settled(read_note(path))
    findings = tuple(judge(citation) for citation in note.citations)
    file.write_text(as_json.render(Finished((NoteResult(note, Path(), findings),), ())))
    return str(file)


def judge(citation):
    number = int(citation.claim.split("bee ")[1].split()[0]) if "bee " in citation.claim else None
    said = None if number is None else MISTAKES[number][2]
    return right(citation) if said is None else heard(citation, said)


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def planted(name="bees.md", newline="\n", mark=""):
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes((mark + text(0, newline)).encode())
    return path, ["fix", name, "--findings", report(path, judge, Path("report.json"))]


def test_there_are_20_mistakes_of_8_kinds():
    assert (len(MISTAKES), len(PLANTED)) == (20, 8)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_every_planted_mistake_is_mended_and_taken_back(newline, mark, capsys):
    path, command = planted("vault/Bu\u0308cher.md", newline, mark)
    before = path.read_bytes()
    assert call([*command, "--apply"]) == 0
    assert path.read_bytes() == (mark + text(1, newline)).encode()
    streams = capsys.readouterr()
    assert streams.out == f"{path}\n"
    assert streams.err == "20 stamps corrected, 0 left to the reader\n"
    assert call(["fix", str(path), "--undo"]) == 0
    assert capsys.readouterr().out == f"{path}\n"
    assert path.read_bytes() == before


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_the_diff_does_what_apply_does(newline, capsys):
    path, command = planted(newline=newline)
    before = path.read_bytes()
    assert call(command) == 1
    diff = capsys.readouterr().out
    assert path.read_bytes() == before
    ended = subprocess.run(["git", "apply", "-"], input=diff.encode(), capture_output=True)
    assert ended.returncode == 0, ended.stderr
    assert path.read_bytes() == text(1, newline).encode()


def test_a_second_run_changes_nothing(capsys):
    path, command = planted()
    assert call([*command, "--apply"]) == 0
    again = report(path, right, Path("again.json"))
    capsys.readouterr()
    for more in ([], ["--apply"]):
        assert call(["fix", str(path), "--findings", again, *more]) == 0
        assert capsys.readouterr().out == ""
    assert call(["fix", str(path), "--undo"]) == 0
    assert path.read_bytes() == text(0).encode()


def test_offline(capsys):
    path, _ = planted()
    assert call(["fix", str(path), "--lint-only", "--apply"]) in (0, 1)
    capsys.readouterr()
    seen = [(item[2] is None, item[1] in path.read_text()) for item in MISTAKES]
    assert all(is_there for is_offline, is_there in seen if is_offline)
    once = path.read_bytes()
    call(["fix", str(path), "--lint-only", "--apply"])
    assert path.read_bytes() == once
    assert capsys.readouterr().out == ""


def test_by_the_true_words_of_the_talk(samples, tmp_path, capsys):
    notes = tmp_path / "vault"
    notes.mkdir()
    for note in samples.glob("*.md"):
        (notes / note.name).write_bytes(note.read_bytes())
    words = ["--transcript", str(samples / "media" / "harbour-talk.json")]
    (notes / "README.md").unlink()
    assert call(["fix", str(notes), *words, "--json"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert document["schema"] == "clipper.fix/1"
    assert [(c["stamp"], c["at_ms"]) for c in document["changes"]] == [
        ("03:08:00", 188_000),
        ("00:00:35", 78_000),
        ("00:02:58", 118_000),
    ]
    assert document["changes"][1]["replacements"] == [{"old": "00:00:35", "new": "00:01:18"}] * 2
    assert [item["code"] for item in document["left"]] == [
        "contradicted",
        "not_found",
        "contradicted",
    ]
    assert call(["fix", str(notes), *words, "--apply"]) == 1
    assert capsys.readouterr().out.split() == [
        str(notes / "storm-barrier.md"),
        str(notes / "tide-prediction.md"),
    ]
    assert call(["fix", str(notes), *words]) == 1
    streams = capsys.readouterr()
    assert streams.out == ""
    assert "quotes.md:18:103: [04:01] the note says 'less'" in streams.err
    assert call(["fix", str(notes), "--undo"]) == 0
    for note in notes.iterdir():
        assert note.read_bytes() == (samples / note.name).read_bytes()


def test_what_is_not_sure_enough_is_left_to_the_reader(capsys):
    path = Path("bees.md")
    path.write_text("\n" * 99 + "Bees dance [1:00].")
    findings = report(path, lambda c: heard(c, "2:00"), Path("r.json"))
    Path("clipper.toml").write_text("[fix]\nconfidence = 0.95\n")
    assert call(["fix", str(path), "--findings", findings]) == 1
    streams = capsys.readouterr()
    assert streams.out == ""
    left = "bees.md:100:12: [1:00] said at 00:02:00 (+1 min 0 s), with a confidence of 0.90"
    assert streams.err.splitlines()[0] == left


def test_a_confidence_that_is_none(capsys):
    planted()
    Path("clipper.toml").write_text("[fix]\nconfidence = 2\n")
    assert "'fix.confidence' must lie between 0 and 1" in refused(["fix", "bees.md"], capsys)


def test_what_cannot_be_checked_is_no_success(capsys):
    path = Path("bees.md")
    path.write_text("Bees dance [1:00].")
    findings = report(
        path, lambda c: Finding(c, Verdict.UNCHECKED, reason="no-source"), Path("r.json")
    )
    assert call(["fix", str(path), "--findings", findings]) == 3


def test_a_link_to_a_note_and_its_mode(tmp_path):
    path, _ = planted("real/bees.md")
    path.chmod(0o444)
    Path("link.md").symlink_to(path)
    findings = report(Path("link.md"), judge, Path("report.json"))
    assert call(["fix", "link.md", "--findings", findings, "--apply"]) == 0
    assert Path("link.md").is_symlink()
    assert path.read_bytes() == text(1).encode()
    assert path.stat().st_mode & 0o777 == 0o444


def refused(command, capsys):
    assert call(command) == 2
    return capsys.readouterr().err


@pytest.mark.parametrize("more", [[], ["--apply"]])
def test_a_note_changed_since_it_was_checked(more, capsys):
    path, command = planted()
    path.write_bytes(path.read_bytes() + b"\n")
    told = refused([*command, *more], capsys)
    assert told == "error: 'bees.md' has changed since it was checked\nhint: check it again\n"
    assert path.read_bytes() == text(0).encode() + b"\n"


def test_a_note_that_another_program_writes_meanwhile(monkeypatch, capsys):
    path, command = planted()
    read = undo.read

    def late(file):
        path.write_bytes(b"mine")
        return read(file)

    monkeypatch.setattr(undo, "read", late)
    assert "has changed since it was checked" in refused([*command, "--apply"], capsys)
    assert path.read_bytes() == b"mine"


def test_a_note_changed_since_it_was_fixed(capsys):
    path, command = planted()
    assert call([*command, "--apply"]) == 0
    path.write_bytes(b"mine [1:00]")
    capsys.readouterr()
    assert "'bees.md' has changed since it was fixed" in refused(
        ["fix", "bees.md", "--undo"], capsys
    )
    assert path.read_bytes() == b"mine [1:00]"


def test_a_note_that_was_never_fixed(capsys):
    planted()
    assert "no fix of 'bees.md' is left to undo" in refused(["fix", "bees.md", "--undo"], capsys)
    assert "no fix of 'bees.md' is left to undo" in refused(["fix", ".", "--undo"], capsys)


def test_the_findings_of_another_note(capsys):
    _, command = planted()
    Path("wasps.md").write_text("Wasps do not [1:00].")
    command[1] = "wasps.md"
    assert "'wasps.md' is not in 'report.json'" in refused(command, capsys)


def test_one_note_that_is_refused_does_not_keep_the_others(capsys):
    path, command = planted()
    Path("wasps.md").write_text("Wasps do not [1:00].")
    assert call([*command, "wasps.md", "--apply"]) == 3
    streams = capsys.readouterr()
    assert streams.out == "bees.md\n"
    assert "warning: wasps.md: 'wasps.md' is not in 'report.json'" in streams.err
    assert path.read_bytes() == text(1).encode()


class KilledError(Exception):
    pass


def test_killed_between_the_undo_entry_and_the_note(monkeypatch):
    path, command = planted()

    def killed(*_):
        raise KilledError

    with monkeypatch.context() as patch:
        patch.setattr(undo, "_write", killed)
        assert call([*command, "--apply"]) == 101
    assert path.read_bytes() == text(0).encode()
    assert call([*command, "--apply"]) == 0
    assert call(["fix", "bees.md", "--undo"]) == 0
    assert path.read_bytes() == text(0).encode()


class Stdin(io.TextIOWrapper):
    def __init__(self, data):
        super().__init__(io.BytesIO(data), encoding="utf-8")


def test_standard_input_gives_a_diff(monkeypatch, capsys):
    note = f"\ufeffBees dance {anchor('01:24:99')}.\r\nWasps.".encode()
    monkeypatch.setattr("sys.stdin", Stdin(note))
    assert call(["fix", "-", "--lint-only"]) == 1
    out = capsys.readouterr().out
    assert out.startswith("--- a/-\n+++ b/-\n@@ -1,2 +1,2 @@\n-\ufeffBees dance")
    assert f"+\ufeffBees dance {anchor('00:01:24')}.\r\n Wasps.\n\\ No newline" in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-", "--apply"], "standard input cannot be written"),
        (["-", "--undo"], "standard input cannot be written"),
        (["bees.md", "--undo", "--apply"], "'--undo' goes with no other way to fix"),
        (["bees.md", "--undo", "--lint-only"], "'--undo' goes with no other way to fix"),
        (["bees.md", "--lint-only", "--findings", "r.json"], "'--lint-only' goes without"),
        (["bees.md", "--findings", "none.json"], "cannot read 'none.json'"),
        (["none.md", "--undo"], "no such note: 'none.md'"),
    ],
)
def test_wrong_use(arguments, message, capsys):
    planted()
    assert message in refused(["fix", *arguments], capsys)


def test_help(capsys):
    assert call(["fix", "--help"]) == 0
    assert "--undo" in capsys.readouterr().out


def test_findings_are_those_of_the_right_line():
    """The table above means what it says: each markup is one citation with its claim."""
    path, _ = planted()
    note = read_note(path)
    assert len(note.citations) == len(MISTAKES) + 1
    assert replace(note, citations=()).digest
