"""Made-up raw news of any size: JSON lines as scrapers leave them, a folder a source.

Lengths, words and faults are like those of scraped Arabic news: bodies of some 2.2 kB, words by Zipf's
law over 300,000 forms, dates over 24 months written differently by each source, wire credits, stock
phrases, lines of page furniture. One record in twelve is a copy of an article of another source of the
same days (the same text, another credit or headline, some words edited, or abridged), one in thirty the
same URL crawled again, and a few are broken, empty or without a title. Records lie in the order of their
crawl, and the same plan gives the same bytes. All words but the commonest are drawn from patterns, and
nobody in it exists.

    python benchmarks/pipeline_articles.py FOLDER [--records N] [--files N] [--sources N] [--gzip]
"""

from __future__ import annotations

import argparse
import gzip
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast

import msgspec
import numpy as np
from pipeline_words import ENDS, FIRST, Lexicon, lexicon

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

_START = 1_672_531_200  # 2023-01-01
_SPAN = 730 * 86_400
_BATCH = 2_000
_POOL = 2_000
_COPIES, _REVISIONS, _BROKEN, _POOR = 0.083, 0.033, 0.001, 0.003
_AGENCIES = ("واس", "كونا", "رويترز", "قنا", "أ ف ب", "وام")
_CITIES = ("المرسى", "السالمية", "الواحة", "الرمال", "النخيل", "الساحل")
_SECTIONS = ("محليات", "اقتصاد", "رياضة", "ثقافة", "دوليات")
_MONTHS = (
    *("يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو"),
    *("يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"),
)
_FURNITURE = ("", "", "تابعوا آخر الأخبار على صفحتنا.", "", "جميع الحقوق محفوظة لموقعنا.", "")
_PERIOD, _COMMA, _LINE = 1 / 18, 1 / 14, 1 / 45


@dataclass(frozen=True)
class Plan:
    """What is written; the same plan gives the same bytes.

    `later` is the share of records that is held back twice, for builds that add to an earlier one: the last
    of the crawl, and the same number spread evenly over the rest. `records` are those not held back.
    """

    records: int
    sources: int = 12
    files: int = 4
    zipped: bool = False
    seed: int = 7
    later: float = 0.0

    @property
    def held(self) -> int:
        return round(self.records * self.later)


@dataclass(frozen=True)
class Article:
    """An article as it stands on a page; `words` are places in the lexicon's forms."""

    number: int
    source: int
    words: NDArray[np.int32]
    title: str
    seconds: int
    credit: str
    url: str


def name_of(source: int) -> str:
    """Return the name of a source and its folder."""
    return f"source-{source:02d}"


