"""The command: its subcommands, and errors to exit codes in one place."""

from __future__ import annotations

import functools
import os
import signal
import sys
from collections.abc import Callable, Sequence
from typing import Annotated

import typer

from clipper import __version__
from clipper.cli import check, cut, demo, doctor, fetch, fix, lint, reel, run
from clipper.cli import list as list_
from clipper.cli.console import out, report_error, say, set_verbosity
from clipper.errors import ClipperError, Exit

app = typer.Typer(
    name="clipper",
    help="Checks notes against the recordings they cite: cuts each cited moment, listens to it, "
    "and tells whether it is said there.",
    epilog="Exit codes: 0 all right, 1 findings, 2 wrong use, 3 something could not be done, "
    "101 bug, 130 interrupted.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for _module in (run, list_, lint, check, fix, cut, reel, fetch, doctor, demo):
    _module.register(app)


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
        code = _command()(args=list(arguments), standalone_mode=False)
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
    return int(code or 0)


@functools.cache  # 30 ms, which `app()` would pay at every call
def _command() -> Callable[..., int | None]:
    return typer.main.get_command(app)


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
