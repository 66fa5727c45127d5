"""Where a release goes, and whether it may: frozen under its own name, and as it was frozen."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from warraq.corpus.relate.earlier import frozen_versions
from warraq.errors import DataRefusedError, ProjectError, UsageError
from warraq.model.descriptor import VERSION
from warraq.release.hub.address import HubAddress, hub_address, is_hub_address
from warraq.release.publish.local import LocalRelease, local_release
from warraq.release.publish.store_address import StoreAddress, is_store_url, store_place
from warraq.release.verify import verify

if TYPE_CHECKING:
    from warraq.model.project import Project

_KEY = "publish.to"
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_FORMS = "hub:ORG/NAME, a folder, or a URL such as s3://BUCKET/FOLDER"


def publish_target(project: Project, to: str | None) -> HubAddress | StoreAddress | Path:
    """Return where to publish: what the option says, or else `[publish]` in build/release.toml.

    A relative folder is below the working folder in the option, and below the project in the file.

    Raises:
        UsageError: the option is no place, or neither names one.
        ProjectError: the key names none.
    """
    if to is not None:
        return _target(to, "--to", Path())
    stated = project.settings.publish.to
    settings = project.build / "release.toml"
    if stated is None:
        raise UsageError(
            "--to",
            "nothing says where to publish",
            expected=_FORMS,
            next_step=f'--to hub:ORG/NAME, or to = "hub:ORG/NAME" under [publish] in {settings}',
        )
    try:
        return _target(stated, f"{settings}: {_KEY}", project.root)
    except UsageError as error:
        raise ProjectError(error.where, error.found, expected=error.expected) from error


def _target(text: str, where: str, below: Path) -> HubAddress | StoreAddress | Path:
    if is_hub_address(text):
        address = hub_address(text, where)
        if address.revision is not None:
            raise UsageError(
                where, f"{text!r} names a revision", expected="hub:ORG/NAME: the tag is the version's"
            )
        return address
    if is_store_url(text):
        return store_place(text, where)
    if not text or "\0" in text or _SCHEME.match(text):
        raise UsageError(where, f"{text!r} is no place to publish to", expected=_FORMS)
    return below / text


def sound_release(project: Project, version: str) -> LocalRelease:
    """Return a frozen release of the project that verifies.

    Raises:
        UsageError: no such version is frozen.
        DataRefusedError: it is not what was frozen.
        StorageError: a file cannot be read.
    """
    folder = project.releases / version
    if not VERSION.fullmatch(version) or not folder.is_dir():
        known = ", ".join(frozen_versions(project.releases)) or "none yet"
        raise UsageError(
            "VERSION",
            f"{version!r} is no frozen release",
            expected=f"a frozen version ({known})",
            next_step="warraq release VERSION",
        )
    verified = verify(folder, project.build)
    if verified.findings:
        first = verified.findings[0]
        more = f"{len(verified.findings)} findings, first " if len(verified.findings) > 1 else ""
        raise DataRefusedError(
            str(folder),
            f"{more}{first.rule}: {first.message}",
            expected="a release as it was frozen: only that is published",
            next_step=f"warraq verify {version}",
        )
    if verified.version != version:
        found = f"the release in it is {verified.version}"
        raise DataRefusedError(str(folder), found, expected="a folder that is named for its release")
    return local_release(folder)
