"""Take articles down: name every copy, keep them out of all later releases, show who still holds the text.

`add` looks through the candidate and all frozen releases for what is named and for its copies and abridged
copies, asks, and writes them to corpus/takedowns.csv with a fingerprint of each text. The next build leaves
them out, also where they come back under another address. Frozen releases never change: `verify` lists those
that still hold the text, for you to withdraw. `verify --hub` looks through a dataset on the Hub: every
branch, tag and pull request, and the commits behind them.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from warraq.cli.arguments import place

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    import polars as pl

    from warraq.corpus.relate.takedowns import Row
    from warraq.model.project import Project
    from warraq.release.takedown.find import Found, Kind, Wish

HELP = "keep articles and all their copies out of every later release"
EXAMPLES = """\
examples:
  warraq takedown add --id 3f2a90c1 --reason privacy
  warraq takedown add --url https://almanara.example/news/12 --reason legal --yes
  warraq takedown add --source barq --reason publisher-request
  warraq takedown add --text letter.txt --reason copyright
  warraq takedown list
  warraq takedown verify            exit code 1 while any release still holds one
  warraq takedown verify --hub      the same of all that was ever published to [publish] to
  warraq takedown verify --hub hub:my-org/my-corpus
"""
_KINDS: tuple[Kind, ...] = ("id", "url", "source", "author")
_SHOWN = 50
_MOST_BYTES = 10 << 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the verb's options."""
    parser.add_argument("action", choices=["add", "list", "verify"], metavar="add|list|verify")
    what = parser.add_argument_group("add: one of").add_mutually_exclusive_group()
    what.add_argument("--id", metavar="ID", help="an article; the first digits will do")
    what.add_argument("--url", metavar="URL", help="an article by its address, in any spelling")
    what.add_argument("--source", metavar="NAME", help="all of a source, now and later")
    what.add_argument("--author", metavar="NAME", help="all of an author, now and later")
    what.add_argument("--text", type=place, metavar="FILE", help="whatever holds the text in this file")
    parser.add_argument("--reason", metavar="CODE", help="a reason code, such as legal or privacy")
    parser.add_argument("--no-copies", action="store_true", help="only what is named, not its copies")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    parser.add_argument(
        "--hub",
        nargs="?",
        const="",
        metavar="hub:ORG/NAME",
        help="verify: a dataset on the Hub; without an address that of build/release.toml",
    )


def run(args: argparse.Namespace) -> int:
    """Do the action and report."""
    from warraq.cli.takedown_hub import verify_hub
    from warraq.errors import UsageError
    from warraq.model.project import Project

    project = Project.load(args.project)
    actions = {"add": _add, "list": _list, "verify": _verify}
    if args.hub is not None:
        if args.action != "verify":
            raise UsageError("--hub", f"takedown {args.action} asks no Hub", expected="takedown verify --hub")
        return verify_hub(project, args)
    return actions[args.action](project, args)


def _add(project: Project, args: argparse.Namespace) -> int:
    from warraq.cli.output import off_stdout, print_json, shown, today
    from warraq.cli.progress import progress
    from warraq.engine.stages import Stages
    from warraq.release.takedown.find import find
    from warraq.release.takedown.ledger import rows_of, write_down
    from warraq.release.takedown.places import all_places, article_files

    wish = _wish(args)
    with off_stdout(), progress() as tell, Stages(tell).stage("looking for copies"):
        files = article_files(all_places(project).items())
        found = find(wish, files, copies=not args.no_copies)
    rows = rows_of(wish, found, reason=args.reason, date=today().isoformat())
    _require_something(wish, rows)
    if not args.json:
        _print_found(found)
    if not args.yes and not _agreed(len(found.articles)):
        print("nothing was written", file=sys.stderr)
        return 0
    added = write_down(project.takedowns, rows)
    if args.json:
        print_json(
            {"articles": found.articles.to_dicts(), "rows_added": added, "file": str(project.takedowns)}
        )
    else:
        print(f"{added} rows added to {shown(project.takedowns)}")
        print("next: warraq release --bump auto leaves them out; warraq takedown verify lists who holds them")
    return 0


