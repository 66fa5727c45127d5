"""Say where each value of an article came from, which lines were taken out, and which copies it has.

An article is looked up in the candidate by its id or the beginning of it. A raw file is read as a build would
read it, and each of its records explained, quarantined ones too; nothing is written. What holds a separator
or a dot is a file, looked for here and then in corpus/raw: ./3f2a90c1 is a file and 3f2a90c1 an id.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from warraq.cli.arguments import whole_number

if TYPE_CHECKING:
    import argparse

    from warraq.corpus.pipeline.explain import Explanation

HELP = "where each value of an article, or of a raw file, came from"
EXAMPLES = """\
examples:
  warraq explain 3f2a90c1
  warraq explain 3f2a90c1d4e5f60718293a4b5c6d7e8f --json
  warraq explain daily/2024-10.jsonl --record 17
  warraq explain ~/saved-page.html --source daily
"""
_LONG = ("body",)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the verb's options."""
    parser.add_argument(
        "id", metavar="ID|FILE", help="id of an article, or at least its first 6 digits; or a raw file"
    )
    parser.add_argument(
        "--source", metavar="NAME", help="of a file: its source (default: its folder of corpus/raw)"
    )
    parser.add_argument(
        "--record",
        type=whole_number,
        metavar="N",
        help="of a file: the record at this position, as quarantine names it (default: the first few)",
    )


def run(args: argparse.Namespace) -> int:
    """Explain and report."""
    from warraq.cli.explain_file import run_on_file
    from warraq.cli.output import print_json
    from warraq.corpus.pipeline.explain import explain
    from warraq.corpus.pipeline.raw_place import names_file
    from warraq.model.project import Project

    project = Project.load(args.project)
    if names_file(args.id) or args.source is not None or args.record is not None:
        return run_on_file(project, args)
    explanation = explain(project.candidate, args.id, project.sources)
    if args.json:
        print_json(explanation.as_dict())
    else:
        print("\n".join(_lines(explanation)))
    return 0


def _lines(explanation: Explanation) -> list[str]:
    from warraq.cli.explain_copies import absence, relations

    lines = [f"article {explanation.id}"]
    records = explanation.records
    kept = next((record for record in records if record["fate"] == "article"), records[-1])
    if explanation.article is None:
        lines += absence(explanation)
    else:
        lines += _values(explanation.article, kept["evidence"])
    lines.append(f"raw records: {len(records)}")
    for record in records:
        lines += _record(record)
    return lines + relations(explanation)


def _values(article: dict[str, Any], evidence: dict[str, str]) -> list[str]:
    from warraq.cli.output import visible

    lines = []
    for name, value in article.items():
        text = "" if value is None or value == [] else visible(value, 60 if name in _LONG else 100)
        origin = f"   <- {visible(evidence[name])}" if name in evidence else ""
        lines.append(f"  {name:<20} {text or '(none)'}{origin}")
    more = {name: origin for name, origin in evidence.items() if name not in article}
    lines += [f"  {name:<20} <- {visible(origin)}" for name, origin in more.items()]
    return lines


def _record(record: dict[str, Any]) -> list[str]:
    from warraq.cli.output import visible

    offset = "" if record["offset"] is None else f", byte {record['offset']:,}"
    where = f"{visible(record['raw_path'])}, {record['form']} record {record['position']}{offset}"
    lines = [f"  {where}: {record['fate']}", f"    sha256 {record['raw_sha256']}"]
    if record["removed"]:
        lines.append("    lines taken out:")
        lines += [f"      {reason:<16} {visible(line, 100)}" for line, reason in record["removed"]]
    return lines
