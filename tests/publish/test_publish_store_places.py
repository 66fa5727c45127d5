"""Publishing, verifying, comparing and loading by URL, as people do it."""

from __future__ import annotations

import json
import shutil
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import fsspec
import polars as pl
import pyarrow.dataset as ds
import pyarrow.fs
import pytest
from desk import content, make_release, small
from s3_server import BUCKET, SECRET, Fault, Server, Shelf, served, shelf_on

from projects import bytes_below, jsonl, make_project, put, read_articles, release, story
from warraq.cli.main import main
from warraq.errors import UsageError, VersionTakenError
from warraq.release.publish.outcome import Options
from warraq.release.publish.store import publish_to_store
from warraq.release.publish.store_address import StoreAddress, store_place
from warraq.release.publish.target import publish_target

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from warraq.model.project import Project

_STORIES = "daily/stories.jsonl"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with served() as made:
        yield made


@pytest.fixture
def shelf(server: Server) -> Iterator[Shelf]:
    with shelf_on(server) as made:
        yield made


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """0.1.0, and 0.2.0 with one story corrected, one gone and two new."""
    first = [story(number) for number in range(10)]
    project = make_project(tmp_path_factory.mktemp("made") / "project", {_STORIES: jsonl(first)})
    assert release(project, "0.1.0").frozen is not None
    corrected = {**first[3], "text": f"{first[3]['text']}\n\nA correction: the gate is on the north side."}
    put(project.raw / _STORIES, jsonl([*first[:3], corrected, *first[5:], story(10), story(11)]))
    assert release(project, "0.2.0").frozen is not None
    return project


@dataclass(frozen=True)
class Told:
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True)
class Shop:
    project: Project
    empty: Path
    capsys: pytest.CaptureFixture[str]

    def run(self, *arguments: str, code: int = 0, project: Path | None = None) -> Told:
        self.capsys.readouterr()
        found = main(["--project", str(project or self.empty), *arguments])
        told = Told(*self.capsys.readouterr())
        assert found == code, told
        assert "Traceback" not in told.err
        assert SECRET not in told.out + told.err
        return told

    def publish(self, version: str, to: str, *more: str, code: int = 0) -> Told:
        return self.run("publish", version, "--to", to, *more, code=code, project=self.project.root)


