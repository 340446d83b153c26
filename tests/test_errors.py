import inspect
import pickle
import re

import pytest

from clipper import errors
from clipper.errors import ClipperError, Exit

KINDS = [
    kind
    for _, kind in inspect.getmembers(errors, inspect.isclass)
    if issubclass(kind, ClipperError)
]


@pytest.mark.parametrize("kind", KINDS)
def test_errors_cross_process_borders_whole(kind):
    error = pickle.loads(pickle.dumps(kind("what", hint="do")))
    assert (type(error), error.message, error.hint, str(error)) == (kind, "what", "do", "what")
    assert pickle.loads(pickle.dumps(kind("what"))).hint == ""


def test_the_tree_in_the_docstring_is_the_tree():
    told = re.findall(r"^ *(?:\+-- )?(\w+Error) +(\d+)", errors.__doc__, re.MULTILINE)
    assert sorted(told) == sorted((kind.__name__, f"{kind.exit_code:d}") for kind in KINDS)
    assert all(kind.__base__ in (ClipperError, Exception) for kind in KINDS)  # as it is drawn


@pytest.mark.parametrize("kind", KINDS)
def test_no_error_ends_as_a_success_or_as_findings(kind):
    assert kind.exit_code in (Exit.USAGE, Exit.INCOMPLETE)
