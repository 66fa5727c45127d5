"""All that a dataset on the Hub holds: every ref, every commit behind it, each content once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from warraq.errors import HubError
from warraq.release.hub.client import ask
from warraq.release.hub.contents import ATTRIBUTES, remote_files

if TYPE_CHECKING:
    from collections.abc import Callable

    from huggingface_hub import HfApi

    from warraq.release.hub.contents import RemoteFile

_SHORT = 12


@dataclass(frozen=True)
class Content:
    """One content, and where it lies.

    Attributes:
        file: as it lies in the first of the places.
        commit: one in which it has that path.
        places: names of the refs and commits that hold it, under whatever path.
    """

    file: RemoteFile
    commit: str
    places: tuple[str, ...]


@dataclass(frozen=True)
class History:
    """What a repository holds.

    Attributes:
        refs: name of a ref -> commit: `main`, `v0.1.0`, `refs/pr/3`, `refs/convert/parquet`.
        places: names of the refs, then of the commits behind them that no ref stands at.
        contents: each once, by the place and path at which it comes first.
    """

    refs: dict[str, str]
    places: tuple[str, ...]
    contents: tuple[Content, ...]


def history(api: HfApi, repository: str, show: Callable[[str, int], None]) -> History:
    """Return what the repository holds now and held ever, as far as its refs lead there.

    A commit that no ref leads to any more (a squashed history, a deleted branch) is not listed by the Hub,
    though it may still be had by its name: no scan can find it.

    Args:
        show: is called with the stage and 0.

    Raises:
        HubError: the repository cannot be read, or not whole.
    """
    refs = _refs(api, repository)
    places = _places(api, repository, refs, show)
    found: dict[str, tuple[RemoteFile, str, dict[str, None]]] = {}
    for number, (commit, names) in enumerate(places.items(), start=1):
        show(f"list of files {number} of {len(places)}", 0)
        for name, file in remote_files(api, repository, commit).items():
            if name != ATTRIBUTES:
                held = found.setdefault(file.key, (file, commit, {}))
                held[2].update(dict.fromkeys(names))
    contents = tuple(Content(file, commit, tuple(names)) for file, commit, names in found.values())
    return History(refs, tuple(name for names in places.values() for name in names), contents)


def _refs(api: HfApi, repository: str) -> dict[str, str]:
    """Return name -> commit: branches, tags, what the Hub converted, pull requests in whatever state."""

    def call() -> Any:
        return api.list_repo_refs(repository, repo_type="dataset", include_pull_requests=True)

    listed = ask(f"list the refs of {repository}", call)
    kinds = (listed.branches, listed.tags, listed.converts, listed.pull_requests or [])
    found: dict[str, str] = {}
    for kind in kinds:
        for ref in sorted(kind, key=lambda one: str(one.ref)):
            name = ref.ref.removeprefix("refs/heads/").removeprefix("refs/tags/")
            found[ref.ref if name in found else name] = str(ref.target_commit)
    return found


def _places(
    api: HfApi, repository: str, refs: dict[str, str], show: Callable[[str, int], None]
) -> dict[str, list[str]]:
    """Return commit -> names of what is there: its refs; of a commit without, the one it was found behind."""
    names: dict[str, list[str]] = {}
    for name, commit in refs.items():
        names.setdefault(commit, []).append(name)
    behind: dict[str, str] = {}
    for number, (commit, at) in enumerate(names.items(), start=1):
        show(f"commits of {at[0]}, ref {number} of {len(names)}", 0)
        if commit in behind:  # and so is all that lies behind it
            continue
        for one in _commits(api, repository, commit):
            behind.setdefault(one, at[0])
        if commit not in behind:
            raise HubError(repository, f"the Hub does not list the commit of {at[0]}")
    older = {commit: [f"{commit[:_SHORT]} behind {ref}"] for commit, ref in behind.items()}
    return {**names, **{commit: told for commit, told in older.items() if commit not in names}}


def _commits(api: HfApi, repository: str, commit: str) -> list[str]:
    def call() -> list[str]:
        listed = api.list_repo_commits(repository, repo_type="dataset", revision=commit)
        return [str(one.commit_id) for one in listed]

    return ask(f"list the commits of {repository} at {commit[:_SHORT]}", call)
