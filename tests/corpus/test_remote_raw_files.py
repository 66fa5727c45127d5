"""Raw files behind URLs give the candidate that the same files in a folder give, or a plain error."""

from __future__ import annotations

import gzip
import logging
import os
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import boto3
import fsspec
import pytest
from moto.server import ThreadedMotoServer
from readers import test_warc as warc
from s3fs import S3FileSystem

from projects import bytes_below, jsonl, make_project, release, story
from warraq.corpus.discover import discover, file_sha256
from warraq.corpus.pipeline import cuts, parts, survey
from warraq.corpus.pipeline.build import Options, build, writing
from warraq.corpus.pipeline.explain_file import explain_file
from warraq.corpus.pipeline.raw_place import find_raw_file
from warraq.corpus.pipeline.read import read_raw
from warraq.errors import ProjectError, StorageError, UsageError
from warraq.model.project import Project
from warraq.release.rebuild import rebuild

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from warraq.corpus.pipeline.build import Built

RAW: dict[str, bytes | str] = {
    "daily/a.jsonl": jsonl(story(number) for number in range(30)),
    "daily/2024/b.jsonl.gz": gzip.compress(
        jsonl(story(number) for number in range(30, 60)).encode(), mtime=0
    ),
    "daily/c.json": jsonl([story(60)]),
    "daily/d.txt": "",
    "weekly/e.warc": warc.CRAWL,
}
ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "key",
    "AWS_SECRET_ACCESS_KEY": "secret",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_EC2_METADATA_DISABLED": "true",
}


class Bucket:
    """A bucket on a server of this machine."""

    def __init__(self, address: str) -> None:
        self.client = boto3.client("s3", endpoint_url=address)
        self.client.create_bucket(Bucket="crawls")

    def put(self, key: str, data: bytes | str) -> None:
        self.client.put_object(Bucket="crawls", Key=key, Body=data)

    def delete(self, key: str) -> None:
        self.client.delete_object(Bucket="crawls", Key=key)


@pytest.fixture(scope="module")
def bucket() -> Iterator[Bucket]:
    before = dict(os.environ)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    os.environ.update(ENVIRONMENT, AWS_ENDPOINT_URL=f"http://{host}:{port}")
    S3FileSystem.clear_instance_cache()
    try:
        made = Bucket(f"http://{host}:{port}")
        for name, data in RAW.items():
            made.put(f"2024/{name}", data)
        yield made
        made.client.close()
    finally:
        server.stop()
        S3FileSystem.clear_instance_cache()
        os.environ.clear()
        os.environ.update(before)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return make_project(tmp_path / "project", RAW)


@pytest.fixture
def cutting(monkeypatch: pytest.MonkeyPatch) -> None:
    small = replace(cuts.SIZES, lines_from=1, packed_from=1, archive_from=1, lines=2000, pages=2)
    monkeypatch.setattr(parts, "SIZES", small)
    monkeypatch.setattr(survey, "LOOKED_AT_BYTES", 1)


def build_from(project: Project, raw: Any, jobs: int = 1) -> Built:
    loaded = Project.load(project.root)
    with writing(loaded):
        return build(loaded, Options(jobs=jobs, raw=raw))


