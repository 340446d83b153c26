"""What the command says of itself: its commands are known by name before they are imported."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from clipper.cli import main
from clipper.cli.main import call

ROOM = Path(main.__file__).parent


@pytest.mark.parametrize("name", main._COMMANDS)
def test_the_list_says_of_each_command_what_it_says_itself(name):
    first, *_ = main._imported(name).help.split("\n\n")
    assert main._COMMANDS[name] == " ".join(first.split())


def test_the_list_has_every_command():
    modules = {path.stem for path in ROOM.glob("*.py") if "def register(" in path.read_text()}
    assert set(main._COMMANDS) == modules


@pytest.mark.parametrize("option", ["-h", "--help"])
def test_help_lists_the_commands_in_full(option, capsys):
    assert call([option]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    places = [shown.index(f" {name} {text}") for name, text in main._COMMANDS.items()]
    assert places == sorted(places)


@pytest.mark.parametrize("name", main._COMMANDS)
def test_every_command_has_help(name, capsys):
    assert call([name, "-h"]) == 0
    assert main._COMMANDS[name].split()[0] in capsys.readouterr().out


def test_without_arguments_the_help_is_shown_and_nothing_else(capsys):
    assert call([]) == 2
    streams = capsys.readouterr()
    assert "Commands:" in streams.out
    assert streams.err == ""


def test_a_mistyped_command_gets_a_suggestion(capsys):
    assert call(["chek"]) == 2
    assert "Did you mean 'check'?" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("typed", "completed"), [("l", ["list", "lint"]), ("list --l", ["--left-out"])]
)
def test_shells_complete_commands_and_their_options(typed, completed):
    words = f"clipper {typed}"
    wanted = {"COMP_WORDS": words, "COMP_CWORD": str(words.count(" "))}
    code = "import sys; sys.argv[0] = 'clipper'; from clipper.cli.main import call; call([])"
    ended = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, **wanted, "_CLIPPER_COMPLETE": "complete_bash"},
        capture_output=True,
        text=True,
    )
    assert ended.stdout.split() == completed