def write_articles(folder: Path, plan: Plan) -> dict[str, Path]:
    """Write the records below folder/raw, those held back below folder/recent and folder/spread."""
    total = plan.records + 2 * plan.held
    recent = total - plan.held
    spread = {recent * (2 * number + 1) // (2 * plan.held) for number in range(plan.held)}
    places = {name: folder / name for name in ("raw", "recent", "spread")}
    with ExitStack() as stack:
        files: dict[Path, BinaryIO] = {}
        for number, (source, line) in enumerate(_lines(plan, total)):
            kind = "recent" if number >= recent else "spread" if number in spread else "raw"
            part = f"part-{number * plan.files // total:03d}" if kind == "raw" else f"{kind}-000"
            path = places[kind] / name_of(source) / f"{part}.jsonl{'.gz' if plan.zipped else ''}"
            if path not in files:
                path.parent.mkdir(parents=True, exist_ok=True)
                files[path] = stack.enter_context(_opened(path))
            files[path].write(line)
    return places


def _opened(path: Path) -> BinaryIO:
    if path.suffix == ".gz":
        # No name and no time in the header: the same plan gives the same bytes.
        return cast("BinaryIO", gzip.GzipFile(path, "wb", compresslevel=1, mtime=0))
    return path.open("wb", buffering=1 << 20)


def _lines(plan: Plan, total: int) -> Iterator[tuple[int, bytes]]:
    chance = np.random.default_rng(plan.seed)
    words = lexicon(plan.seed)
    encode = msgspec.json.Encoder().encode
    pool: list[Article] = []
    for article in _crawl(plan, total, words, chance):
        pool.append(article)
        del pool[:-_POOL]
        luck = chance.random(3)
        if len(pool) > 50 and luck[0] < _COPIES + _REVISIONS:
            old = pool[int(len(pool) * luck[1] ** 3)]
            made = _copy if luck[0] < _COPIES else _revision
            article = made(old, article, words, chance)  # noqa: PLW2901
        line = encode(_record(article, words, poor=luck[2] < _POOR))
        if luck[2] > 1 - _BROKEN:
            line = line[: len(line) // 3].decode(errors="ignore").encode()
        yield article.source, line + b"\n"


def _crawl(plan: Plan, total: int, words: Lexicon, chance: np.random.Generator) -> Iterator[Article]:
    """Yield articles that have nothing to do with each other, by time."""
    often = 1 / np.arange(3, plan.sources + 3)
    for first in range(0, total, _BATCH):
        count = min(_BATCH, total - first)
        sizes = np.clip(np.exp(chance.normal(5.08, 0.55, count)), 25, 1_200).astype(np.int64)
        bounds = np.concatenate([[0], np.cumsum(sizes)])
        forms = _punctuated(words.draw(chance, int(bounds[-1])), chance)
        titles = np.concatenate([[0], np.cumsum(chance.integers(5, 12, count))])
        heads = words.draw(chance, int(titles[-1]))
        sources = chance.choice(plan.sources, count, p=often / often.sum())
        jitter = chance.integers(0, 86_400, count)
        phrases = words.phrase_places(chance, count)
        credits_ = chance.random(count)
        for one in range(count):
            number, source = first + one, int(sources[one])
            text = forms[bounds[one] : bounds[one + 1]]
            place, phrase = len(text) // 2, words.phrases[phrases[one]]
            text[place : place + len(phrase)] = phrase[: len(text) - place]
            text[-1] = text[-1] % FIRST + FIRST * (ENDS.index(".\n"))
            seconds = min(_START + number * _SPAN // total + int(jitter[one]), _START + _SPAN - 1)
            url = f"https://{name_of(source)}.example/{_SECTIONS[number % 5]}/{number:x}"
            yield Article(
                number,
                source,
                text,
                words.text(heads[titles[one] : titles[one + 1]]).rstrip(),
                seconds,
                _AGENCIES[number % len(_AGENCIES)] if credits_[one] < 0.3 else "",
                url,
            )


def _punctuated(words: NDArray[np.int32], chance: np.random.Generator) -> NDArray[np.int32]:
    luck = chance.random(len(words), dtype=np.float32)
    ends = np.zeros(len(words), dtype=np.int32)
    ends[luck < _LINE + _PERIOD + _COMMA] = ENDS.index("، ")
    ends[luck < _LINE + _PERIOD] = ENDS.index(". ")
    ends[luck < _LINE] = ENDS.index(".\n")
    return words + ends * FIRST


def _copy(old: Article, new: Article, words: Lexicon, chance: np.random.Generator) -> Article:
    """Return the old article as the new one's source prints it; `new` lends its place, number and URL."""
    luck, text, title, credit = chance.random(), old.words, old.title, old.credit
    if 0.35 <= luck < 0.55:
        credit = _AGENCIES[new.number % len(_AGENCIES)]
    elif 0.55 <= luck < 0.75:
        text = _edited(text, 0.02 if luck < 0.65 else 0.05, words, chance)
    elif 0.75 <= luck < 0.85:
        title = new.title
    elif luck >= 0.85:
        text = text[: max(len(text) * 2 // 3, 20)]
    later = int(chance.integers(600, 72_000))
    seconds = min(max(old.seconds + later, _START), _START + _SPAN - 1)
    return replace(new, words=text, title=title, credit=credit, seconds=seconds)


def _revision(old: Article, new: Article, words: Lexicon, chance: np.random.Generator) -> Article:
    """Return the old article as it stood when its URL was crawled again."""
    text = np.concatenate([_edited(old.words, 0.02, words, chance), new.words[:12]])
    return replace(old, words=text)


def _edited(
    text: NDArray[np.int32], share: float, words: Lexicon, chance: np.random.Generator
) -> NDArray[np.int32]:
    result = text.copy()
    places = chance.integers(0, len(text), max(round(len(text) * share), 1))
    result[places] = words.draw(chance, len(places))
    return result


def _record(article: Article, words: Lexicon, *, poor: bool) -> dict[str, Any]:
    body = words.text(article.words).rstrip()
    if article.credit:
        city = _CITIES[article.number % len(_CITIES)]
        head = article.number % 2 == 0
        body = f"{city} - {article.credit}\n{body}" if head else f"{body}\n({article.credit})"
    if furniture := _FURNITURE[article.source % len(_FURNITURE)]:
        body = f"{body}\n{furniture}"
    record = {
        "url": article.url,
        "title": article.title,
        "text": body,
        "date": _date(article.seconds, article.source),
        "source": name_of(article.source),
        "author": words.names[article.number % len(words.names)] if article.number % 3 else "",
    }
    if article.source % 4 == 0:
        record["category"] = _SECTIONS[article.number % 5]
    if poor:
        record["title" if article.number % 2 else "text"] = ""
    return record


def _date(seconds: int, source: int) -> str:
    moment = np.datetime64(seconds, "s").item()
    day, month, year, clock = moment.day, moment.month, moment.year, f"{moment:%H:%M:%S}"
    forms = (
        f"{moment:%Y-%m-%d}T{clock}+03:00",
        f"{moment:%Y-%m-%d} {clock}",
        f"{day} {_MONTHS[month - 1]} {year} - {clock[:5]}",
        f"{day:02d}/{month:02d}/{year} {clock[:5]}",
        f"{moment:%Y-%m-%d}T{clock}Z",
        f"{moment:%Y-%m-%d}",
    )
    return forms[source % len(forms)]


def main() -> None:
    """Write a plan's records."""
    raw = argparse.RawDescriptionHelpFormatter
    options = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    options.add_argument("folder", type=Path)
    for name, default in (("records", 100_000), ("sources", 12), ("files", 4)):
        options.add_argument(f"--{name}", type=int, default=default)
    options.add_argument("--gzip", action="store_true")
    args = options.parse_args()
    plan = Plan(args.records, sources=args.sources, files=args.files, zipped=args.gzip)
    print(write_articles(args.folder, plan)["raw"])


if __name__ == "__main__":
    main()
