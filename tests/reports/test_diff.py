"""The diffs, as the programs that apply them read them."""

import os
import shutil
import subprocess
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clipper.reports.diff import diff

NAMES = ["bees.md", "vault/two bees.md", 'a "quote".md', "tab\t.md", "Bu\u0308che.md", "-x.md"]
ODD = os.fsdecode(b"\xff.md")
TEXTS = [
    ("one\ntwo\n", "one\n2\n"),
    ("one\ntwo", "one\n2"),
    ("one\ntwo", "1\ntwo"),
    ("one\r\ntwo\r\nthree", "one\r\n2\r\nthree"),
    ("one\rtwo\rthree", "one\r2\rthree"),
    ("\ufeffone\n", "\ufeff1\n"),
    ("a\u2028b\x0bc\x0cd\x85e\n", "a\u2028b\x0bC\x0cd\x85e\n"),
    ("".join(f"{n}\n" for n in range(40)), "".join(f"{n * (n % 9 < 8)}\n" for n in range(40))),
    ("same\n" * 30, "same\n" * 29 + "other\n"),
]


def applied(tool, before, after, name, folder):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(before.encode())
    text = diff(before, after, name=name)
    command = {"git": ["git", "apply", "-"], "patch": ["patch", "-p1", "--binary"]}[tool]
    environment = os.environ | {"GIT_CEILING_DIRECTORIES": str(folder.parent)}
    ended = subprocess.run(
        command, cwd=folder, input=text.encode(), capture_output=True, env=environment
    )
    assert ended.returncode == 0, (ended.stdout + ended.stderr, text)
    return path.read_bytes().decode()


@pytest.fixture(params=["git", "patch"])
def tool(request):
    if shutil.which(request.param) is None:
        pytest.skip(f"no {request.param}")
    return request.param


@pytest.mark.parametrize(("before", "after"), TEXTS)
def test_texts(tool, before, after, tmp_path):
    assert applied(tool, before, after, "bees.md", tmp_path) == after


@pytest.mark.parametrize("name", [*NAMES, ODD])
def test_names(tool, name, tmp_path):
    assert applied(tool, "one\n", "two\n", name, tmp_path) == "two\n"
    diff("one\n", "two\n", name=name).encode()  # any terminal can show it


def test_as_it_looks():
    assert diff("a\nb\nc", "a\nB\nC", name="x/n.md") == (
        "--- a/x/n.md\n+++ b/x/n.md\n@@ -1,3 +1,3 @@\n a\n-b\n-c\n"
        "\\ No newline at end of file\n+B\n+C\n\\ No newline at end of file\n"
    )
    assert diff("a\n", "b\n", name="/vault/n.md").startswith("--- a/vault/n.md\n")
    assert diff("a\n", "a\n", name="n.md") == ""


@settings(deadline=None, max_examples=20)
@given(st.lists(st.tuples(st.sampled_from("ab\r"), st.booleans())), st.sampled_from(["", "\n"]))
def test_any_change_of_lines_is_applied(tmp_path_factory, lines, end):
    if shutil.which("git") is None:
        pytest.skip("no git")
    before = "\n".join(line for line, _ in lines) + end
    after = "\n".join(line + "x" * is_changed for line, is_changed in lines) + end
    if before != after:
        folder = tmp_path_factory.mktemp("diff")
        assert applied("git", before, after, "n.md", folder) == after


def test_time_is_linear_in_the_length():
    before = "Bees\n" * 100_000
    started = time.process_time()
    text = diff(before, before.replace("Bees", "Wasps"), name="n.md")
    assert time.process_time() - started < 2  # quadratic would be hours
    assert text.count("\n") == 200_003
