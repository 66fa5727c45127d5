"""What the project's policy makes of the hits: severities, tolerances and waivers."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from difflib import get_close_matches
from typing import TYPE_CHECKING

import polars as pl

from warraq.checks.builtin import builtin_hit
from warraq.errors import ProjectError
from warraq.model.finding import SEVERITIES, Finding

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import date

    from warraq.checks.hit import Hit
    from warraq.model.settings import Policy, RuleSettings, Waiver

FILE_NAME = "checks/policy.toml"


def require_known(policy: Policy, known: Collection[str]) -> None:
    """Hold the policy to rules that there are.

    Raises:
        ProjectError: it names another, with the nearest that there is.
    """
    named = [(f"rules.{rule}", rule) for rule in policy.rules]
    named += [(f"waivers[{at}].rule", waiver.rule) for at, waiver in enumerate(policy.waivers)]
    for key, rule in named:
        if rule not in known:
            near = get_close_matches(rule, sorted(known), n=1, cutoff=0.4)
            expected = f"the id of a rule, perhaps {near[0]}" if near else "the id of a rule"
            raise ProjectError(
                f"{FILE_NAME}: {key}",
                f"no rule {rule!r}",
                expected=expected,
                next_step="correct the id, or take the entry out",
            )


def expired_hits(policy: Policy, today: date) -> list[Hit]:
    """Return the waivers whose last day is past, one hit each."""
    hits = []
    for at, waiver in enumerate(policy.waivers):
        if waiver.expires < today:
            of = f"{waiver.rule} in {waiver.source}" if waiver.source else waiver.rule
            message = f"the waiver of {of} ended on {waiver.expires.isoformat()}: renew it or take it out"
            declared = f"{FILE_NAME}: waivers[{at}]"
            hits += builtin_hit("waiver-expired", [waiver.rule], 1, message=message, declared=declared)
    return hits


def _split(hit: Hit, waivers: Iterable[Waiver]) -> tuple[Hit | None, list[Finding]]:
    """Return what no waiver covers of the hit, and the waived parts as findings; the first waiver counts."""
    waived = []
    for waiver in waivers:
        if waiver.rule != hit.rule or hit.keys.is_empty():
            continue
        if waiver.source is None:
            covered, segment = pl.lit(value=True), hit.segment
        else:
            covered = pl.col("source").eq_missing(pl.lit(waiver.source))
            segment = hit.segment or f"source={waiver.source}"
        part = hit.keys.filter(covered)
        if part.height:
            finding = replace(hit, keys=part, segment=segment).finding()
            waived.append(replace(finding, waived=waiver.reason))
            hit = replace(hit, keys=hit.keys.filter(~covered))
    return (None if hit.keys.is_empty() else hit), waived


def _tolerance(settings: RuleSettings, count: int, total: int) -> str:
    """Return the limits that the count keeps; "" if it is over them or none is set."""
    limits: list[tuple[str, float, bool]] = []
    if settings.max_count is not None:
        limits.append(("max_count", settings.max_count, count <= settings.max_count))
    if settings.max_share is not None:
        limits.append(("max_share", settings.max_share, count <= settings.max_share * total))
    return " and ".join(f"{name} = {limit}" for name, limit, kept in limits if kept)


def _judged(hits: Sequence[Hit], settings: RuleSettings | None) -> list[Finding]:
    """Return the findings of one rule on one field, with its severity and tolerance."""
    findings = [hit.finding() for hit in hits]
    if settings is None:
        return findings
    if settings.severity is not None:
        findings = [replace(finding, severity=settings.severity) for finding in findings]
    count, total = sum(hit.keys.height for hit in hits), max(hit.total for hit in hits)
    kept = _tolerance(settings, count, total)
    if kept:
        note = f" (tolerated by {kept} in {FILE_NAME})"
        return [replace(one, severity="info", message=one.message + note) for one in findings]
    return findings


def _by_rule(
    hits: Iterable[Hit], waivers: Sequence[Waiver]
) -> tuple[dict[tuple[str, str, str], list[Hit]], list[Finding]]:
    """Return what no waiver covers by rule, table and field, and the waived parts as findings."""
    waived: list[Finding] = []
    groups: dict[tuple[str, str, str], list[Hit]] = defaultdict(list)
    for hit in hits:
        rest, covered = _split(hit, waivers)
        waived += covered
        if rest is not None:
            groups[hit.rule, hit.table, hit.field].append(rest)
    return groups, waived


def _lasting(policy: Policy, today: date) -> list[Waiver]:
    return [waiver for waiver in policy.waivers if waiver.expires >= today]


def failing_hits(hits: Iterable[Hit], policy: Policy, today: date) -> list[Hit]:
    """Return what the policy leaves of the hits as errors: waived rows and tolerated rules are not in it.

    Args:
        today: the day on which waivers are judged.
    """
    groups, _ = _by_rule(hits, _lasting(policy, today))
    return [
        hit
        for (rule, _, _), group in groups.items()
        for hit, finding in zip(group, _judged(group, policy.rules.get(rule)), strict=True)
        if finding.severity == "error"
    ]


def apply_policy(hits: Iterable[Hit], policy: Policy, today: date) -> tuple[Finding, ...]:
    """Return the findings, sorted by severity, rule, table, field, segment.

    Waivers come first: one without a source covers the rule's findings whole, one with a source only the rows
    (or the segment) of that source. They last to the end of their day `expires`. Then the rule's severity and
    tolerance of the policy are laid on what is left: what is tolerated stays, as info.

    Args:
        today: the day on which waivers are judged.
    """
    groups, findings = _by_rule([*hits, *expired_hits(policy, today)], _lasting(policy, today))
    for (rule, _, _), group in groups.items():
        findings += _judged(group, policy.rules.get(rule))
    return tuple(sorted(findings, key=_order))


def _order(finding: Finding) -> tuple[int, str, str, str, str, str, tuple[str, ...]]:
    rank = SEVERITIES.index(finding.severity)
    place = finding.rule, finding.table, finding.field, finding.segment
    return (rank, *place, finding.message, finding.samples)
