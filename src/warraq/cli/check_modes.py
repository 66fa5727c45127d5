"""What `warraq check` can do beside judging the data: list the rules, prove them, ratchet."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from warraq.cli.arguments import place
from warraq.errors import EXIT_DATA, EXIT_OK, UsageError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from warraq.checks.baseline import Updated
    from warraq.checks.prove.run import Proof
    from warraq.model.finding import Verdict
    from warraq.model.project import Project

#: Stands for the project's own file where --baseline is given without one.
_OWN = Path()


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--list", action="store_true", help="list the rules, and why each exists")
    parser.add_argument(
        "--prove", action="store_true", help="plant a defect for each rule in a copy; 1 if one is not found"
    )
    parser.add_argument(
        "--changed-since",
        metavar="REF|VERSION",
        help="rules over rows look only at what changed since a frozen version or a git ref",
    )
    parser.add_argument(
        "--baseline",
        nargs="?",
        type=place,
        const=_OWN,
        metavar="FILE",
        help="accept what this file lists, as long as it does not grow (default: checks/baseline.json)",
    )
    parser.add_argument(
        "--update-baseline", action="store_true", help="lower the baseline to what is found now, or begin one"
    )
    parser.add_argument(
        "--force", action="store_true", help="with --update-baseline: take in all that is found"
    )


def require_sense(args: argparse.Namespace) -> None:
    """Refuse options that contradict each other.

    Raises:
        UsageError: naming the first.
    """
    if args.force and not args.update_baseline:
        raise UsageError("--force", "without --update-baseline", expected="the two together")
    if args.update_baseline and args.changed_since is not None:
        found = "with --changed-since, which does not look at all that is accepted"
        raise UsageError("--update-baseline", found, expected="one of the two")
    for mode in ("list", "prove"):
        if getattr(args, mode) and (args.target or args.format not in {"text", "json"} or args.also):
            expected = "neither a TARGET nor another format than text or json"
            raise UsageError(f"--{mode}", "it says nothing of data", expected=expected)


def ratcheted(args: argparse.Namespace, project: Project, verdict: Verdict) -> Verdict:
    """Return the verdict with the baseline applied, after updating that if asked to."""
    if args.baseline is None and not args.update_baseline:
        return verdict
    from dataclasses import replace

    from warraq.checks.baseline import FILE_NAME, apply_baseline, read_baseline, update_baseline
    from warraq.cli.output import shown

    path = project.checks / FILE_NAME if args.baseline in {None, _OWN} else args.baseline.absolute()
    if args.update_baseline:
        said = _updated_text(update_baseline(path, verdict, force=args.force), shown(path))
        verdict = replace(verdict, notes=(*verdict.notes, said))
    return apply_baseline(verdict, read_baseline(path), shown(path))


def _updated_text(updated: Updated, name: str) -> str:
    did = [
        f"{count:,} {word}"
        for count, word in (
            (updated.lowered, "lowered"),
            (updated.dropped, "dropped"),
            (updated.raised, "taken in or raised"),
        )
        if count
    ]
    noun = "place" if updated.accepted == 1 else "places"
    left = f"; {updated.left_out:,} new or grown left out, --force takes them in" if updated.left_out else ""
    return f"{name} accepts {updated.accepted:,} {noun} now ({', '.join(did) or 'no change'}){left}"


def list_rules(args: argparse.Namespace, project: Project) -> int:
    """Print all rules of the project."""
    from warraq.checks.run import rule_catalogue
    from warraq.cli.output import print_json

    infos = rule_catalogue(project)
    if args.json or args.format == "json":
        print_json({"rules": [info.as_dict() for info in infos]})
        return EXIT_OK
    for info in infos:
        print(f"{info.severity:<8} {info.id}: {info.sentence}")
        print(f"         {info.reason or 'no reason given'} · {info.declared}")
    print(f"{len(infos)} rules")
    return EXIT_OK


def prove_rules(args: argparse.Namespace, project: Project) -> int:
    """Plant the defects, and print which rule found which."""
    import tempfile

    from warraq.checks.prove.run import prove
    from warraq.cli.output import off_stdout, print_json
    from warraq.cli.progress import progress
    from warraq.engine.stages import Stages
    from warraq.release.freeze import freeze
    from warraq.release.judge import read_build

    version = str(read_build(project.candidate)["version"])
    with tempfile.TemporaryDirectory(prefix="warraq-proof-") as root, off_stdout(), progress() as tell:
        stages = Stages(tell)
        proofs = prove(
            project,
            Path(root),
            lambda copied, verdict: freeze(copied, version, verdict).folder,
            show=lambda rule: stages.show(rule, 0),
        )
    survived = [proof for proof in proofs if not proof.killed]
    if args.json or args.format == "json":
        print_json({"proven": not survived, "rules": [proof.as_dict() for proof in proofs]})
    else:
        _print_proofs(proofs)
    return EXIT_DATA if survived else EXIT_OK


def _print_proofs(proofs: Sequence[Proof]) -> None:
    width = max((len(proof.rule) for proof in proofs), default=0)
    for proof in proofs:
        word = "killed" if proof.killed else "SURVIVED"
        rest = f"also {', '.join(proof.others)}" if proof.others else ""
        print(f"{word:<9} {proof.rule:<{width}}  {' · '.join(filter(None, (proof.why, rest)))}".rstrip())
    killed = sum(proof.killed for proof in proofs)
    print(f"{killed} of {len(proofs)} rules find the defect planted for them")
