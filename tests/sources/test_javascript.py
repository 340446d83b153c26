import os
import sys

import pytest

from clipper.sources import javascript

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the programs are shell scripts")


@pytest.fixture
def install(tmp_path, monkeypatch):
    """Put a program of this name on an otherwise empty PATH; it prints `said`."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setitem(sys.modules, "deno", None)

    def _install(name, said, *, folder=tmp_path, code=0):
        program = folder / name
        program.parent.mkdir(exist_ok=True)
        program.write_text(f"#!/bin/sh\necho '{said}'\nexit {code}\n")
        program.chmod(0o755)
        return program

    return _install


@pytest.mark.parametrize(
    ("programs", "found"),
    [
        ({}, None),
        ({"deno": "deno 2.9.8 (stable, release)"}, "deno 2.9.8"),
        ({"deno": "deno 2.2.15"}, None),
        ({"node": "v20.20.2"}, None),
        ({"node": "v22.0.0"}, "node 22.0.0"),
        ({"bun": "1.2.11"}, "bun 1.2.11"),
        ({"deno": "deno 2.0.0", "node": "v24.1.0", "bun": "1.3.0"}, "node 24.1.0"),
        ({"deno": "who knows"}, None),
    ],
)
def test_the_first_that_is_new_enough(install, programs, found):
    for name, said in programs.items():
        install(name, said)
    assert javascript.javascript_runtime() == found


def test_a_program_that_fails_is_passed_over(install):
    install("deno", "deno 2.9.8", code=1)
    assert javascript.javascript_runtime() is None


def test_the_package_from_pypi_need_not_be_on_the_path(install, tmp_path, monkeypatch):
    program = install("deno", "deno 2.9.8", folder=tmp_path / "elsewhere")
    package = type(os)("deno")
    package.find_deno_bin = lambda: str(program)
    monkeypatch.setitem(sys.modules, "deno", package)
    assert javascript.find_runtime() == javascript.Runtime("deno", (2, 9, 8), str(program))
