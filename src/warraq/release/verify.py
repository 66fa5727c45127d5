"""Whether a frozen release is what it was when it was frozen, and says what its tables hold."""

from __future__ import annotations

import difflib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

import warraq
from warraq.checks.builtin import builtin_hit
from warraq.checks.conformance import MANIFEST, frozen_hits
from warraq.checks.files import DATA, stray_files, table_files
from warraq.checks.package import package_hits
from warraq.checks.papers import stated_hits
from warraq.corpus.relate.earlier import ARTICLES
from warraq.errors import ProjectError, UsageError
from warraq.model.descriptor import FILE_NAME, Descriptor, read_descriptor, read_json
from warraq.model.digest import sha256_file
from warraq.release.freeze import CHECKS
from warraq.release.lock import FILE_NAME as LOCK
from warraq.release.lock import tool
from warraq.release.papers import CARD, NOTES, papers
from warraq.release.report.findings import read_verdict
from warraq.release.report.funnel import read_funnel

if TYPE_CHECKING:
    from warraq.checks.hit import Hit
    from warraq.model.finding import Finding

_LONGEST = 160
#: Rules that say that the files of the tables are not those that were frozen.
_DAMAGE = ("file-missing", "file-stray", "resource-bytes", "resource-hash")
#: The template that new projects get.
_OWN_TEMPLATES = Path(warraq.__file__).parent / "template" / "build"


