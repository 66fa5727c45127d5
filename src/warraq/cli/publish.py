"""Publish a frozen release to the Hub, to a folder or to an object store: whole or not at all.

On the Hub one commit makes everything visible, or for many files one merge of a pull request; then the tag
vVERSION is set. In a folder, DIR/VERSION/ is renamed into place. In an object store the manifest comes last.
The same command again completes what was broken off, and does nothing where the release is there already. A
version that is there with other content is refused.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from warraq.release.hub.address import HubAddress
    from warraq.release.publish.local import LocalRelease
    from warraq.release.publish.outcome import Options, Publication
    from warraq.release.publish.store_address import StoreAddress

    Target = HubAddress | StoreAddress | Path

HELP = "a frozen release to the Hub, a folder or a store, whole or not at all"
EXAMPLES = """\
examples:
  warraq publish 0.1.0 --to hub:my-org/my-corpus --dry-run    what would change, in files and bytes
  warraq publish 0.1.0 --to hub:my-org/my-corpus --private
  warraq publish 0.1.0 --to hub:my-org/my-corpus --pr         a person merges; then publish again sets the tag
  warraq publish 0.1.0 --to /mnt/share/my-corpus
  warraq publish 0.1.0 --to s3://my-bucket/my-corpus
  warraq publish 0.1.0                                        to what [publish] in build/release.toml says

The token is that of the Hub's own client: HF_TOKEN, or what `hf auth login` stored. Credentials for a store
are those that its own library finds.
"""
_LISTED = 50
_BARS = "HF_HUB_DISABLE_PROGRESS_BARS"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the verb's options."""
    parser.add_argument("version", metavar="VERSION", help="a frozen version")
    parser.add_argument(
        "--to",
        metavar="PLACE",
        help="hub:ORG/NAME, a folder or s3://BUCKET/FOLDER (default: [publish] in build/release.toml)",
    )
    parser.add_argument(
        "--private",
        action="store_true",
        default=None,
        help="a dataset that has to be created is private; one that is public is refused",
    )
    parser.add_argument(
        "--pr", action="store_true", help="open a pull request and leave the merge to a person"
    )
    parser.add_argument("--dry-run", action="store_true", help="change nothing, say what would change")


def run(args: argparse.Namespace) -> int:
    """Publish and report."""
    from warraq.cli.output import off_stdout, print_json
    from warraq.model.project import Project
    from warraq.release.publish.outcome import Options
    from warraq.release.publish.target import publish_target, sound_release

    project = Project.load(args.project)
    target = publish_target(project, args.to)
    show = _shown if sys.stderr.isatty() else lambda _text: None
    private = project.settings.publish.private if args.private is None else args.private
    options = Options(
        private=private, pull_request=args.pr, dry_run=args.dry_run, sleep=_sleeper(show), show=show
    )
    _refuse_hub_options(args, target)
    started = time.monotonic()
    with off_stdout():
        show(f"verifying {args.version}")
        release = sound_release(project, args.version)
        result = _publish(target, release, options)
    seconds = round(time.monotonic() - started, 3)
    if args.json:
        print_json({**result.as_dict(), "seconds": seconds})
    else:
        _print_text(result, target, seconds)
    return 0


def _refuse_hub_options(args: argparse.Namespace, target: Target) -> None:
    from warraq.errors import UsageError
    from warraq.release.hub.address import HubAddress

    named = [name for name, given in (("--private", args.private), ("--pr", args.pr)) if given]
    if named and not isinstance(target, HubAddress):
        kind = "folder" if isinstance(target, Path) else "store"
        raise UsageError(named[0], f"a {kind} knows no such thing", expected="it goes with hub:ORG/NAME only")


def _publish(target: Target, release: LocalRelease, options: Options) -> Publication:
    from warraq.release.publish.folder import publish_to_folder

    if isinstance(target, Path):
        return publish_to_folder(target, release, options)
    from warraq.release.publish.store import publish_to_store
    from warraq.release.publish.store_address import StoreAddress

    if isinstance(target, StoreAddress):
        return publish_to_store(target, release, options)
    from warraq.cli.hub_client import quiet_client
    from warraq.release.hub.client import hub_api, writing_api
    from warraq.release.hub.publish import publish

    with quiet_client(bars=sys.stderr.isatty() or _BARS in os.environ):
        api = hub_api() if options.dry_run else writing_api()
        return publish(api, target.repository, release, options)


def _sleeper(show: Callable[[str], None]) -> Callable[[float], None]:
    def sleep(seconds: float) -> None:
        show(f"the Hub did not answer as hoped: trying again in {seconds:.0f} s")
        time.sleep(seconds)

    return sleep


def _shown(text: str) -> None:
    print(f"{text} …", file=sys.stderr)


def _print_text(result: Publication, target: Target, seconds: float) -> None:
    from warraq.cli.output import visible

    plan = result.plan
    print(f"{visible(result.to)}: {_state(result)}")
    would = "would be " if result.state == "planned" else ""
    sent, kept, gone = plan.count("new", "changed"), plan.count("same"), plan.count("deleted")
    print(
        f"  {sent:,} files {would}sent, {plan.bytes('new', 'changed'):,} bytes; {kept:,} the same, "
        f"{plan.bytes('same'):,} bytes; {gone:,} {would}deleted; {seconds:.1f} s"
    )
    listed = [change for change in plan.needed if would or change.kind == "deleted"]
    for change in listed[:_LISTED]:
        print(f"    {change.kind:<8} {change.bytes:>14,}  {visible(change.path)}")
    if len(listed) > _LISTED:
        print(f"    and {len(listed) - _LISTED:,} more: --json names all")
    for note in result.notes:
        print(f"  note: {visible(note, 500)}")
    if result.state == "waiting":
        print(f"  pull request: {visible(result.pull_request)}")
        again = f"warraq publish {result.version} --to {visible(result.to.partition('@')[0])}"
        print(f"  next: merge it; then {again} sets the tag {result.tag}")
    if result.state == "published":
        _print_loading(result, target)


def _state(result: Publication) -> str:
    commit = f", commit {result.commit[:12]}" if result.commit else ""
    if result.state == "waiting":
        return "waits for its pull request to be merged"
    if result.state == "planned":
        return "would be published" if result.new else f"published already, with the same content{commit}"
    return f"published{commit}" if result.new else f"published before, with the same content{commit}"


def _print_loading(result: Publication, target: Target) -> None:
    from warraq.cli.output import shown, visible
    from warraq.release.publish.store_address import StoreAddress

    print("load it:")
    if isinstance(target, Path):
        print(f"  datasets.load_dataset({shown(Path(result.to))!r})")
        return
    if isinstance(target, StoreAddress):
        print(f"  polars.scan_parquet({visible(f'{result.to}/data/articles/*/*.parquet', 1_000)!r})")
        return
    name, tag = target.repository, result.tag
    print(f"  datasets.load_dataset({name!r}, revision={tag!r})")
    print(f"  polars.scan_parquet('hf://datasets/{name}@{tag}/data/articles/*/*.parquet')")