def _wish(args: argparse.Namespace) -> Wish:
    from warraq.errors import UsageError
    from warraq.release.takedown.find import Wish

    if not args.reason or not args.reason.strip():
        raise UsageError("--reason", "found nothing", expected="a reason code, such as legal or privacy")
    if args.text is not None:
        return Wish("text", _text(args.text))
    given = [(kind, getattr(args, kind)) for kind in _KINDS if getattr(args, kind)]
    if not given:
        raise UsageError(
            "takedown add", "nothing is named", expected="--id, --url, --source, --author or --text"
        )
    kind, value = given[0]
    return Wish(kind, value.strip())


def _text(path: Path) -> str:
    from warraq.errors import UsageError

    try:
        data = path.read_bytes()[:_MOST_BYTES]
        return data.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            "--text", f"{path} cannot be read: {error}", expected="a text file in UTF-8"
        ) from error


def _require_something(wish: Wish, rows: list[Row]) -> None:
    from warraq.errors import UsageError

    if rows:
        return
    expected = "at least 20 words: a shorter text cannot be told from others; name it by --id or --url"
    raise UsageError(f"--{wish.kind}", "the text is too short, and no article holds it", expected=expected)


def _agreed(articles: int) -> bool:
    from warraq.errors import UsageError

    if not sys.stdin.isatty():
        raise UsageError("takedown add", "stdin is no terminal, so nobody can be asked", next_step="--yes")
    print(f"take {articles} articles down? [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _print_found(found: Found) -> None:
    from warraq.cli.output import visible

    articles = found.articles
    print(f"{articles.height} articles:")
    for row in articles.head(_SHOWN).iter_rows(named=True):
        share = f" {row['containment']:.2f}" if row["containment"] is not None else ""
        places = ", ".join(row["places"])
        print(
            f"  {row['id']}  {row['relation']}{share}  {visible(row['source'])}  {visible(row['title'], 80)}"
        )
        print(f"    in {places}")
    if articles.height > _SHOWN:
        print(f"  and {articles.height - _SHOWN} more; --json names all")
    if articles.is_empty():
        print("  none yet; what comes later is left out")


def _list(project: Project, args: argparse.Namespace) -> int:
    from dataclasses import asdict

    from warraq.cli.output import print_json, visible
    from warraq.corpus.relate.takedowns import read_rows

    rows = [row for _, row in read_rows(project.takedowns)]
    if args.json:
        print_json([asdict(row) for row in rows])
        return 0
    for row in rows:
        print(f"{row.kind:<7} {visible(row.value, 60):<62} {visible(row.reason):<20} {visible(row.date)}")
    if not rows:
        print("nothing is taken down")
    return 0


def _verify(project: Project, args: argparse.Namespace) -> int:
    from warraq.cli.output import off_stdout, print_error, print_json
    from warraq.cli.progress import progress
    from warraq.engine.stages import Stages
    from warraq.errors import DataRefusedError
    from warraq.release.takedown.ledger import still_there
    from warraq.release.takedown.places import article_files, releases

    with off_stdout(), progress() as tell, Stages(tell).stage("verifying"):
        places = releases(project)
        still = still_there(project.takedowns, places, article_files(places.items()))
    if args.json:
        print_json(still.as_dict())
    else:
        _print_still(still.rows, still.places)
    if still.rows.is_empty():
        return 0
    holding = still.rows["place"].unique(maintain_order=True).to_list()
    step = "release anew and withdraw these versions wherever they lie; see docs/takedown.md"
    error = DataRefusedError(
        "takedown verify", f"still held by {', '.join(holding)}", expected="by none", next_step=step
    )
    print_error(error, as_json=False)
    return error.exit_code


def _print_still(rows: pl.DataFrame, places: tuple[str, ...]) -> None:
    from warraq.cli.output import visible

    for name in places:
        held = rows.filter(place=name)
        print(f"{visible(name)}: {held.height} articles" if held.height else f"{visible(name)}: clean")
        for row in held.head(_SHOWN).iter_rows(named=True):
            print(f"  {row['id']}  by {row['by']}  {row['reason']}  {visible(row['title'], 80)}")
    if not places:
        print("there is no release yet")