@dataclass(frozen=True)
class Verified:
    """What verifying came to.

    Attributes:
        files, bytes: of the whole folder.
        rewritten: whether all papers were written anew and compared byte by byte.
        why_not: why the card, or all of them, were not, or ""; of these, the numbers that tables and sums
            state were computed again.
        findings: what is wrong; empty for a sound release.
    """

    folder: Path
    version: str
    files: int
    bytes: int
    rewritten: bool
    why_not: str
    findings: tuple[Finding, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the result as a JSON object."""
        return {
            "folder": str(self.folder),
            "version": self.version,
            "passed": not self.findings,
            "files": self.files,
            "bytes": self.bytes,
            "papers": "written anew" if self.rewritten else "numbers",
            "papers_why": self.why_not,
            "findings": [finding.as_dict() for finding in self.findings],
        }


def verify(folder: Path, templates: Path | None) -> Verified:
    """Hold a frozen release to its manifest, its descriptor and its papers to its tables.

    Found are: a changed byte, a missing or further file, another schema or number of rows than the descriptor
    states, and a card, change notes, citation, Croissant file or plots that the tables contradict. Where the
    release was frozen by this very tool, all papers are written anew from the tables; the card only with the
    template that it was made from, which is the project's or the one that new projects get.

    Args:
        templates: folder of the project's card template; None where there is no project.

    Raises:
        UsageError: the folder holds no frozen release.
        StorageError: a file cannot be read.
    """
    _require_release(folder)
    paths = [path for path in folder.rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in paths)
    try:
        descriptor = read_descriptor(folder / FILE_NAME, frozen=True)
    except ProjectError as error:
        hits = builtin_hit("descriptor-invalid", [FILE_NAME], 1, message=f"{error.where}: {error.found}")
        why = "the descriptor is damaged"
        return Verified(folder, "", len(paths), size, rewritten=False, why_not=why, findings=_findings(hits))
    hits = [*frozen_hits(descriptor, folder), *stray_files(descriptor, folder), *package_hits(descriptor)]
    unlike = [
        hit for table in descriptor.tables.values() for hit in table_files(descriptor, table, folder)[1]
    ]
    # A reader of Parquet may end the whole process on damaged pages: such files are not looked into.
    damaged = bool(unlike) or any(hit.rule in _DAMAGE for hit in hits)
    means = _Means(None, "a table is damaged") if damaged else _means(folder, templates)
    if not damaged:
        hits += _versions(folder, descriptor) + _readable_papers(folder, descriptor, means)
    hits += unlike
    return Verified(
        folder,
        descriptor.version,
        len(paths),
        size,
        rewritten=not means.why_not,
        why_not=means.why_not,
        findings=_findings(hits),
    )


def _require_release(folder: Path) -> None:
    lacking = [name for name in (MANIFEST, FILE_NAME, DATA) if not (folder / name).exists()]
    if lacking:
        found = f"no {', no '.join(lacking)} in it"
        raise UsageError(str(folder), found, expected="a frozen release", next_step="warraq release")


def _findings(hits: list[Hit]) -> tuple[Finding, ...]:
    return tuple(sorted((hit.finding() for hit in hits), key=lambda one: (one.rule, one.table, one.field)))


@dataclass(frozen=True)
class _Means:
    """What papers can be written anew with.

    Attributes:
        templates: folder of the card's template, or None.
        why_not: why not all of them can be, or "".
        same_tool: whether the release was frozen by this very tool.
    """

    templates: Path | None
    why_not: str
    same_tool: bool = False


def _lock(folder: Path) -> dict[str, Any] | None:
    """Return the lock; None if it is missing or damaged."""
    try:
        lock = json.loads((folder / LOCK).read_bytes())
        before = lock["before"] is None or lock["before"]["version"]
        whole = before and lock["version"] and lock["tool"] and dict(lock["project"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return lock if whole else None


def _means(folder: Path, templates: Path | None) -> _Means:
    lock = _lock(folder)
    if lock is None:
        return _Means(None, f"{LOCK} is missing or damaged")
    if lock["tool"] != tool():
        return _Means(None, "another version of warraq froze the release")
    wanted = {
        name.removeprefix("build/"): digest
        for name, digest in lock["project"].items()
        if name.startswith("build/") and name.endswith(".j2")
    }
    for place in (templates, _OWN_TEMPLATES):
        if place is not None and wanted == {path.name: sha256_file(path) for path in place.glob("*.j2")}:
            return _Means(place, "", same_tool=True)
    return _Means(None, f"{CARD}: the template that it was made from is not at hand", same_tool=True)


def _versions(folder: Path, descriptor: Descriptor) -> list[Hit]:
    """Return the papers that speak of another version than the descriptor, or cannot be read."""
    lock = _lock(folder)
    stated = {LOCK: lock["version"] if lock else None, MANIFEST: _manifest_version(folder)}
    return [
        hit
        for name, version in stated.items()
        if version != descriptor.version
        for hit in builtin_hit(
            "card-differs",
            [name],
            1,
            message=f"{name}: the version is {version!r}, in {FILE_NAME} {descriptor.version!r}",
            declared=name,
        )
    ]


def _manifest_version(folder: Path) -> Any:
    try:
        manifest = read_json(folder / MANIFEST)
    except ProjectError:
        return None
    return manifest.get("version") if isinstance(manifest, dict) else None


def _readable_papers(folder: Path, descriptor: Descriptor, means: _Means) -> list[Hit]:
    try:
        return _papers(folder, descriptor, means)
    except (pl.exceptions.PolarsError, OSError) as error:
        message = f"the tables cannot be read: {str(error).splitlines()[0]}"
        return builtin_hit("file-unreadable", [DATA], 1, message=message)


def _papers(folder: Path, descriptor: Descriptor, means: _Means) -> list[Hit]:
    hits: list[Hit] = []
    if means.why_not:
        rows = pl.scan_parquet(folder / ARTICLES, hive_partitioning=False)
        articles = rows.select("source", "language", "split").collect()
        hits += stated_hits(folder, articles, pl.read_parquet(folder / "data" / "changes.parquet"))
    if not means.same_tool:
        return hits
    verdict, built, lock = read_verdict(folder / CHECKS), read_funnel(folder), _lock(folder)
    if verdict is None or built is None or lock is None:
        message = f"{CHECKS} or funnel.json cannot be read"
        return [*hits, *builtin_hit("card-differs", [CARD], 1, message=message)]
    built = {**built, "before": lock["before"] and lock["before"]["version"]}
    try:
        wanted = papers(folder, means.templates, descriptor, descriptor.raw, verdict, built)
    except ProjectError as error:  # it could be rendered when the release was frozen
        return [*hits, *builtin_hit("card-differs", [CARD], 1, message=f"{CARD}: {error.found}")]
    named = {hit.declared for hit in hits}
    return hits + [
        hit for name, data in wanted.items() if name not in named for hit in _paper_hits(folder, name, data)
    ]


def _paper_hits(folder: Path, name: str, wanted: bytes) -> list[Hit]:
    path = folder / name
    found = path.read_bytes() if path.is_file() else b""
    if found == wanted:
        return []
    rule = "notes-differ" if name == NOTES else "card-differs"
    message = f"{name}: {_first_difference(found, wanted)}"
    return builtin_hit(rule, [name], 1, message=message, declared=name)


def _first_difference(found: bytes, wanted: bytes) -> str:
    one, other = (data.decode("utf-8", "replace").splitlines() for data in (found, wanted))
    for tag, start, stop, begin, end in difflib.SequenceMatcher(
        None, one, other, autojunk=False
    ).get_opcodes():
        if tag != "equal":
            stated = " ".join(one[start:stop])[:_LONGEST] or "nothing"
            given = " ".join(other[begin:end])[:_LONGEST]
            return f"line {start + 1} states {stated!r}; the tables give {given!r}"
    return "other line breaks than it was frozen with"
