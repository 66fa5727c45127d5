"""What holds for every format: the same bytes for the same verdict, one document, text that stays text."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from output_cases import CONTEXT, VERDICT, verdicts

from warraq.checks.outputs import FORMATS
from warraq.model.finding import Verdict

if TYPE_CHECKING:
    from projects import Golden

_ENDINGS = {
    "text": "txt",
    "json": "json",
    "junit": "xml",
    "sarif": "sarif",
    "github": "txt",
    "markdown": "md",
}
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@pytest.mark.parametrize("name", FORMATS)
def test_the_format_is_as_it_was(name: str, golden: Golden) -> None:
    golden(f"check/{name}.{_ENDINGS.get(name, 'json')}", FORMATS[name](VERDICT, CONTEXT))


@pytest.mark.parametrize("name", FORMATS)
def test_a_verdict_without_findings_is_a_document_too(name: str) -> None:
    text = FORMATS[name](Verdict((), ("body-short",)), CONTEXT)
    assert text.endswith("\n")
    assert "Traceback" not in text


@pytest.mark.parametrize("name", FORMATS)
@given(verdict=verdicts)
@settings(max_examples=40, deadline=None)
def test_nothing_invisible_is_written_and_all_of_it_is_utf_8(name: str, verdict: Verdict) -> None:
    text = FORMATS[name](verdict, CONTEXT)
    assert text.encode().decode() == text
    assert not {unicodedata.category(one) for one in set(text) if one not in "\n\u200c\u200d"} & _INVISIBLE
    assert FORMATS[name](verdict, CONTEXT) == text
