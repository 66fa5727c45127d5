"""A deferred module is the real one as soon as it is used, and nobody else notices."""

from __future__ import annotations

import subprocess
import sys

import pytest

from warraq.checks.deferred import deferred


@pytest.fixture
def fresh() -> str:
    for name in [name for name in sys.modules if name == "wave"]:
        del sys.modules[name]
    return "wave"


def test_it_is_loaded_at_the_first_use(fresh: str) -> None:
    with deferred(fresh):
        import wave as early
    assert "wave" not in sys.modules
    assert early.WAVE_FORMAT_PCM == 1

    import wave

    assert early.open is wave.open


def test_use_inside_the_block_is_the_real_one_too(fresh: str) -> None:
    with deferred(fresh):
        import wave

        assert wave.WAVE_FORMAT_PCM == 1
        inside = sys.modules["wave"]
    assert sys.modules["wave"] is inside
    assert type(inside).__name__ == "module"


def test_a_loaded_and_a_missing_module_are_left_alone() -> None:
    before = sys.modules["sys"]
    with deferred("sys", "no_such_module_at_all"):
        assert sys.modules["sys"] is before
        assert "no_such_module_at_all" not in sys.modules


def test_a_missing_attribute_is_missing(fresh: str) -> None:
    with deferred(fresh):
        import wave as early
    with pytest.raises(AttributeError):
        getattr(early, "no_such_thing")  # noqa: B009


@pytest.mark.slow
def test_others_import_what_the_suite_deferred() -> None:
    code = (
        "from warraq.checks.deferred import deferred\n"
        "with deferred('scipy.stats', 'altair'):\n"
        "    import great_expectations as gx\n"
        "import scipy.stats, altair, sys\n"
        "assert scipy.stats.norm.cdf(0) == 0.5\n"
        "assert altair.Chart\n"
        "assert type(sys.modules['scipy.stats']).__name__ == 'module'\n"
    )
    subprocess.run([sys.executable, "-W", "ignore", "-c", code], check=True)
