"""`warraq verify hub:…`: a published release is what was frozen, or it is named what differs."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from reading_desk import ADDRESS

from projects import bytes_below
from published import REPOSITORY, put_up

if TYPE_CHECKING:
    from collections.abc import Callable

    from reading_desk import Desk


def rules(told: Any) -> dict[str, list[str]]:
    """Return rule -> samples of what was found."""
    return {finding["rule"]: finding["samples"] for finding in told["findings"]}


def test_a_published_release_is_found_whole_without_a_project(desk: Desk) -> None:
    told = desk.json("verify", f"{ADDRESS}@v0.2.0")
    assert told["passed"]
    assert told["findings"] == []
    assert told["folder"] == f"{ADDRESS}@v0.2.0"
    assert told["version"] == "0.2.0"
    files = bytes_below(desk.project.releases / "0.2.0")
    assert (told["files"], told["bytes"]) == (len(files), sum(map(len, files.values())))
    assert told["commit"] == desk.hub.refs(REPOSITORY)["refs/tags/v0.2.0"]


def test_without_a_revision_the_newest_version_is_meant(desk: Desk) -> None:
    desk.hub.tag(REPOSITORY, "v0.10.0-draft")
    desk.hub.tag(REPOSITORY, "latest", "v0.1.0")
    out, err = desk.run("verify", ADDRESS)
    assert out.startswith(f"{ADDRESS}@v0.3.0: version 0.3.0\n")
    assert "as it was frozen" in out
    assert f"{ADDRESS}@v0.3.0: " in err
    assert "bytes to download" in err


def test_what_the_cache_has_is_not_downloaded_again(desk: Desk) -> None:
    desk.run("verify", f"{ADDRESS}@v0.2.0")
    first = desk.downloads()
    assert sorted(first) == sorted(bytes_below(desk.project.releases / "0.2.0"))
    assert desk.json("verify", f"{ADDRESS}@v0.2.0")["downloaded_bytes"] == 0
    assert desk.downloads() == []
    desk.run("verify", f"{ADDRESS}@v0.3.0")
    before, after = (bytes_below(desk.project.releases / one) for one in ("0.2.0", "0.3.0"))
    assert sorted(desk.downloads()) == sorted(
        {content: name for name, content in after.items() if content not in before.values()}.values()
    )


@pytest.mark.parametrize("revision", ["main", "commit"])
def test_a_branch_and_a_commit_can_be_verified_too(desk: Desk, revision: str) -> None:
    commit = desk.hub.refs(REPOSITORY)["refs/heads/main"]
    told = desk.json("verify", f"{ADDRESS}@{commit if revision == 'commit' else revision}")
    assert (told["passed"], told["version"], told["commit"]) == (True, "0.3.0", commit)


def test_a_tag_that_holds_another_version_is_found(desk: Desk) -> None:
    desk.hub.tag(REPOSITORY, "v0.9.0", "v0.1.0")
    told = desk.json("verify", f"{ADDRESS}@v0.9.0", code=1)
    assert rules(told) == {"tag-differs": ["v0.9.0"]}
    assert told["findings"][0]["message"] == "the tag v0.9.0 holds version 0.1.0"


def missing(folder: Path) -> str:
    (folder / "data" / "sources.parquet").unlink()
    return "manifest-missing"


def further(folder: Path) -> str:
    (folder / "data" / "more.parquet").write_bytes(b"PAR1 no table PAR1")
    return "manifest-extra"


def other(folder: Path) -> str:
    shutil.copy(folder / "data" / "changes.parquet", folder / "data" / "sources.parquet")
    return "manifest-changed"


@pytest.mark.parametrize("damage", [missing, further, other])
def test_another_list_of_files_is_found_before_anything_is_downloaded(
    desk: Desk, tmp_path: Path, damage: Callable[[Path], str]
) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(desk.project.releases / "0.3.0", folder)
    rule = damage(folder)
    put_up(desk.hub, folder)
    desk.hub.log.clear()
    told = desk.json("verify", f"{ADDRESS}@v0.3.0", code=1)
    named = {"manifest-extra": "data/more.parquet"}.get(rule, "data/sources.parquet")
    assert rules(told) == {rule: [named]}
    assert desk.downloads() == ["manifest.json"]
    assert "nothing more was downloaded" in told["papers_why"]


def test_a_paper_edited_on_the_hub_is_found(desk: Desk) -> None:
    card = desk.hub.files(REPOSITORY)["README.md"]
    at = next(at for at in range(card.index(b"## Composition"), len(card)) if card[at : at + 1].isdigit())
    edited = card[:at] + (b"1" if card[at : at + 1] != b"1" else b"2") + card[at + 1 :]
    desk.hub.commit(REPOSITORY, {"README.md": edited})
    desk.hub.tag(REPOSITORY, "v0.3.0")
    told = desk.json("verify", f"{ADDRESS}@v0.3.0", code=1)
    assert "README.md" in rules(told)["manifest-changed"]
    assert "card-differs" in rules(told)


def test_a_manifest_that_is_none_is_found(desk: Desk) -> None:
    desk.hub.commit(REPOSITORY, {"manifest.json": b'{"files": []}'})
    assert rules(desk.json("verify", f"{ADDRESS}@main", code=1)) == {"manifest-invalid": ["manifest.json"]}


@pytest.mark.parametrize(
    ("address", "code", "told"),
    [
        (f"{ADDRESS}@v0.4.0", 3, "one of v0.3.0, v0.2.0, v0.1.0"),
        (f"{ADDRESS}@{'0' * 40}", 3, "0" * 40),
        ("hub:harbour/nothing", 3, "harbour/nothing"),
        ("hub:harbour/bare", 3, "no version is published there"),
        ("hub:harbour/bare@main", 2, "no manifest.json"),
        ("hub:harbour", 2, "hub:ORG/NAME"),
        ("hub:harbour/corpus@", 2, "hub:ORG/NAME"),
    ],
)
def test_what_is_not_there_is_an_error_that_says_what_is(
    desk: Desk, address: str, code: int, told: str
) -> None:
    desk.hub.create("harbour/bare")
    _, err = desk.run("verify", address, code=code)
    assert told in err


@pytest.mark.parametrize("kind", ["private", "gated"])
def test_a_release_that_may_not_be_read_is_an_error_of_the_hub(
    desk: Desk, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = f"harbour/{kind}"
    desk.hub.create(name, private=kind == "private", gated=kind == "gated")
    put_up(desk.hub, desk.project.releases / "0.1.0", name)
    monkeypatch.delenv("HF_TOKEN")
    _, err = desk.run("verify", f"hub:{name}@v0.1.0", code=3)
    assert name in err


def test_passing_faults_are_waited_out(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from hub.faults import Fault

    monkeypatch.setattr("time.sleep", lambda _seconds: None)
    for step in ("GET .*/refs", "GET .*/tree/", "(HEAD|GET) .*/resolve/"):
        desk.hub.faults.add(Fault(step, status=503))
    desk.run("verify", f"{ADDRESS}@v0.1.0")


def test_offline_is_said_so(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    _, err = desk.run("verify", f"{ADDRESS}@v0.1.0", code=3)
    assert "offline" in err.lower()


@pytest.mark.parametrize(
    "damage", ["other bytes", "link to nowhere", pytest.param("cut off", marks=pytest.mark.slow)]
)
def test_a_broken_cache_is_mended(desk: Desk, damage: str) -> None:
    desk.run("verify", f"{ADDRESS}@v0.1.0")
    desk.downloads()
    (link,) = Path(desk.hub.home).rglob("snapshots/*/data/sources.parquet")
    blob = link.resolve()
    content = blob.read_bytes()
    if damage == "link to nowhere":
        blob.unlink()
    else:
        blob.write_bytes(content[:-9] if damage == "cut off" else content[:-9] + b"not these")
    assert desk.json("verify", f"{ADDRESS}@v0.1.0")["passed"]
    assert desk.downloads() == ["data/sources.parquet"]
    assert link.read_bytes() == content


def test_content_that_never_is_what_the_hub_states_is_refused(desk: Desk) -> None:
    content = (desk.project.releases / "0.1.0" / "data" / "duplicates.parquet").read_bytes()
    desk.hub.state.blobs._small[hashlib.sha256(content).hexdigest()] = content[:-4] + b"!!!!"
    _, err = desk.run("verify", f"{ADDRESS}@v0.1.0", code=3)
    assert "not what the Hub states" in err


def test_rebuilding_needs_the_project(desk: Desk) -> None:
    _, err = desk.run("verify", f"{ADDRESS}@v0.1.0", "--rebuild", code=2)
    assert "warraq verify VERSION --rebuild" in err
