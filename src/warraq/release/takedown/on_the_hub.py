"""Which refs and commits of a dataset on the Hub still hold what was taken down."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from warraq.corpus.relate.holders import HELD, holders
from warraq.corpus.relate.takedowns import Takedowns, read_rows, read_takedowns
from warraq.release.hub.client import ask
from warraq.release.hub.contents import is_same
from warraq.release.hub.scan import Content, History, history
from warraq.release.takedown.in_papers import Sought, in_paper, sought
from warraq.release.takedown.ledger import Still, put_in_order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from huggingface_hub import HfApi

#: Tables that hold ids and figures, or what is known of publishers: no text, no title, no author.
_WITHOUT_TEXT = ("data/signals/", "data/sources.", "data/duplicates.", "data/changes.", "data/tombstones.")
_NEEDED = frozenset(["id", "source", "title", "authors", "body"])
_PAPERS = frozenset(
    [".bib", ".cff", ".csv", ".html", ".json", ".jsonl", ".lock", ".md", ".svg", ".toml", ".txt", ".yaml"]
)
_LONGEST_PAPER = 64 << 20
#: Contents that are downloaded, and lie on the disk, at a time.
_AT_ONCE = 8


@dataclass(frozen=True)
class InPaper:
    """A file that is no table, and what of the takedowns stands in it: `url`, `author`, `title` or `text`."""

    place: str
    path: str
    what: tuple[str, ...]


@dataclass(frozen=True)
class Unread:
    """A file that was not looked through, as it is in no known layout."""

    places: tuple[str, ...]
    path: str
    why: str


@dataclass(frozen=True)
class StillPublished:
    """What a dataset on the Hub still holds.

    Attributes:
        still: the articles, by ref and by commit behind a ref.
        papers: other files that hold something.
        unread: files that were not looked through: whether these hold anything is not known.
        contents, bytes: how many different contents were read, and how many bytes of them were downloaded.
    """

    repository: str
    refs: dict[str, str]
    still: Still
    papers: tuple[InPaper, ...]
    unread: tuple[Unread, ...]
    contents: int
    bytes: int

    @property
    def holding(self) -> list[str]:
        """The places that hold anything, in order."""
        held = {*self.still.rows["place"], *(paper.place for paper in self.papers)}
        return [place for place in self.still.places if place in held]

    def as_dict(self) -> dict[str, Any]:
        """Return the finding as a JSON object."""
        return {
            **self.still.as_dict(),
            "passed": not self.holding,
            "repository": self.repository,
            "refs": self.refs,
            "papers": [asdict(paper) for paper in self.papers],
            "not_looked_through": [asdict(one) for one in self.unread],
            "contents_read": self.contents,
            "downloaded_bytes": self.bytes,
        }


@dataclass
class _Looked:
    """What was found on the way; `texts` are papers with what stands in them."""

    rows: list[pl.DataFrame] = field(default_factory=list)
    texts: list[tuple[Content, str]] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    contents: int = 0
    bytes: int = 0


def still_published(
    api: HfApi,
    repository: str,
    takedowns: Path,
    local: Iterable[Path],
    show: Callable[[str, int], None],
) -> StillPublished:
    """Return which refs, and which commits behind them, hold what is named in the file.

    Each different content is read once: from a local release that has it, else downloaded to a folder of its
    own that is deleted at once, so that the look leaves no further copy. Looked through are Parquet files
    with the columns of articles, at whatever path, and papers: for texts, listed addresses and authors, and
    the titles of the articles found. Tables without any text are passed over by their paths; any other file
    is named as not looked through.

    Args:
        local: folders of releases.
        show: is called with the stage and the bytes downloaded.

    Raises:
        HubError: the Hub or the network failed or refused.
        ProjectError: a row of the file cannot be used.
    """
    listed = read_takedowns(takedowns)
    found = history(api, repository, show)
    looked = _Looked()
    wanted = [content for content in found.contents if _is_readable(content, looked)]
    at_hand = _at_hand(local)
    for start in range(0, len(wanted), _AT_ONCE):
        show(f"content {start + 1} of {len(wanted)}", looked.bytes)
        some = wanted[start : start + _AT_ONCE]
        with TemporaryDirectory(prefix="warraq-") as made:
            for content, path in zip(some, _paths(api, repository, some, at_hand, made), strict=True):
                looked.bytes += content.file.bytes if path.is_relative_to(made) else 0
                _look(path, content, listed, looked)
    rows = put_in_order(looked.rows, found.places)
    texts = sought(listed, _urls(takedowns), rows["title"].drop_nulls().unique(maintain_order=True))
    return StillPublished(
        repository,
        found.refs,
        Still(found.places, rows),
        tuple(_in_papers(looked.texts, texts, found)),
        tuple(looked.unread),
        looked.contents,
        looked.bytes,
    )


def _urls(takedowns: Path) -> list[str]:
    return [row.value for _, row in read_rows(takedowns) if row.kind == "url"]


def _in_papers(papers: list[tuple[Content, str]], wanted: Sought, found: History) -> list[InPaper]:
    """Return the papers that hold something, by place in order, then path."""
    order = {name: at for at, name in enumerate(found.places)}
    told = [
        InPaper(place, content.file.path, tuple(what))
        for content, text in papers
        if (what := in_paper(text, wanted))
        for place in content.places
    ]
    return sorted(told, key=lambda one: (order[one.place], one.path))


def _at_hand(local: Iterable[Path]) -> dict[int, list[Path]]:
    """Return size -> files of local releases."""
    found: dict[int, list[Path]] = {}
    for folder in local:
        for path in sorted(one for one in folder.rglob("*") if one.is_file()):
            found.setdefault(path.stat().st_size, []).append(path)
    return found


def _is_readable(content: Content, looked: _Looked) -> bool:
    """Tell whether the content can be looked through and may hold text; what cannot be is noted."""
    name, why = content.file.path, ""
    if Path(name).suffix.lower() in _PAPERS:
        why = "too large for a paper" if content.file.bytes > _LONGEST_PAPER else ""
    elif not name.endswith(".parquet"):
        why = "neither Parquet nor a paper"
    elif name.startswith(_WITHOUT_TEXT):
        return False
    if why:
        looked.unread.append(Unread(content.places, name, why))
    return not why


def _paths(
    api: HfApi, repository: str, contents: list[Content], at_hand: Mapping[int, list[Path]], made: str
) -> list[Path]:
    """Return where each content can be read: in a local release, or else below `made`."""

    def path(content: Content) -> Path:
        alike = at_hand.get(content.file.bytes, [])
        here = next((one for one in alike if is_same(content.file, one)), None)
        return here or _downloaded(api, repository, content, made)

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return list(pool.map(path, contents))


def _downloaded(api: HfApi, repository: str, content: Content, made: str) -> Path:
    def call() -> str:
        return api.hf_hub_download(
            repository, content.file.path, repo_type="dataset", revision=content.commit, cache_dir=made
        )

    return Path(ask(f"download {content.file.path} of {repository} at {content.places[0]}", call))


def _look(path: Path, content: Content, listed: Takedowns, looked: _Looked) -> None:
    looked.contents += 1
    if Path(content.file.path).suffix.lower() in _PAPERS:
        looked.texts.append((content, path.read_text(encoding="utf-8", errors="replace")))
        return
    held, why = _holders(path, listed)
    if why:
        looked.unread.append(Unread(content.places, content.file.path, why))
    looked.rows += [held.select(place=pl.lit(name), **{one: one for one in HELD}) for name in content.places]


def _holders(path: Path, listed: Takedowns) -> tuple[pl.DataFrame, str]:
    """Return the articles that are listed, and why the file cannot be looked through, or ""."""
    nothing = pl.DataFrame(schema=HELD)
    try:
        lacking = sorted(_NEEDED - set(pq.read_schema(path).names))
        if lacking:
            return nothing, f"not the columns of articles: no {', '.join(lacking)}"
        return holders([path], listed), ""
    except (pa.ArrowException, pl.exceptions.PolarsError, OSError, UnicodeDecodeError):
        return nothing, "not readable as a table of articles"
