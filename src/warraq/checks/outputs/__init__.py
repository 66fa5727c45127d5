"""The verdict in the formats that people and machines read: a format's name -> how it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warraq.checks.outputs.github import github
from warraq.checks.outputs.gitlab import gitlab
from warraq.checks.outputs.markdown import markdown
from warraq.checks.outputs.sarif import sarif
from warraq.checks.outputs.wording import json_text
from warraq.checks.text import verdict_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from warraq.checks.outputs.context import Context
    from warraq.model.finding import Verdict


def _junit(verdict: Verdict, context: Context) -> str:
    from warraq.checks.outputs.junit import junit

    return junit(verdict, context)


#: Format -> the whole text of a file in it, which ends with a line feed and is the same for the same verdict.
FORMATS: dict[str, Callable[[Verdict, Context], str]] = {
    "text": lambda verdict, _: verdict_text(verdict) + "\n",
    "json": lambda verdict, _: json_text(verdict.as_dict()),
    "junit": _junit,
    "sarif": sarif,
    "github": github,
    "gitlab": gitlab,
    "markdown": markdown,
}
