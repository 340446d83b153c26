"""The rules of the house run as tests."""

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "clipper").rglob("*.py"))
COMMAND = ROOT / "clipper" / "cli"
CALL = "from clipper.cli.main import call; assert call"
HEAVY = {"av", "ctranslate2", "faster_whisper", "ffmpeg", "numpy", "onnxruntime", "pydub", "yt_dlp"}


def test_imports_run_downwards_only():
    linter = shutil.which("lint-imports", path=Path(sys.executable).parent)
    assert linter, "import-linter belongs to the extra 'test'"
    command = [linter, "--no-cache"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stdout + ended.stderr


@pytest.mark.parametrize(
    ("code", "unused"),
    [
        ("import clipper", HEAVY),
        (f"{CALL}(['--help']) == 0", HEAVY | {"rich", "clipper.model", "clipper.steps"}),
        (f"{CALL}(['list', 'notes/quotes.md']) == 0", HEAVY),
        (f"{CALL}(['lint', '--help']) == 0", HEAVY),
        (f"{CALL}(['fix', '--help']) == 0", HEAVY),
    ],
    ids=["import", "help", "list", "lint-help", "fix-help"],
)
def test_no_command_pays_for_what_it_does_not_use(code, unused):
    code += "; import sys; print('|', *sys.modules)"
    command = [sys.executable, "-c", code]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert not unused & set(ended.stdout.split("|")[-1].split())


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_library_is_silent_and_starts_no_programs(path):
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    if COMMAND not in path.parents:
        assert not {"print", "input", "exit", "quit", "sys.exit", "os._exit"} & set(calls(nodes))
    if path != ROOT / "clipper" / "proc.py":
        assert not {"subprocess", "pty", "multiprocessing"} & set(imports(nodes))
        assert not [
            name for name in calls(nodes) if re.match(r"os\.(system|popen|exec|spawn)", name)
        ]


def calls(nodes):
    return [ast.unparse(node.func) for node in nodes if isinstance(node, ast.Call)]


def imports(nodes):
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").partition(".")[0]


def test_the_readme_names_the_gate_s_test_command():
    gate, readme = (ROOT / ".ci" / "run").read_text(), (ROOT / "README.md").read_text()
    commands = [line for line in readme.splitlines() if "-m pytest" in line]
    assert len(commands) == 1
    assert commands[0] in gate.splitlines()


def test_no_file_carries_a_path_of_a_machine():
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("no checkout")
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    private = re.compile("/" + r"(?:root|home|work)/\w")
    names = [name for name in listed.stdout.split("\0") if (ROOT / name).is_file()]
    assert "pyproject.toml" in names
    carriers = [name for name in names if private.search(text_of(ROOT / name))]
    assert not carriers


def text_of(path):
    """Empty for what is no text, such as a picture."""
    raw = path.read_bytes()
    return "" if b"\0" in raw else raw.decode(errors="replace")
