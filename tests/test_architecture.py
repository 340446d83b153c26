"""The rules of the house run as tests."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "clipper").rglob("*.py"))
HEAVY = {"faster_whisper", "yt_dlp", "pydub", "av", "ctranslate2", "onnxruntime", "ffmpeg"}


def test_imports_run_downwards_only():
    linter = shutil.which("lint-imports", path=Path(sys.executable).parent)
    ended = subprocess.run([linter], cwd=ROOT, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stdout


@pytest.mark.parametrize(
    "code", ["import clipper", "from clipper.cli.main import call; call(['-h'])"]
)
def test_help_does_not_pay_for_what_it_does_not_use(code):
    code += "; import sys; print('|', *sys.modules)"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.split(".")[0] for name in ended.stdout.split("|")[-1].split()}
    assert not loaded & HEAVY


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_library_is_silent_and_starts_no_programs(path):
    text = path.read_text(encoding="utf-8")
    if path.parent.name != "cli":
        assert not re.search(r"^\s*print\(|sys\.exit", text, re.MULTILINE)
    if path.name != "proc.py":
        assert "import subprocess" not in text


def test_the_readme_names_the_gate_s_test_command():
    gate, readme = (ROOT / ".ci" / "run").read_text(), (ROOT / "README.md").read_text()
    commands = [line for line in readme.splitlines() if line.endswith("-m pytest")]
    assert len(commands) == 1
    assert commands[0] in gate.splitlines()


def test_no_file_carries_a_path_of_a_machine():
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("no checkout")
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    private = re.compile("/" + r"(?:root|home|work)/\w")
    for name in listed.stdout.splitlines():
        path = ROOT / name
        if (
            path.suffix in {".py", ".md", ".toml", ".json", ".jinja", ".lock", ""}
            and path.is_file()
        ):
            assert not private.search(path.read_text(encoding="utf-8")), name
