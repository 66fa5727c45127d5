"""Write a new dataset project: the descriptor, sources, rules and settings, ready for raw files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warraq.cli.arguments import place

if TYPE_CHECKING:
    import argparse

HELP = "write a new project"
EXAMPLES = """\
examples:
  warraq init my-corpus
  warraq init my-corpus --title "News of the coast, 2020 to 2026"
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the verb's options."""
    parser.add_argument("dir", type=place, metavar="DIR", help="folder to write; new or empty")
    parser.add_argument("--name", help="name of the data package (default: from DIR)")
    parser.add_argument("--title", help="title of the dataset")


def run(args: argparse.Namespace) -> int:
    """Write the project and say what comes next."""
    from warraq.cli.output import print_json, shown
    from warraq.release.scaffold import scaffold

    files = scaffold(args.dir, name=args.name, title=args.title)
    if args.json:
        print_json({"project": str(args.dir), "files": files})
        return 0
    print(f"{shown(args.dir)}: a new project of {len(files)} files")
    print("next:")
    print(f"  cd {shown(args.dir)}")
    print(
        "  mkdir -p corpus/raw/SOURCE       put raw files there: pages, page dumps, JSON, CSV, Parquet, WARC"
    )
    print("  edit corpus/sources.toml         one table a source")
    print("  warraq explain FILE              what is found in one of them, and where")
    print("  warraq build && warraq check")
    return 0
