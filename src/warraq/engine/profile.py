"""Where the time of a command went, for people and for tools that draw it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from warraq.engine.stages import Span

_MICROSECONDS = 1_000_000
#: The row of the stages, above those of the workers.
_STAGES = 0


def trace_events(spans: Sequence[Span]) -> dict[str, Any]:
    """Return the spans in the Trace Event Format, which Perfetto and Chrome open.

    A host is a process of the trace, a process of the host a row in it; stages are the first row. Times are
    microseconds since the first span began.

    Source: "Trace Event Format", Chromium project (complete events "X", metadata events "M").
    """
    hosts = {name: number for number, name in enumerate(dict.fromkeys(span.usage.host for span in spans), 1)}
    start = min((span.usage.started for span in spans), default=0.0)
    return {
        "traceEvents": [*_names(spans, hosts), *(_event(span, hosts, start) for span in spans)],
        "displayTimeUnit": "ms",
    }


def _names(spans: Sequence[Span], hosts: dict[str, int]) -> Iterable[dict[str, Any]]:
    """Yield what the rows are called."""
    for name, number in hosts.items():
        yield {"ph": "M", "pid": number, "tid": 0, "name": "process_name", "args": {"name": name}}
    rows = dict.fromkeys((hosts[span.usage.host], _row(span)) for span in spans)
    for pid, row in rows:
        called = "stages" if row == _STAGES else f"process {row}"
        yield {"ph": "M", "pid": pid, "tid": row, "name": "thread_name", "args": {"name": called}}
        yield {"ph": "M", "pid": pid, "tid": row, "name": "thread_sort_index", "args": {"sort_index": row}}


def _row(span: Span) -> int:
    return _STAGES if span.task is None else span.usage.process


def _event(span: Span, hosts: dict[str, int], start: float) -> dict[str, Any]:
    usage = span.usage
    return {
        "ph": "X",
        "pid": hosts[usage.host],
        "tid": _row(span),
        "name": span.task or span.stage,
        "cat": "stage" if span.task is None else "reused" if span.reused else "task",
        "ts": round((usage.started - start) * _MICROSECONDS),
        "dur": round(usage.wall * _MICROSECONDS),
        "args": {"stage": span.stage, "cpu_seconds": round(usage.cpu, 3), "peak_bytes": usage.peak},
    }


def table(figures: dict[str, dict[str, Any]]) -> str:
    """Return the figures of `Stages.figures` as lines of text, a stage a line."""
    rows = [("stage", "wall s", "CPU s", "records/s", "tasks", "reused", "peak of a task")]
    for name, one in figures.items():
        rate, peak = one["records_per_second"], one["peak_task_bytes"]
        rows.append(
            (
                name,
                f"{one['seconds']:.1f}",
                f"{one['cpu_seconds']:.1f}",
                f"{rate:,.0f}" if rate else "",
                f"{one['tasks']:,}" if one["tasks"] else "",
                f"{one['reused_tasks']:,}" if one["tasks"] else "",
                f"{peak >> 20:,} MiB" if peak else "",
            )
        )
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(
            text.rjust(width) if column else text.ljust(width)
            for column, (text, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )
