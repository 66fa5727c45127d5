"""Running the reading tasks: long files are cut first, compressed ones a few at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warraq.corpus.pipeline.cuts import SIZES, cut_task, cuts_of, is_cut, unpack_task
from warraq.corpus.pipeline.plan import code_digest, plan_parts
from warraq.corpus.pipeline.shard import Shard
from warraq.engine.task import discard, kept
from warraq.model.atomic import remove, storage_errors

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
    from pathlib import Path

    from warraq.corpus.discover import RawFile
    from warraq.corpus.pipeline.cuts import Cuts
    from warraq.corpus.pipeline.survey import Surveyed
    from warraq.engine.runner import Runner
    from warraq.engine.task import Result, Task
    from warraq.model.project import Project

    Found = tuple[RawFile, Surveyed]

#: So many bytes of compressed lines are unpacked at a time, or one file; pieces take about as much again.
UNPACKED_BYTES = 4 << 30


class Reading:
    """One run of the reading stage.

    Attributes:
        keys: keys of the kept results that were used beside those of the tasks given to `run`.
    """

    def __init__(
        self, project: Project, runner: Runner, afresh: Collection[str], show: Callable[[int], None]
    ) -> None:
        """Start; `afresh` are paths of files whose kept results will not do."""
        self.keys: frozenset[str] = frozenset()
        self._project = project
        self._runner = runner
        self._afresh = afresh
        self._show = show
        self._records = 0
        self._done: dict[str, Result] = {}

    @property
    def _pieces(self) -> Path:
        return self._project.cache / "run" / "pieces"

    def run(self, tasks: Sequence[Task]) -> list[Result]:
        """Return the results of the tasks, in their order.

        Raises:
            StorageError: a file cannot be read, or a result not written.
        """
        left = [task for task in tasks if task.key not in self._done]
        for task in left:
            if _holds(task, self._afresh):
                discard(task, self._project.cache)
        before = self._records
        results = self._runner.run(
            left, self._project.cache, show=lambda records: self._show(before + records)
        )
        self._records += sum(int(result.facts.get("records", 0)) for result in results)
        found = self._done | {task.key: result for task, result in zip(left, results, strict=True)}
        return [found[task.key] for task in tasks]

    def cut(self, files: Sequence[RawFile], found: Sequence[Surveyed]) -> dict[str, Cuts]:
        """Return where the files are cut, by path below the raw folder; small ones are not.

        Compressed lines are unpacked for it, if not all that they give is kept, and read at once if they are
        too many to be unpacked at a time.

        Raises:
            StorageError: a file cannot be read, or a result not written.
        """
        long = [(file, one) for file, one in zip(files, found, strict=True) if is_cut(file, one.how, SIZES)]
        cuts = self._found([one for one in long if one[1].how != "packed"], {})
        waves = list(_waves(one for one in long if one[1].how == "packed"))
        for number, wave in enumerate(waves, 1):
            here = self._unpacked(wave)
            cuts |= here
            if number < len(waves):
                self._read_at_once(wave, here)
        return cuts

    def clear(self) -> None:
        """Delete the pieces."""
        with storage_errors(self._pieces):
            remove(self._pieces)

    def _found(self, files: Sequence[Found], unpacked: dict[str, Path]) -> dict[str, Cuts]:
        code, cache = code_digest(), self._project.cache
        tasks = [
            cut_task(file, one.sha256, one.how, code, SIZES, unpacked=unpacked.get(file.relative))
            for file, one in files
        ]
        self.keys |= {task.key for task in tasks}
        return {
            file.relative: cuts_of(result.facts, one.sha256, unpacked.get(file.relative))
            for (file, one), result in zip(files, self._runner.run(tasks, cache), strict=True)
        }

    def _unpacked(self, wave: Sequence[Found]) -> dict[str, Cuts]:
        needed = [one for one in wave if not self._is_kept(*one)]
        tasks = [unpack_task(file, one.sha256, code_digest(), SIZES) for file, one in needed]
        results = self._runner.run(tasks, self._pieces)
        folders = {file.relative: result.folder for (file, _), result in zip(needed, results, strict=True)}
        return self._found(wave, folders)

    def _is_kept(self, file: RawFile, found: Surveyed) -> bool:
        """Tell whether all that a file gives is kept."""
        cache = self._project.cache
        known = kept(cut_task(file, found.sha256, found.how, code_digest(), SIZES), cache)
        if known is None or file.relative in self._afresh:
            return False
        tasks = plan_parts(file, cuts_of(known.facts, found.sha256, None), self._project)
        return all(kept(task, cache) is not None for task in tasks)

    def _read_at_once(self, wave: Sequence[Found], cuts: dict[str, Cuts]) -> None:
        tasks = [task for file, _ in wave for task in plan_parts(file, cuts[file.relative], self._project)]
        results = self.run(tasks)
        self._done |= {task.key: result for task, result in zip(tasks, results, strict=True)}
        self.clear()


def _waves(files: Iterable[Found]) -> Iterator[list[Found]]:
    wave: list[Found] = []
    size = 0
    for file, found in files:
        if wave and size + file.bytes > UNPACKED_BYTES:
            yield wave
            wave, size = [], 0
        wave.append((file, found))
        size += file.bytes
    if wave:
        yield wave


def _holds(task: Task, paths: Collection[str]) -> bool:
    return isinstance(task.args, Shard) and any(file.relative in paths for file in task.args.files)
