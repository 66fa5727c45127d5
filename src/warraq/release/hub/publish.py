"""A frozen release on the Hub: one visible change, then the tag, which makes it a release.

`main` only goes forward: a version that is older than one published there only gets its tag, on a commit of
its own beside `main` (`warraq.release.hub.beside`).

Nothing is kept between runs: every step reads what is there and does what is missing. So a run that was
killed or lost a reply is completed by the next one, and one with nothing to do changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from warraq.errors import HubError, UsageError, VersionTakenError
from warraq.release.hub.address import HubAddress, tag_of
from warraq.release.hub.beside import branch_of, filled_branch, later_version
from warraq.release.hub.plan import plan
from warraq.release.hub.pull_request import filled_pull
from warraq.release.hub.repository import Refs, Repository
from warraq.release.hub.rounds import rounds
from warraq.release.hub.upload import commit_changes, is_one_commit, release_title
from warraq.release.publish.outcome import Change, Options, Plan, Publication, State

if TYPE_CHECKING:
    from huggingface_hub import HfApi

    from warraq.release.publish.local import LocalRelease

#: A repository, a commit or merge, and the tag make three; the others are for what others do meanwhile.
_MOST_ROUNDS = 12


def publish(api: HfApi, repository: str, release: LocalRelease, options: Options) -> Publication:
    """Publish a frozen release that was verified, or find that it is there.

    Raises:
        VersionTakenError: the tag is there with other content.
        UsageError: the repository is public, and a private one was asked for; or a pull request was, for a
            version that is older than one published.
        HubError: the Hub refuses, or cannot be reached; a later run goes on from there.
        StorageError: a file cannot be read, or changed since it was verified.
    """
    run = _Run(Repository(api, repository, options.sleep), release, options)
    return rounds(run.step, where=run.repository.url(), most=_MOST_ROUNDS, sleep=options.sleep)


@dataclass
class _Run:
    """One run: reads the state of the Hub, and takes the next step towards the tag.

    Attributes:
        handled: path -> change that a commit of this run was asked to make.
        tagging: whether this run asked for the tag.
        notes: what a person should know of how it went.
    """

    repository: Repository
    release: LocalRelease
    options: Options
    handled: dict[str, Change] = field(default_factory=dict)
    tagging: bool = False
    notes: tuple[str, ...] = ()

    def step(self) -> Publication | None:
        """Take one step; return the result if none is left."""
        self.options.show("looking at what is there")
        refs = self.repository.refs()
        if refs is None:
            return self._create()
        if self._tag in refs.tags:
            return self._tagged(refs)
        self._refuse_public()
        head = self._head(refs)
        wanted = plan(self.release, self.repository.files(head))
        commit = head if not wanted.needed else self._committed_before()
        later = later_version(refs, self.release.version) if commit is None else None
        if later is not None:
            self._go_beside(later)
        if self.options.dry_run:
            planned = wanted if commit is None else self._done()
            return self._result("planned", commit, planned, new=True, notes=self.notes)
        if later is not None:
            commit = filled_branch(self.repository, self.release, refs, head, self._note)
        elif commit is None:
            return self._bring(head, wanted)
        if commit is not None:
            self._set_tag(commit)
        return None

    @property
    def _tag(self) -> str:
        return tag_of(self.release.version)

    def _create(self) -> Publication | None:
        if self.options.dry_run:
            missing = f"there is no dataset {self.repository.name}, or none that the token sees"
            note = f"{missing}: it would be created"
            return self._result("planned", None, plan(self.release, {}), new=True, notes=(note,))
        self.options.show("creating the repository")
        self.repository.create(private=self.options.private)
        if self.repository.refs() is None:
            raise HubError(
                self.repository.url(),
                "the dataset is there, but hidden from the token",
                expected="a token that may read and write it",
                next_step="check the token's rights, then publish again",
            )
        return None

    def _tagged(self, refs: Refs) -> Publication | None:
        """Hold the tag's content to the release; the tag alone says little."""
        commit, branch = refs.tags[self._tag], branch_of(self.release)
        other = plan(self.release, self.repository.files(commit)).needed
        if other:
            files = "1 file," if len(other) == 1 else f"{len(other)} files, first"
            raise VersionTakenError(
                str(HubAddress(self.repository.name, self._tag)),
                f"{self._tag} is published with other content: it differs in {files} {other[0].path}",
                expected="a version that is not taken: what was published is never changed",
                next_step="warraq release --bump auto, then publish that",
            )
        if refs.branches.get(branch) == commit and not self.options.dry_run:
            self.repository.delete_branch(branch)
            return None
        state: State = "planned" if self.options.dry_run else "published"
        notes = (*self._visibility(), *self.notes)
        return self._result(state, commit, self._done(), new=self.tagging, notes=notes)

    def _head(self, refs: Refs) -> str:
        if refs.main is None:
            raise HubError(
                self.repository.url(),
                "the repository has no branch main",
                expected="a dataset that was created on the Hub",
                next_step="commit any file to main on its page, then publish again",
            )
        return refs.main

    def _committed_before(self) -> str | None:
        """Return the commit of a run that did not come to set the tag, though others followed since."""
        for commit in self.repository.commits_titled(release_title(self.release)):
            if not plan(self.release, self.repository.files(commit)).needed:
                return commit
        return None

    def _bring(self, head: str, wanted: Plan) -> Publication | None:
        changes = wanted.needed
        if not self.options.pull_request and is_one_commit(changes):
            self._note(changes)
            commit_changes(self.repository, self.release, changes, revision="main", parent=head)
            return None
        self.options.show("filling a pull request")
        pull = filled_pull(self.repository, self.release, head, self._note)
        address = self.repository.url(pull.number)
        if self.options.pull_request:
            return self._result("waiting", None, self._done(), new=False, pull_request=address)
        refs = self.repository.refs()
        if refs is not None and refs.main == head:
            self.options.show(f"merging pull request {pull.number}")
            self.repository.merge(pull.number)
        return None

    def _go_beside(self, later: str) -> None:
        if self.options.pull_request:
            raise UsageError(
                "--pr",
                f"{later} is published, and newer: main stays as it is, so there is nothing to merge",
                expected="a version newer than all that are published",
                next_step=f"warraq publish {self.release.version} without --pr",
            )
        self.notes = (
            f"{later} is published, and newer: main stays as it is, only the tag {self._tag} is set",
        )

    def _set_tag(self, commit: str) -> None:
        self.options.show(f"setting the tag {self._tag}")
        self.tagging = True
        self.repository.tag(self._tag, commit)

    def _note(self, changes: tuple[Change, ...]) -> None:
        sent = [change.bytes for change in changes if change.sends]
        self.options.show(f"sending {len(sent):,} files, {sum(sent):,} bytes")
        self.handled |= {change.path: change for change in changes}

    def _done(self) -> Plan:
        """Return the changes of this run; all else was there."""
        kept = {path: Change(path, "same", file.bytes) for path, file in self.release.files.items()}
        return Plan(tuple(change for _, change in sorted({**kept, **self.handled}.items())))

    def _visibility(self) -> tuple[str, ...]:
        """Return a word on a repository that others see, or do not see, against what was asked for."""
        wanted = self.options.private
        if wanted is None or self.repository.is_private() == wanted:
            return ()
        now, asked = ("public", "private") if wanted else ("private", "public")
        return (f"the repository is {now}, not {asked} as asked: only its settings page changes that",)

    def _refuse_public(self) -> None:
        """Keep what shall be private out of a repository that everybody reads: that could not be undone."""
        if self.options.private and not self.repository.is_private():
            raise UsageError(
                "--private",
                f"the dataset {self.repository.name} is there, and public",
                expected="a private one: publishing never changes who sees a repository",
                next_step="make it private on its settings page, or publish without --private",
            )

    def _result(
        self,
        state: State,
        commit: str | None,
        changes: Plan,
        *,
        new: bool,
        pull_request: str | None = None,
        notes: tuple[str, ...] = (),
    ) -> Publication:
        return Publication(
            version=self.release.version,
            to=str(HubAddress(self.repository.name, self._tag)),
            state=state,
            commit=commit,
            new=new,
            plan=changes,
            tag=self._tag,
            pull_request=pull_request,
            notes=notes,
        )
