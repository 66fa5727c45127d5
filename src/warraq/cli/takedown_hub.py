"""`warraq takedown verify --hub`: which refs and commits on the Hub still hold what was taken down."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

    from warraq.model.project import Project
    from warraq.release.takedown.on_the_hub import StillPublished

_SHOWN = 20
_STEP = (
    "publish a version without them; then have the Hub's staff purge these refs and commits, or delete the"
    " repository and publish it anew; see docs/takedown.md"
)


def verify_hub(project: Project, args: argparse.Namespace) -> int:
    """Look through the dataset and report."""
    from warraq.cli.hub_reading import progress_in_bytes
    from warraq.cli.output import off_stdout, print_error, print_json
    from warraq.errors import DataRefusedError
    from warraq.release.hub.client import hub_api
    from warraq.release.takedown.on_the_hub import still_published
    from warraq.release.takedown.places import releases

    repository = _repository(project, args.hub)
    with off_stdout(), progress_in_bytes() as show:
        found = still_published(hub_api(), repository, project.takedowns, releases(project).values(), show)
    if args.json:
        print_json(found.as_dict())
    else:
        _print(found)
    if not found.holding:
        return 0
    held = f"still held by {', '.join(found.holding)}"
    error = DataRefusedError(f"hub:{repository}", held, expected="by none", next_step=_STEP)
    print_error(error, as_json=False)
    return error.exit_code


def _repository(project: Project, given: str) -> str:
    from warraq.errors import UsageError
    from warraq.release.hub.address import hub_address, is_hub_address

    to = given or project.settings.publish.to or ""
    if not given and not is_hub_address(to):
        expected = '[publish] to = "hub:ORG/NAME" in build/release.toml, or the address here'
        raise UsageError("--hub", "no dataset is named", expected=expected)
    where = "--hub" if given else f"{project.build / 'release.toml'}: publish.to"
    address = hub_address(to, where)
    if address.revision:
        raise UsageError(
            where, f"{address} names one revision", expected="hub:ORG/NAME: all of them are looked through"
        )
    return address.repository


def _print(found: StillPublished) -> None:
    from warraq.cli.output import visible

    clean = 0
    for place in found.still.places:
        rows = found.still.rows.filter(place=place)
        papers = [paper for paper in found.papers if paper.place == place]
        if rows.is_empty() and not papers:
            clean += 1
            continue
        print(f"{visible(place)}: {rows.height} articles" + (f", {len(papers)} papers" if papers else ""))
        for row in rows.head(_SHOWN).iter_rows(named=True):
            print(f"  {row['id']}  by {row['by']}  {row['reason']}  {visible(row['title'], 80)}")
        if rows.height > _SHOWN:
            print(f"  and {rows.height - _SHOWN} more; --json names all")
        for paper in papers:
            print(f"  {visible(paper.path)}: holds {', '.join(paper.what)}")
    print(f"{clean} of {len(found.still.places)} refs and commits are clean; {found.contents} contents read")
    for one in found.unread[:_SHOWN]:
        places = ", ".join(map(visible, one.places[:3])) + (", …" if len(one.places) > 3 else "")
        print(f"not looked through: {visible(one.path)} of {places}: {one.why}")
    if len(found.unread) > _SHOWN:
        print(f"and {len(found.unread) - _SHOWN} more files were not looked through; --json names all")