@pytest.fixture
def shop(made: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shop:
    (tmp_path / "empty").mkdir()
    return Shop(made, tmp_path / "empty", capsys)


def test_the_command_publishes_verifies_and_compares_by_url(shop: Shop, shelf: Shelf) -> None:
    planned = shop.publish("0.1.0", shelf.url, "--dry-run")
    assert "would be published" in planned.out
    assert shelf.objects() == {}
    files = bytes_below(shop.project.releases / "0.1.0")
    done = shop.publish("0.1.0", f"{shelf.url}/", "--json").json
    assert (done["to"], done["state"], done["new"]) == (f"{shelf.url}/0.1.0", "published", True)
    assert done["files"] == {"sent": len(files), "skipped": 0, "deleted": 0}
    assert done["bytes"]["sent"] == sum(map(len, files.values()))
    assert "published before, with the same content" in shop.publish("0.1.0", shelf.url).out
    assert f"polars.scan_parquet('{shelf.url}/0.2.0/data/" in shop.publish("0.2.0", shelf.url).out

    told = shop.run("verify", f"{shelf.url}/0.1.0", "--json").json
    assert (told["folder"], told["passed"], told["version"]) == (f"{shelf.url}/0.1.0", True, "0.1.0")
    assert told["downloaded_bytes"] == told["bytes"] == sum(map(len, files.values()))
    assert f"{shelf.url}/0.2.0: version 0.2.0" in shop.run("verify", f"{shelf.url}/0.2.0").out

    far = shop.run("diff", f"{shelf.url}/0.1.0", f"{shelf.url}/0.2.0", "--json").json
    near = shop.run("diff", "0.1.0", "0.2.0", "--json", project=shop.project.root).json
    assert far == near
    half = shop.run("diff", str(shop.project.releases / "0.1.0"), f"{shelf.url}/0.2.0", "--json").json
    assert half == near


def test_what_was_changed_in_the_store_is_named(shop: Shop, shelf: Shelf) -> None:
    shop.publish("0.1.0", shelf.url)
    month = next(name for name in shelf.objects() if "/articles/" in name)
    sound = shelf.objects()[month]
    shelf.put(month, sound[:-1] + bytes([sound[-1] ^ 1]))
    assert month.removeprefix("0.1.0/") in shop.run("verify", f"{shelf.url}/0.1.0", code=1).out
    shelf.put(month, sound)
    for name, harm in (("CHANGES.md", "missing"), ("README.md", "changed"), ("more.txt", "extra")):
        shelf.put(f"0.1.0/{name}", b"?") if harm != "missing" else shelf.delete(f"0.1.0/{name}")
    told = shop.run("verify", f"{shelf.url}/0.1.0", "--json", code=1).json
    found = {one["rule"]: one["samples"] for one in told["findings"]}
    assert found == {
        "manifest-changed": ["README.md"],
        "manifest-extra": ["more.txt"],
        "manifest-missing": ["CHANGES.md"],
    }
    shelf.put("0.1.0/manifest.json", b"{}")
    assert "manifest-invalid" in shop.run("verify", f"{shelf.url}/0.1.0", code=1).out


def test_a_place_without_a_release_names_those_around(shop: Shop, shelf: Shelf) -> None:
    shop.publish("0.1.0", shelf.url)
    assert f"one of {shelf.url}/0.1.0" in shop.run("verify", shelf.url, code=2).err
    assert "nothing is there" in shop.run("verify", f"{shelf.url}/0.9.0", code=2).err
    assert "not there" in shop.run("verify", "s3://no-such-shelf/0.1.0", code=3).err
    shelf.server.faults.append(Fault("GET", "status", None, status="403 Forbidden", code="AccessDenied"))
    assert "no right" in shop.run("verify", f"{shelf.url}/0.1.0", code=3).err
    assert "no right" in shop.publish("0.1.0", shelf.url, code=3).err


def test_a_path_that_climbs_out_is_not_followed(shop: Shop, shelf: Shelf, tmp_path: Path) -> None:
    evil = make_release(tmp_path / "evil", {"datapackage.json": b"{}"})
    manifest = json.loads((evil.folder / "manifest.json").read_bytes())
    manifest["files"]["data/../../out.txt"] = {"sha256": "0" * 64, "bytes": 1}
    shelf.put("0.1.0/data/../../out.txt", b"?")
    shelf.put("0.1.0/datapackage.json", b"{}")
    shelf.put("0.1.0/manifest.json", json.dumps(manifest).encode())
    shop.run("verify", f"{shelf.url}/0.1.0", code=1)


def test_a_release_that_does_not_fit_the_disk_is_not_fetched(
    shop: Shop, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.publish("0.1.0", shelf.url)
    usage = shutil.disk_usage("/")._replace(free=100)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage)
    assert "TMPDIR" in shop.run("verify", f"{shelf.url}/0.1.0", code=3).err


def test_polars_and_pyarrow_load_it_from_the_store(shop: Shop, shelf: Shelf) -> None:
    shop.publish("0.1.0", shelf.url)
    wanted = read_articles(shop.project.releases / "0.1.0")
    options = {
        "aws_endpoint_url": shelf.server.address,
        "aws_access_key_id": "key-of-the-press",
        "aws_secret_access_key": SECRET,
        "aws_region": "us-east-1",
    }
    found = pl.scan_parquet(
        f"{shelf.url}/0.1.0/data/articles/*/*.parquet", storage_options=options, hive_partitioning=False
    )
    assert found.collect().equals(wanted)
    host = shelf.server.address.removeprefix("http://")
    system = pyarrow.fs.S3FileSystem(
        access_key="key-of-the-press",
        secret_key=SECRET,
        endpoint_override=host,
        scheme="http",
        region="us-east-1",
    )
    data = ds.dataset(f"{BUCKET}/{shelf.prefix}/0.1.0/data/articles", filesystem=system, format="parquet")
    assert data.to_table().num_rows == wanted.height
    assert set(data.to_table(columns=["id"])["id"].to_pylist()) == set(wanted["id"])


def test_any_file_system_of_fsspec_will_do(tmp_path: Path) -> None:
    made = make_release(tmp_path / "1", small())
    target = StoreAddress("memory://press/coast")
    memory = fsspec.filesystem("memory")
    try:
        result = publish_to_store(target, made, Options())
        assert (result.state, result.new) == ("published", True)
        assert "no two runs" in result.notes[0]
        found = {name: memory.cat_file(f"/press/coast/0.1.0/{name}") for name in made.files}
        assert found == content(made)
        again = publish_to_store(target, made, Options())
        assert (again.new, again.plan.needed) == (False, ())
        with pytest.raises(VersionTakenError):
            publish_to_store(target, make_release(tmp_path / "2", small("other")), Options())
        index = json.loads(memory.cat_file("/press/coast/releases.json"))
        assert index["latest"] == "0.1.0"
        assert sorted(memory.ls("/press/coast", detail=False)) == [
            "/press/coast/0.1.0",
            "/press/coast/releases.json",
        ]
    finally:
        memory.store.clear()
        memory.pseudo_dirs[:] = [""]


def test_a_scheme_without_its_library_names_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make_release(tmp_path / "1", small())
    monkeypatch.setitem(sys.modules, "s3fs", None)
    monkeypatch.delitem(sys.modules["fsspec.registry"].__dict__["_registry"], "s3", raising=False)
    with pytest.raises(UsageError, match="no library for s3://") as caught:
        publish_to_store(StoreAddress("s3://shelf/press"), made, Options())
    assert "warraq[s3]" in caught.value.next_step
    with pytest.raises(UsageError, match="no file system has the scheme"):
        publish_to_store(StoreAddress("quay://shelf/press"), made, Options())


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("s3://shelf/press/", "s3://shelf/press"),
        ("S3://shelf", "s3://shelf"),
        ("gs://shelf/a b/é", "gs://shelf/a b/é"),
    ],
)
def test_a_url_is_a_place(made: Project, text: str, url: str) -> None:
    assert publish_target(made, text) == StoreAddress(url)


def test_a_url_of_this_machine_is_a_folder(made: Project, tmp_path: Path) -> None:
    assert publish_target(made, f"file://{tmp_path}/a%20b") == tmp_path / "a b"


@pytest.mark.parametrize(
    "text",
    [
        *("s3://", "s3:///press", "s3://shelf//press", "s3://shelf/../press", "s3://shelf/./press"),
        *(
            "https://shelf.example/press",
            "hf://datasets/press/coast",
            "s3://key:word@shelf/press",
            "s3://a\nb",
        ),
        *("s3:shelf", "simplecache::s3://shelf/press"),
    ],
)
def test_what_is_no_place_is_refused(made: Project, text: str) -> None:
    with pytest.raises(UsageError) as caught:
        publish_target(made, text)
    assert "key:word" not in str(caught.value)


def test_a_hub_option_does_not_go_with_a_store(shop: Shop, shelf: Shelf) -> None:
    assert "a store knows no such thing" in shop.publish("0.1.0", shelf.url, "--private", code=2).err
    assert "simplecache" in shop.publish("0.1.0", "simplecache::s3://shelf/x", code=2).err
    assert store_place("s3://shelf/press", "TARGET") == StoreAddress("s3://shelf/press")
