"""What foreign code prints while a command works does not come among its result."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

from warraq.cli.output import off_stdout

if TYPE_CHECKING:
    from collections.abc import Callable


def by_python() -> None:
    print("noise")


def by_native_code() -> None:
    os.write(1, b"noise\n")


@pytest.mark.parametrize("speak", [by_python, by_native_code])
def test_only_the_result_comes_to_stdout(
    capfd: pytest.CaptureFixture[str], speak: Callable[[], None]
) -> None:
    print("before")
    with off_stdout():
        speak()
    print("result")
    sys.stdout.flush()
    assert capfd.readouterr() == ("before\nresult\n", "noise\n")


def test_stdout_is_back_after_an_error(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(KeyError), off_stdout():
        raise KeyError("x")
    os.write(1, b"result\n")
    assert capfd.readouterr().out == "result\n"
