"""An S3 server on this machine: moto's, with faults laid in front of it and a log of what it was asked."""

from __future__ import annotations

import logging
import os
import re
import socket
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any, Literal
from urllib.request import Request, urlopen

import boto3
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from s3fs import S3FileSystem
from werkzeug.serving import WSGIRequestHandler, make_server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

BUCKET = "shelf"
SECRET = "not-to-be-told-to-anyone"
#: "status": the reply is this status; "reset": the connection ends before anything is done; "lost": after.
Kind = Literal["status", "reset", "lost", "act"]


@dataclass
class Fault:
    """What happens at requests whose "METHOD /bucket/key?query" the pattern finds.

    Attributes:
        times: how often; None is always.
        after: so many such requests pass before.
        act: is called before the request is answered, and nothing else happens with kind "act".
    """

    step: str
    kind: Kind = "act"
    times: int | None = 1
    after: int = 0
    status: str = "503 Service Unavailable"
    code: str = "ServiceUnavailable"
    act: Callable[[], object] = lambda: None


@dataclass
class Server:
    """Moto's server, and what is laid in front of it.

    Attributes:
        log: "METHOD /bucket/key?query" of each request.
    """

    address: str = ""
    log: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=count)
    app: Any = field(default_factory=lambda: DomainDispatcherApplication(create_backend_app))

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        query = f"?{environ['QUERY_STRING']}" if environ["QUERY_STRING"] else ""
        step = f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}{query}"
        self.log.append(step)
        fault = self._due(step)
        if fault is None:
            return self._asked(environ, start)
        fault.act()
        if fault.kind == "act":
            return self._asked(environ, start)
        if fault.kind == "status":
            environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
            start(fault.status, [("Content-Type", "application/xml")])
            return [f"<Error><Code>{fault.code}</Code><Message>not now {SECRET}</Message></Error>".encode()]
        if fault.kind == "lost":
            b"".join(self._asked(environ, lambda *_: lambda _data: None))
        with suppress(OSError):
            environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
        start("200 OK", [])
        return []

    def _asked(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        found: Iterable[bytes] = self.app(environ, start)
        return found

    def _due(self, step: str) -> Fault | None:
        for fault in self.faults:
            if re.search(fault.step, step):
                if fault.after:
                    fault.after -= 1
                elif fault.times is None or fault.times > 0:
                    fault.times = None if fault.times is None else fault.times - 1
                    return fault
        return None

    def sent(self) -> list[str]:
        """Return the keys that were written or deleted, in order, and clear the log."""
        changing = [one for one in self.log if one.startswith(("PUT ", "POST ", "DELETE "))]
        self.log.clear()
        return [one.partition("?")[0].split("/", 2)[-1] for one in changing]


@dataclass(frozen=True)
class Shelf:
    """A folder of a bucket for one test."""

    server: Server
    client: Any
    prefix: str

    @property
    def url(self) -> str:
        return f"s3://{BUCKET}/{self.prefix}"

    def objects(self) -> dict[str, bytes]:
        """Return key below the folder -> content."""
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Prefix=f"{self.prefix}/")
        keys = [one["Key"] for page in pages for one in page.get("Contents", [])]
        return {key.removeprefix(f"{self.prefix}/"): self._read(key) for key in keys}

    def put(self, name: str, data: bytes, **more: Any) -> None:
        self.client.put_object(Bucket=BUCKET, Key=f"{self.prefix}/{name}", Body=data, **more)

    def delete(self, name: str) -> None:
        self.client.delete_object(Bucket=BUCKET, Key=f"{self.prefix}/{name}")

    def uploads(self) -> list[str]:
        """Return the keys of uploads in parts that were neither completed nor given up."""
        found = self.client.list_multipart_uploads(Bucket=BUCKET, Prefix=f"{self.prefix}/")
        return [one["Key"] for one in found.get("Uploads", [])]

    def _read(self, key: str) -> bytes:
        found = self.client.get_object(Bucket=BUCKET, Key=key)
        with found["Body"] as body:
            return bytes(body.read())


@contextmanager
def served() -> Iterator[Server]:
    """Serve S3 with an empty bucket; the environment of this process leads to it meanwhile."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server, before = Server(), dict(os.environ)
    listening = make_server("127.0.0.1", 0, server, threaded=True, request_handler=_Silent)
    thread = threading.Thread(target=listening.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    server.address = f"http://127.0.0.1:{listening.server_port}"
    os.environ.update(
        AWS_ACCESS_KEY_ID="key-of-the-press",
        AWS_SECRET_ACCESS_KEY=SECRET,
        AWS_DEFAULT_REGION="us-east-1",
        AWS_EC2_METADATA_DISABLED="true",
        AWS_ENDPOINT_URL=server.address,
        AWS_MAX_ATTEMPTS="2",
    )
    S3FileSystem.clear_instance_cache()
    try:
        yield server
    finally:
        server.faults.clear()
        reset = Request(f"{server.address}/moto-api/reset", method="POST")
        urlopen(reset).close()  # moto keeps its buckets for the whole process
        listening.shutdown()
        thread.join()
        listening.server_close()
        S3FileSystem.clear_instance_cache()
        os.environ.clear()
        os.environ.update(before)


@contextmanager
def shelf_on(server: Server) -> Iterator[Shelf]:
    """Give a folder that no other test has, without faults."""
    client = boto3.client("s3", endpoint_url=server.address)
    client.create_bucket(Bucket=BUCKET)
    server.faults.clear()
    server.log.clear()
    try:
        yield Shelf(server, client, f"press/{next(server.numbers)}")
    finally:
        server.faults.clear()
        client.close()


class _Silent(WSGIRequestHandler):
    """Says nothing of connections that a fault has closed."""

    protocol_version = "HTTP/1.1"

    def log(self, *_: object) -> None:
        pass

    def connection_dropped(self, *_: object) -> None:
        pass