@pytest.mark.usefixtures("cutting")
@pytest.mark.parametrize("jobs", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_a_bucket_gives_the_candidate_that_the_folder_gives(
    project: Project, bucket: Bucket, tmp_path: Path, jobs: int
) -> None:
    assert bucket
    shutil.copytree(project.root, tmp_path / "other")
    local = build_from(project, None)
    other = Project.load(tmp_path / "other")
    shutil.rmtree(other.raw)
    far = build_from(other, "s3://crawls/2024", jobs)
    assert far.shards == local.shards > 8
    assert bytes_below(other.candidate) == bytes_below(project.candidate)
    assert (other.candidate / "inputs.json").read_bytes() == (project.candidate / "inputs.json").read_bytes()


def test_an_unchanged_object_is_not_read_again(
    project: Project, bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = read_raw(project, discover("s3://crawls/2024"), jobs=1)
    bucket.put("2024/weekly/more.jsonl", jsonl([story(70)]))
    seen: list[str] = []

    def digest(path: Any) -> str:
        seen.append(str(path))
        return file_sha256(path)

    monkeypatch.setattr(survey, "file_sha256", digest)
    try:
        again = read_raw(project, discover("s3://crawls/2024/"), jobs=1)
    finally:
        bucket.delete("2024/weekly/more.jsonl")
    assert seen == ["s3://crawls/2024/weekly/more.jsonl"]
    assert again.files == {**first.files, "weekly/more.jsonl": again.files["weekly/more.jsonl"]}
    assert again.reused == first.shards - 1


def test_names_are_taken_as_those_of_a_folder(bucket: Bucket) -> None:
    hidden = (".git/config", "daily/.cache/x", "daily/.DS_Store")
    folders = ("", "daily/", "monthly/")
    for name in (*hidden, *folders):
        bucket.put(f"names/{name}", b"x" if name in hidden else b"")
    for name in ("b.txt", "daily/é b+c?d#e%20.txt", "daily/x/y.txt"):
        bucket.put(f"names/{name}", b"word")
    found = discover("s3://crawls/names")
    assert [(file.relative, file.source, file.bytes) for file in found] == [
        ("b.txt", None, 4),
        ("daily/x/y.txt", "daily", 4),
        ("daily/é b+c?d#e%20.txt", "daily", 4),
    ]
    assert len({file_sha256(file.path) for file in found}) == 1


@pytest.mark.parametrize("name", ["daily/../../secret.txt", "daily/./x.txt", "daily//x.txt"])
def test_a_name_that_no_folder_can_have_is_refused(bucket: Bucket, name: str) -> None:
    bucket.put(f"odd/{name}", b"x")
    try:
        with pytest.raises(ProjectError, match=r"climbs out|empty name"):
            discover("s3://crawls/odd")
    finally:
        bucket.delete(f"odd/{name}")


def test_a_listing_of_many_pages_is_whole(bucket: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTO_S3_DEFAULT_MAX_KEYS", "10")
    for number in range(25):
        bucket.put(f"many/daily/{number:04d}.txt", b"x")
    assert bucket.client.list_objects_v2(Bucket="crawls", Prefix="many/")["IsTruncated"]
    assert len(discover("s3://crawls/many")) == 25


@pytest.mark.parametrize(
    ("url", "kind", "told"),
    [
        ("s3://nowhere/2024", ProjectError, "no such bucket or folder"),
        ("s3://crawls/2023", ProjectError, "no such bucket or folder"),
        ("s3://crawls/2024/daily/a.jsonl", ProjectError, "not a folder"),
        ("foo://crawls", UsageError, "no file system has the scheme foo://"),
        ("https://a.example/crawls", UsageError, "web servers do not list their files"),
        ("simplecache::s3://crawls/2024", UsageError, "a chain of file systems"),
    ],
)
def test_a_place_that_is_none_is_told(bucket: Bucket, url: str, kind: type[Exception], told: str) -> None:
    assert bucket
    with pytest.raises(kind, match=told):
        discover(url)


def test_a_library_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: str) -> None:
        raise ImportError("Install s3fs to access S3")

    monkeypatch.setattr(fsspec, "get_filesystem_class", refuse)
    with pytest.raises(UsageError, match="no library for s3:// is installed") as caught:
        discover("s3://crawls/2024")
    assert caught.value.next_step == "pip install 'warraq[s3]'"


def test_an_object_that_goes_or_changes_after_the_listing_is_told(project: Project, bucket: Bucket) -> None:
    bucket.put("late/daily/a.jsonl", jsonl([story(1)]))
    bucket.put("late/daily/b.jsonl", jsonl([story(2)]))
    files = discover("s3://crawls/late")
    bucket.delete("late/daily/b.jsonl")
    with pytest.raises(StorageError, match=r"late/daily/b\.jsonl: is no longer there"):
        read_raw(project, files, jobs=1)
    bucket.put("late/daily/b.jsonl", jsonl([story(3)]))
    with pytest.raises(StorageError, match=r"b\.jsonl: was changed after it was listed"):
        read_raw(project, files, jobs=1)


def test_versions_of_objects_do_no_harm(project: Project, bucket: Bucket) -> None:
    bucket.client.create_bucket(Bucket="versioned")
    bucket.client.put_bucket_versioning(Bucket="versioned", VersioningConfiguration={"Status": "Enabled"})
    for number in (1, 2):
        bucket.client.put_object(Bucket="versioned", Key="daily/a.jsonl", Body=jsonl([story(number)]))
    files = discover("s3://versioned")
    assert read_raw(project, files, jobs=1).records == 1


def test_no_right_and_no_server_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError("Access Denied")

    with monkeypatch.context() as patched:
        patched.setattr("fsspec.implementations.memory.MemoryFileSystem.ls", refuse)
        with pytest.raises(StorageError, match="no right to read it: Access Denied"):
            discover("memory://crawls")


def test_an_object_is_explained_by_its_url(project: Project, bucket: Bucket) -> None:
    assert bucket
    file = find_raw_file(project, "s3://crawls/2024/daily/a.jsonl", "daily")
    told = explain_file(project, file, 3)
    assert [record.position for record in told.records] == [3]
    assert told.path == "s3://crawls/2024/daily/a.jsonl"
    with pytest.raises(UsageError, match="its source is not known"):
        find_raw_file(project, "s3://crawls/2024/daily/a.jsonl")
    with pytest.raises(UsageError, match="no such file"):
        find_raw_file(project, "s3://crawls/2024/daily/gone.jsonl", "daily")
    with pytest.raises(UsageError, match="a folder"):
        find_raw_file(project, "s3://crawls/2024/daily", "daily")


def test_other_file_systems_do_as_well(project: Project) -> None:
    memory = fsspec.filesystem("memory")
    try:
        for name, data in RAW.items():
            memory.pipe(f"/crawls/{name}", data.encode() if isinstance(data, str) else data)
        assert (
            read_raw(project, discover("memory://crawls"), jobs=1).files
            == read_raw(project, discover(project.raw), jobs=1).files
        )
    finally:
        memory.rm("/crawls", recursive=True)


def test_a_release_is_made_anew_from_a_bucket(project: Project, bucket: Bucket) -> None:
    assert bucket
    made = release(project)
    assert made.frozen is not None
    shutil.rmtree(project.raw)
    assert rebuild(project, made.frozen.folder, Options(raw="s3://crawls/2024", jobs=1)) == []


def test_a_file_url_is_a_folder(project: Project) -> None:
    assert discover(f"file://{project.raw}") == discover(project.raw)
