"""Files of a release on the Hub, through the client's own cache, each held to what the Hub says it is."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from warraq.errors import HubError, StorageError
from warraq.release.hub.client import ask
from warraq.release.hub.contents import is_same

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from huggingface_hub import HfApi

    from warraq.release.hub.locate import Located

#: As many as the client itself takes at a time.
_AT_ONCE = 8


def bytes_to_fetch(located: Located, names: Iterable[str]) -> int:
    """Return how many bytes `fetch` would ask for: what the cache does not have, each content once."""
    from huggingface_hub import constants
    from huggingface_hub.file_download import repo_folder_name

    kept = repo_folder_name(repo_id=located.repository, repo_type="dataset")
    blobs = Path(constants.HF_HUB_CACHE) / kept / "blobs"
    wanted = {file.key: file.bytes for file in map(located.files.__getitem__, names)}
    return sum(size for name, size in wanted.items() if not (blobs / name).exists())


def fetch(
    api: HfApi, located: Located, names: Iterable[str], show: Callable[[str, int], None]
) -> dict[str, Path]:
    """Return name -> path in the client's cache of the files, which are fetched where they are not there.

    What the cache holds is read and held to the digest that the Hub states; a damaged or cut-off file is
    fetched anew. A content that comes more than once in a dataset, as in several versions, is kept once.

    Args:
        show: is called with the stage and the number of bytes that are there by then.

    Raises:
        HubError: the Hub or the network failed, or what came is not what the Hub states.
        StorageError: the cache cannot be written.
    """
    wanted = list(names)
    paths: dict[str, Path] = {}
    done = 0
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        try:
            for at, (name, path) in enumerate(pool.map(lambda one: (one, _sound(api, located, one)), wanted)):
                paths[name] = path
                done += located.files[name].bytes
                show(f"file {at + 1} of {len(wanted)}", done)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return paths


def _sound(api: HfApi, located: Located, name: str) -> Path:
    remote = located.files[name]
    path = _fetched(api, located, name, anew=False)
    if is_same(remote, path):
        return path
    path = _fetched(api, located, name, anew=True)
    if is_same(remote, path):
        return path
    raise HubError(
        f"{located.address}: {name}",
        "what was downloaded, twice, is not what the Hub states",
        expected=f"sha256 {remote.sha256}" if remote.sha256 else f"{remote.bytes} bytes",
        next_step="try again; if it stays so, the Hub's copy is damaged",
    )


def _fetched(api: HfApi, located: Located, name: str, *, anew: bool) -> Path:
    def call() -> str:
        return api.hf_hub_download(
            located.repository, name, repo_type="dataset", revision=located.commit, force_download=anew
        )

    return Path(ask(f"download {name} of {located.address}", call))


def laid_out(paths: Mapping[str, Path], folder: Path) -> Path:
    """Lay the files below `folder` under their names, as links, and return it.

    The cache's own folder of a revision may lack files, or hold others that somebody asked for.

    Raises:
        StorageError: a link cannot be made.
    """
    try:
        for name, path in paths.items():
            link = folder / name
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(path.resolve())
    except OSError as error:
        raise StorageError(str(folder), error.strerror or str(error)) from error
    return folder
