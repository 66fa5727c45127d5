"""What `warraq explain` says on copies: the cluster with its evidence, corrections, and what is held back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from warraq.cli.output import visible

if TYPE_CHECKING:
    from warraq.corpus.pipeline.explain import Explanation


def absence(explanation: Explanation) -> list[str]:
    """Return why there is no such article in the candidate."""
    if not explanation.held:
        return ["  is not in the candidate: taken down"]
    return [
        f"  is not in the candidate: held back ({one['reason']}): {visible(one['detail'], 200)}"
        for one in explanation.held
    ]


def relations(explanation: Explanation) -> list[str]:
    """Return what the article shares with others, and with its text before the last correction."""
    lines = []
    if explanation.revision:
        lines.append(f"corrected; against the text before: {_measures(explanation.revision)}")
    if len(explanation.cluster) > 1:
        lines.append(f"cluster of {len(explanation.cluster)}:")
        for row in explanation.cluster:
            lines += _member(row, explanation.id)
        original = explanation.cluster[0]["id"]
        if explanation.why_original:
            lines.append(f"  {original} is the original: {explanation.why_original}")
    return lines


def _member(row: dict[str, Any], article: str) -> list[str]:
    head = f"  {row['id']}  {row['role']:<9} {visible(row['source'])}  {visible(row['title'], 80)}"
    if row["against"] is None:
        return [head]
    other = "this article" if row["against"] == article else row["against"]
    return [head, f"    {row['relation']}, against {other}: {_measures(row)}"]


def _measures(row: dict[str, Any]) -> str:
    return f"Jaccard {row['jaccard']:.3f}, containment {row['containment']:.3f}"
