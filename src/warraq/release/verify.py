"""Whether a frozen release is what it was when it was frozen, and says what its tables hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from warraq.checks.builtin import builtin_hit
from warraq.checks.conformance import MANIFEST, frozen_hits
from warraq.checks.files import DATA, stray_files, table_files
from warraq.checks.package import package_hits
from warraq.errors import ProjectError, UsageError
from warraq.model.descriptor import FILE_NAME, Descriptor, read_descriptor, read_json
from warraq.release.lock import FILE_NAME as LOCK
from warraq.release.verify_means import Means, means_for, read_lock
from warraq.release.verify_papers import readable_paper_hits

if TYPE_CHECKING:
    from pathlib import Path

    from warraq.checks.hit import Hit
    from warraq.model.finding import Finding

#: Rules that say that the files of the tables are not those that were frozen.
_DAMAGE = (
    *("file-missing", "file-schema", "file-stray", "file-unreadable"),
    *("resource-bytes", "resource-hash"),
)


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
    states, a card, change notes, citation, Croissant file, plots or a preview that the tables contradict, and
    a card that the Hub could not read. Where the release was frozen by this very tool, all papers are written
    anew from the tables; the card only with the template that it was made from, which is the project's or the
    one that new projects get.

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
    means = Means(None, "a table is damaged") if damaged else means_for(folder, templates)
    if not damaged:
        hits += _versions(folder, descriptor) + readable_paper_hits(folder, descriptor, means)
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


def _versions(folder: Path, descriptor: Descriptor) -> list[Hit]:
    """Return the papers that speak of another version than the descriptor, or cannot be read."""
    lock = read_lock(folder)
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
