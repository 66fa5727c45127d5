"""A dataset project on disk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from warraq.errors import ProjectError
from warraq.model.descriptor import FILE_NAME, Descriptor, read_descriptor
from warraq.model.settings import (
    Agency,
    Policy,
    ReleaseSettings,
    Source,
    parse_settings,
    read_agencies,
    read_sources,
    read_toml,
)

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Project:
    """A folder with a datapackage.json, `corpus/`, `checks/` and `build/`, and what its files declare.

    `takedowns` is the list of what must never be released again.
    """

    root: Path
    descriptor: Descriptor
    sources: dict[str, Source]
    agencies: tuple[Agency, ...]
    settings: ReleaseSettings
    policy: Policy
    takedowns: Path

    @classmethod
    def load(cls, start: Path) -> Project:
        """Return the project that `start` lies in: the nearest folder upwards with a datapackage.json.

        Raises:
            ProjectError: there is none, or one of its files is missing, malformed or of the wrong type.
        """
        root = find_root(start)
        release = root / "build" / "release.toml"
        policy = root / "checks" / "policy.toml"
        return cls(
            root=root,
            descriptor=read_descriptor(root / FILE_NAME),
            sources=read_sources(root / "corpus" / "sources.toml"),
            agencies=read_agencies(root / "corpus" / "agencies.toml"),
            settings=parse_settings(ReleaseSettings, read_toml(release), str(release)),
            policy=parse_settings(Policy, read_toml(policy), str(policy)),
            takedowns=root / "corpus" / "takedowns.csv",
        )

    @property
    def raw(self) -> Path:
        """Folder of the raw files."""
        return self.root / "corpus" / "raw"

    @property
    def checks(self) -> Path:
        """Folder of the project's own rules."""
        return self.root / "checks"

    @property
    def build(self) -> Path:
        """Folder of settings for shipping, and of all that is built."""
        return self.root / "build"

    @property
    def candidate(self) -> Path:
        """The tables as built last."""
        return self.build / "candidate"

    @property
    def releases(self) -> Path:
        """Folder of the frozen releases, one folder a version."""
        return self.build / "releases"

    @property
    def cache(self) -> Path:
        """Folder of results that a later build may take up."""
        return self.build / "cache"

    def source(self, name: str) -> Source:
        """Return the declared source, or one that declares nothing but the folder's name."""
        return self.sources.get(name) or Source(id=name)


def find_root(start: Path) -> Path:
    """Return the nearest folder from `start` upwards with a datapackage.json.

    Raises:
        ProjectError: `start` is no folder, or there is none.
    """
    here = start.absolute()
    if not here.is_dir():
        found = "not a folder" if here.exists() else "no such folder"
        raise ProjectError(str(start), found, expected="the folder of a dataset project")
    for folder in (here, *here.parents):
        if (folder / FILE_NAME).is_file():
            return folder
    raise ProjectError(
        str(start),
        f"neither here nor in a folder above is a {FILE_NAME}",
        expected="a dataset project",
        next_step="warraq init DIR writes one; --project DIR names one",
    )
