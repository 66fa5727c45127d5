"""The Hub behind a socket: threads of the standard library's HTTP server on 127.0.0.1."""

from __future__ import annotations

import socket
import struct
import sys
import threading
import traceback
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from hub.messages import Request

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hub.hub import Hub
    from hub.messages import Response


@dataclass(frozen=True)
class Served:
    endpoint: str
    hub: Hub


@contextmanager
def serve(hub: Hub) -> Iterator[Served]:
    """Serve until the block ends; then every connection is closed and every thread has ended.

    Raises:
        AssertionError: the Hub itself failed on a request.
    """
    server = _Server(hub)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), name="hub")
    thread.start()
    hub.endpoint = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield Served(hub.endpoint, hub)
    finally:
        server.end()
        thread.join()
    assert not hub.errors, "\n".join(hub.errors)


class _Server(ThreadingHTTPServer):
    daemon_threads = False  # they are waited for
    request_queue_size = 64

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.closing = threading.Event()
        self.connections: set[socket.socket] = set()
        self.guard = threading.Lock()
        super().__init__(("127.0.0.1", 0), _Handler)

    def end(self) -> None:
        self.closing.set()
        self.shutdown()
        with self.guard:
            for connection in self.connections:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
        self.server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Leave out what a client does that goes away; keep what else goes wrong."""
        del request, client_address
        if not isinstance(sys.exception(), OSError):
            self.hub.errors.append(traceback.format_exc())


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def setup(self) -> None:
        super().setup()
        with self.server.guard:
            self.server.connections.add(self.connection)

    def finish(self) -> None:
        with self.server.guard:
            self.server.connections.discard(self.connection)
        with suppress(OSError):
            super().finish()

    def _respond(self) -> None:
        body = self._body()
        if body is None:  # the client went away in the middle: nothing was asked
            self.close_connection = True
            return
        path, _, query = self.path.partition("?")
        headers = {name.lower(): value for name, value in self.headers.items()}
        response = self.server.hub.handle(Request(self.command, path, query, headers, body))
        if response.broken:
            self._break(response)
        else:
            self._send(response)

    def _body(self) -> bytes | None:
        if "chunked" in self.headers.get("Transfer-Encoding", ""):
            return self._chunks()
        length = int(self.headers.get("Content-Length", 0))
        body = self.rfile.read(length)
        return body if len(body) == length else None

    def _chunks(self) -> bytes | None:
        parts: list[bytes] = []
        while True:
            line = self.rfile.readline()
            if not line.strip():
                return None
            size = int(line.split(b";")[0], 16)
            part = self.rfile.read(size)
            if len(part) != size or not self.rfile.readline():
                return None
            if not size:
                return b"".join(parts)
            parts.append(part)

    def _send(self, response: Response) -> None:
        phrase = HTTPStatus(response.status).phrase
        lines = [f"HTTP/1.1 {response.status} {phrase}"]
        lines += [f"{name}: {value}" for name, value in response.headers.items()]
        if "Content-Length" not in response.headers:
            lines.append(f"Content-Length: {len(response.body)}")
        body = b"" if self.command == "HEAD" else response.body
        self.wfile.write("\r\n".join([*lines, "", ""]).encode("latin-1", "replace") + body)

    def _break(self, response: Response) -> None:
        self.close_connection = True
        if response.broken == "time-out":
            self.server.closing.wait(timeout=60)
        else:  # with nothing left to send, the peer sees a reset
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = _respond  # noqa: N815
