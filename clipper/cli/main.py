"""The command: its subcommands, and errors to exit codes in one place."""

from __future__ import annotations

import importlib
import os
import signal
import sys
from collections.abc import Sequence
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from clipper import __version__
from clipper.cli.console import out, report_error, say, set_verbosity
from clipper.errors import ClipperError, Exit

_COMMANDS = {  # by the name of its module: the first line of its help, in the order of a reader
    "run": "Fetch, cut, hear, check and report all that NOTES cite; "
    "results go into the output folder.",
    "list": "Show the citations of NOTES with the sentence that each supports; needs no media.",
    "lint": "Tell what is wrong with the stamps of NOTES, offline; exit code 1 when something is.",
    "check": "Hear the cited moments of NOTES and print the findings; "
    "exit code 1 when some are wrong.",
    "fix": "Correct the stamps of NOTES whose right time is sure, "
    "and list the others that are wrong.",
    "cut": "Cut a clip around each cited moment of NOTES, and print the clips' paths.",
    "reel": "Join the cited moments of each note that the speech supports; print the reels' paths.",
    "fetch": "Fetch the recordings that NOTES cite, and print their paths.",
    "doctor": "Show what is there and what is missing, and the settings in force.",
    "demo": "Run on three sample notes about a five-minute talk, some of them wrong on purpose.",
}


class _Commands(TyperGroup):
    """Knows its commands by name; imports the one that is called: all take half a second."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        for name, text in _COMMANDS.items():
            self.add_command(TyperCommand(name, help=text))

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))  # typer's own would cut them short

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        name, _, rest = super().resolve_command(ctx, args)
        return name, _imported(name) if name else None, rest


def _imported(name: str) -> TyperCommand:
    command = typer.Typer(add_completion=False)
    importlib.import_module(f"clipper.cli.{name}").register(command)
    return typer.main.get_command(command)  # type: ignore[return-value]


app = typer.Typer(
    name="clipper",
    cls=_Commands,
    help="Checks notes against the recordings they cite: cuts each cited moment, listens to it, "
    "and tells whether it is said there.",
    epilog="Exit codes: 0 all right, 1 findings, 2 wrong use, 3 something could not be done, "
    "101 bug, 130 interrupted.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(*, is_wanted: bool) -> None:
    if is_wanted:
        out(f"clipper {__version__}\n")
        raise typer.Exit


@app.callback()
def _common(
    *,
    verbose: Annotated[
        int, typer.Option("--verbose", "-v", count=True, help="Say more; -vv for everything.")
    ] = 0,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say only errors.")] = False,
    version: Annotated[  # noqa: ARG001 - its callback prints and ends
        bool,
        typer.Option(
            "--version",
            "-V",
            help="Print the version.",
            is_eager=True,
            callback=lambda value: _print_version(is_wanted=value),
        ),
    ] = False,
) -> None:
    set_verbosity(-1 if quiet else verbose)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command and end the process with its exit code."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # `kill` cleans up as ^C does
    sys.exit(call(sys.argv[1:] if arguments is None else arguments))


def call(arguments: Sequence[str]) -> int:
    """The exit code of the command with these arguments."""
    try:
        command = typer.main.get_command(app)
        code = command(args=list(arguments) or ["--help"], standalone_mode=False)
        sys.stdout.flush()
    except ClipperError as error:
        return _failed(error, arguments)
    except typer.Abort:
        return Exit.INTERRUPTED
    except (BrokenPipeError, SystemExit) as error:
        return _ended(error)
    except Exception as error:
        if hasattr(error, "format_message"):  # typer's usage errors, of whichever base it vendors
            return _misused(error)
        say(f"error: a bug in clipper {__version__}: {type(error).__name__}: {error}")
        say("hint: run again with -vv, and report what it prints together with this command")
        if "-vv" in arguments or os.environ.get("CLIPPER_DEBUG"):
            raise
        return Exit.BUG
    finally:
        from clipper import proc

        proc.stop_all()
    return int(code or 0) if arguments else Exit.USAGE


def _failed(error: ClipperError, arguments: Sequence[str]) -> int:
    if "--json" in arguments:
        from clipper.reports.json import render_error

        out(render_error(error))
    report_error(error)
    return error.exit_code


def _misused(error: Exception) -> int:
    context = getattr(error, "ctx", None)
    if context is not None:
        say(context.get_usage())
    say(f"error: {error.format_message()}")  # type: ignore[attr-defined]
    if context is not None:
        say(f"hint: {context.command_path} --help")
    return Exit.USAGE


def _ended(error: BaseException) -> int:
    """The reader of our output is gone (`| head`): typer says so by exiting with 1."""
    if isinstance(error, SystemExit) and error.code not in (1, None):
        return int(error.code) if isinstance(error.code, int) else Exit.USAGE
    sys.stdout = open(os.devnull, "w")  # noqa: SIM115, PTH123 - what is left must go nowhere
    return Exit.INCOMPLETE
