"""The command `warraq publish`: what it says, its exit codes, and that no token ever comes out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from desk import NAME, without_attributes
from huggingface_hub import close_session, constants

from hub.faults import Fault
from projects import bytes_below, copy_sample
from warraq.cli.main import main
from warraq.errors import ProjectError
from warraq.model.project import Project
from warraq.release.publish.target import publish_target

if TYPE_CHECKING:
    from pathlib import Path

    from hub.hub import Hub
    from projects import Sample

_TO = f"hub:{NAME}"


@dataclass(frozen=True)
class Told:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True)
class Shop:
    """Runs the command on the sample corpus, or on a copy of it."""

    root: Path
    capsys: pytest.CaptureFixture[str]

    def run(self, *arguments: str) -> Told:
        code = main(["--project", str(self.root), "publish", *arguments])
        said = self.capsys.readouterr()
        return Told(code, said.out, said.err)


@pytest.fixture
def shop(sample: Sample, capsys: pytest.CaptureFixture[str]) -> Shop:
    return Shop(sample.project.root, capsys)


def process(root: Path, environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "warraq.cli.main", "--project", str(root), "publish", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_a_release_is_published_and_found_again(shop: Shop, sample: Sample, hub: Hub) -> None:
    planned = shop.run("0.1.0", "--to", _TO, "--dry-run")
    assert (planned.code, hub.state.repositories) == (0, {})
    assert "would be published" in planned.out
    assert "new" in planned.out

    done = shop.run("0.1.0", "--to", _TO, "--json").json
    files = bytes_below(sample.release)
    assert without_attributes(hub.files(NAME, "v0.1.0")) == files
    assert (done["version"], done["to"], done["state"], done["tag"]) == (
        "0.1.0", "hub:press/coast@v0.1.0", "published", "v0.1.0",
    )  # fmt: skip
    assert done["commit"] == hub.refs(NAME)["refs/tags/v0.1.0"]
    assert (done["new"], done["pull_request"], done["notes"]) == (True, None, [])
    assert done["files"] == {"sent": len(files), "skipped": 0, "deleted": 0}
    assert done["bytes"]["sent"] == sum(map(len, files.values()))
    assert done["seconds"] >= 0

    hub.log.clear()
    again = shop.run("0.1.0", "--to", _TO)
    assert (again.code, hub.sent_bytes()) == (0, 0)
    assert "published before, with the same content" in again.out
    assert "load_dataset('press/coast', revision='v0.1.0')" in again.out


def test_a_release_goes_to_a_folder_and_verifies_there(shop: Shop, sample: Sample, tmp_path: Path) -> None:
    share = tmp_path / "share"
    done = shop.run("0.1.0", "--to", str(share), "--json").json
    assert (done["to"], done["tag"], done["commit"]) == (str(share / "0.1.0"), None, None)
    assert bytes_below(share / "0.1.0") == bytes_below(sample.release)
    assert main(["verify", str(share / "0.1.0")]) == 0
    shop.capsys.readouterr()
    assert shop.run("0.1.0", "--to", str(share), "--json").json["new"] is False


def test_a_pull_request_says_what_comes_next(shop: Shop, hub: Hub) -> None:
    told = shop.run("0.1.0", "--to", _TO, "--pr")
    assert told.code == 0
    assert "/discussions/1" in told.out
    assert "warraq publish 0.1.0 --to hub:press/coast" in told.out
    assert list(hub.files(NAME)) == [".gitattributes"]


def test_settings_say_where_to(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    for text, wanted in (
        ('to = "hub:press/coast"', _TO),
        ('to = "../share"', str(root / "../share")),
        (f'to = "{root}/share"', f"{root}/share"),
    ):
        (root / "build" / "release.toml").write_text(f"[publish]\n{text}\nprivate = true\n")
        project = Project.load(root)
        assert str(publish_target(project, None)) == wanted
        assert str(publish_target(project, "elsewhere")) == "elsewhere"
        assert project.settings.publish.private is True


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("to = 3", ["publish.to", "found 3"]),
        ('to = ""', ["publish.to"]),
        ('private = "yes"', ["publish.private", "'yes'"]),
        ('where = "x"', ["publish.where", "unknown key", "to, private"]),
        ('to = "hub:coast"', ["publish.to", "'hub:coast'", "hub:ORG/NAME"]),
        ('to = "hub:press/coast@main"', ["publish.to", "names a revision"]),
        ('to = "https://hub.example/press/coast"', ["publish.to", "https://hub.example"]),
    ],
)
def test_a_wrong_setting_is_named_by_its_key(tmp_path: Path, text: str, words: list[str]) -> None:
    root = copy_sample(tmp_path)
    (root / "build" / "release.toml").write_text(f"[publish]\n{text}\n")
    with pytest.raises(ProjectError) as caught:
        publish_target(Project.load(root), None)
    for word in ["release.toml", *words]:
        assert word in str(caught.value)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["0.9.0", "--to", _TO], ["'0.9.0' is no frozen release", "0.1.0"]),
        (["../candidate", "--to", _TO], ["is no frozen release"]),
        (["0.1.0"], ["nothing says where to publish", "--to hub:ORG/NAME"]),
        (["0.1.0", "--to", "hub:coast"], ["--to", "no address on the Hub"]),
        (["0.1.0", "--to", "hub:press/coast@v9"], ["--to", "names a revision"]),
        (["0.1.0", "--to", "hf://press/coast"], ["--to", "hub:ORG/NAME"]),
        (["0.1.0", "--to", ""], ["--to"]),
        (["0.1.0", "--to", "share", "--pr"], ["--pr", "a folder knows no such thing"]),
        (["0.1.0", "--to", "share", "--private"], ["--private"]),
        ([], ["VERSION"]),
    ],
)
def test_a_wrong_call_is_named(shop: Shop, arguments: list[str], words: list[str]) -> None:
    told = shop.run(*arguments, "--json")
    assert told.code == 2
    assert told.json["exit"] == 2
    for word in words:
        assert word in told.err


def test_a_release_that_does_not_verify_stays_here(
    tmp_path: Path, sample: Sample, capsys: pytest.CaptureFixture[str], hub: Hub
) -> None:
    root = copy_sample(tmp_path / "project")
    target = root / "build" / "releases" / "0.1.0"
    for name, data in bytes_below(sample.release).items():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        (target / name).write_bytes(data)
    (target / "CHANGES.md").write_bytes(b"# nothing\n")
    told = Shop(root, capsys).run("0.1.0", "--to", _TO)
    assert (told.code, hub.log) == (1, [])
    assert "warraq verify 0.1.0" in told.err


def test_without_a_token_nothing_is_asked(shop: Shop, hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HF_TOKEN")
    told = shop.run("0.1.0", "--to", _TO)
    assert (told.code, hub.log) == (2, [])
    assert "hf auth login" in told.err


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("HF_ENDPOINT", "http://nowhere.invalid", ["ConnectError", "HF_ENDPOINT"]),
        ("HF_ENDPOINT", "http://127.0.0.1:9", ["ConnectError", "check network"]),
        ("HF_ENDPOINT", "nonsense", ["UnsupportedProtocol"]),
        ("HTTP_PROXY", "http://user:secret@127.0.0.1:9", ["could not read"]),
        ("HF_HUB_OFFLINE", "1", ["unset HF_HUB_OFFLINE"]),
    ],
)
def test_a_network_that_fails_is_no_traceback(
    shop: Shop, hub: Hub, monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: list[str]
) -> None:
    monkeypatch.setattr(time, "sleep", lambda _seconds: None)
    monkeypatch.setenv(name, value)
    if name == "HTTP_PROXY":
        for one in ("NO_PROXY", "no_proxy"):
            monkeypatch.setenv(one, "")
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", name == "HF_HUB_OFFLINE")
    close_session()
    told = shop.run("0.1.0", "--to", _TO, "--json")
    assert (told.code, told.json["error"]["kind"], hub.log) == (3, "HubError", [])
    assert "Traceback" not in told.err
    assert "secret" not in told.out + told.err
    for word in words:
        assert word in told.err


#: A fault on the way and one that ends it, by what the command is asked for.
_LOUD = (
    ([Fault("POST .*/preupload", status=500), Fault("POST .*/tag", status=401, times=50)], ["--json"]),
    ([Fault("GET", status=403)], ["--dry-run"]),
)


@pytest.mark.parametrize(
    ("kind", "cases"), [("hub", _LOUD[:1]), pytest.param("xet_hub", _LOUD, marks=pytest.mark.slow)]
)
def test_no_token_is_printed_logged_or_written(
    sample: Sample,
    tmp_path: Path,
    request: pytest.FixtureRequest,
    kind: str,
    cases: tuple[tuple[list[Fault], list[str]], ...],
) -> None:
    near: Hub = request.getfixturevalue(kind)
    near.create(NAME)
    token = near.environment["HF_TOKEN"]
    loud = {**near.environment, "HF_DEBUG": "1", "HF_HUB_VERBOSITY": "debug", "RUST_LOG": "debug"}
    loud |= {"TMPDIR": str(tmp_path), "HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    said = []
    for faults, extra in cases:
        near.faults.clear()
        near.faults.add(*faults)
        done = process(sample.project.root, loud, "0.1.0", "--to", _TO, *extra)
        assert near.faults.struck
        assert "Traceback" not in done.stderr
        said.append(done.stdout + done.stderr)
        if "--json" in extra:
            json.loads(done.stdout)
    assert "Request" in "".join(said)
    assert NAME in near.state.repositories
    places = [*tmp_path.rglob("*"), *sample.project.root.rglob("*")]
    assert not [path for path in places if path.is_file() and token.encode() in path.read_bytes()]
    assert not [text for text in said if token in text]


def test_json_stays_one_document_where_xet_cannot_log(sample: Sample, xet_hub: Hub, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    environment = {**xet_hub.environment, "HF_HOME": os.fspath(tmp_path / "file" / "home")}
    done = process(sample.project.root, environment, "0.1.0", "--to", _TO, "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["state"] == "published"
    assert without_attributes(xet_hub.files(NAME, "v0.1.0")) == bytes_below(sample.release)


def test_an_older_version_says_that_main_stays(shop: Shop, sample: Sample, hub: Hub) -> None:
    hub.create(NAME)
    hub.commit(NAME, {"README.md": b"# Newer\n"})
    hub.tag(NAME, "v0.2.0")
    told = shop.run("0.1.0", "--to", _TO)
    assert told.code == 0
    assert "note: 0.2.0 is published, and newer: main stays as it is" in told.out
    assert "deleted" in told.out
    assert without_attributes(hub.files(NAME, "v0.1.0")) == bytes_below(sample.release)
    assert without_attributes(hub.files(NAME)) == {"README.md": b"# Newer\n"}


def test_what_is_deleted_is_named(shop: Shop, hub: Hub) -> None:
    hub.create(NAME)
    hub.commit(NAME, {"old/notes.txt": b"theirs\n"})
    told = shop.run("0.1.0", "--to", _TO)
    assert "1 deleted" in told.out
    assert "old/notes.txt" in told.out
