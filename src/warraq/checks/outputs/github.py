"""The verdict as GitHub workflow commands, which become annotations, and the step summary beside them.

GitHub shows ten errors and ten warnings of a step and drops the rest, so no more are written; a notice at the
end says how many there are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from warraq.checks.outputs.wording import MESSAGE, ranked, sentence
from warraq.checks.text import closing_line, escape

if TYPE_CHECKING:
    from warraq.checks.outputs.context import Context
    from warraq.errors import WarraqError
    from warraq.model.finding import Finding, Verdict

MOST = 10
_NOTES = MOST - 1
_NOTE = "warraq check"
_KINDS = ("error", "warning")
_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = {**_DATA, **str.maketrans({":": "%3A", ",": "%2C"})}


def _command(kind: str, message: str, **properties: object) -> str:
    named = ",".join(
        f"{name}={escape(str(value), MESSAGE).translate(_PROPERTY)}" for name, value in properties.items()
    )
    return f"::{kind} {named}::{message.translate(_DATA)}"


def _annotation(finding: Finding, context: Context) -> str:
    place = context.place(finding)
    return _command(
        finding.severity,
        sentence(finding),
        file=place.file,
        line=place.line,
        title=f"{finding.rule} ({finding.severity})",
    )


def github(verdict: Verdict, context: Context) -> str:
    """Return the commands, one a line, worst first; waived findings and infos are in the summary alone."""
    found = ranked(one for one in verdict.findings if not one.waived)
    lines, more = [], []
    for kind in _KINDS:
        of_kind = [one for one in found if one.severity == kind]
        lines += [_annotation(one, context) for one in of_kind[:MOST]]
        rest = len(of_kind) - MOST
        if rest > 0:
            more.append(f"{rest:,} more {kind}{'s' if rest > 1 else ''}")
    lines += [_command("notice", escape(note, MESSAGE), title=_NOTE) for note in verdict.notes[:_NOTES]]
    note = closing_line(verdict) + (f"; not shown here: {', '.join(more)}" if more else "")
    lines.append(_command("notice", note, title=f"warraq check of {context.name} {context.target}"))
    return "\n".join(lines) + "\n"


def error_command(error: WarraqError) -> str:
    """Return the annotation of an error that kept the check from a verdict."""
    parts = [error.where, error.found, error.expected and f"expected {error.expected}", error.next_step]
    message = " · ".join(escape(part, MESSAGE) for part in parts if part)
    return _command("error", message, title="warraq check could not run") + "\n"
