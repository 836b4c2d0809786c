"""Bodies over the limit: a real 413 over a real socket, however they come."""

import json
import shutil
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.settings import Settings
from tests.serving import Server

MB = 1_000_000
CHUNK = b"x" * 50_000


@pytest.fixture(scope="module")
def served(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("served") / "data"
    shutil.copytree(sqlite_template, folder)
    settings = Settings(data_dir=folder, models_dir=folder, min_free_mb=0, max_body_mb=1)
    running = Server(settings, folder / "server.log").start()
    yield running
    running.kill()


@dataclass(frozen=True, slots=True)
class Line:
    """One raw connection, on which what is sent is all sent before anything is read."""

    socket: socket.socket

    def send(self, head: str, *chunks: bytes) -> tuple[int, dict[str, str], bytes]:
        self.socket.sendall(head.replace("\n", "\r\n").encode() + b"\r\n")
        for chunk in chunks:
            self.socket.sendall(chunk)
        return self._answer()

    def _answer(self) -> tuple[int, dict[str, str], bytes]:
        with self.socket.makefile("rb") as file:
            status = int(file.readline().split()[1])
            headers = {}
            while line := file.readline().strip():
                name, _, value = line.decode().partition(":")
                headers[name.lower()] = value.strip()
            return status, headers, file.read(int(headers["content-length"]))


@pytest.fixture
def line(served: Server) -> Iterator[Line]:
    with socket.create_connection(("127.0.0.1", served.port), timeout=30) as connection:
        yield Line(connection)


def declared(path: str, length: int, kind: str = "application/json") -> str:
    return f"POST {path} HTTP/1.1\nHost: x\nContent-Type: {kind}\nContent-Length: {length}\n"


def chunked(path: str, method: str = "POST", kind: str = "application/json") -> str:
    return f"{method} {path} HTTP/1.1\nHost: x\nContent-Type: {kind}\nTransfer-Encoding: chunked\n"


def in_chunks(total: int) -> list[bytes]:
    pieces = [f"{len(CHUNK):x}\r\n".encode() + CHUNK + b"\r\n"] * (total // len(CHUNK))
    return [*pieces, b"0\r\n\r\n"]


PATHS = pytest.mark.parametrize("path", ["/api/v1/patients", "/sign-in", "/patients", "/nowhere", "/about"])


@PATHS
def test_a_declared_body_over_the_limit_is_heard_out_and_refused(line: Line, path: str) -> None:
    status, headers, body = line.send(declared(path, 3 * MB), *[CHUNK] * 60)
    assert status == 413
    assert headers["content-type"] == "application/problem+json"
    assert "1 MB" in json.loads(body)["detail"]
    assert headers["x-request-id"]


@PATHS
def test_a_body_in_chunks_over_the_limit_is_heard_out_and_refused(line: Line, path: str) -> None:
    status, _, body = line.send(chunked(path), *in_chunks(3 * MB))
    assert status == 413
    assert json.loads(body)["status"] == 413


@PATHS
def test_a_form_in_chunks_over_the_limit_is_heard_out_and_refused(line: Line, path: str) -> None:
    kind = "application/x-www-form-urlencoded"
    assert line.send(chunked(path, kind=kind), *in_chunks(3 * MB))[0] == 413


def test_even_a_body_nobody_reads_is_limited(line: Line) -> None:
    assert line.send(chunked("/healthz", "GET"), *in_chunks(3 * MB))[0] == 413


def test_a_body_within_the_limit_is_answered_for_what_it_says_on_a_line_that_stays_open(line: Line) -> None:
    for _ in range(3):
        status, _, body = line.send(declared("/api/v1/patients", 18 * len(CHUNK)), *[CHUNK] * 18)
        assert (status, json.loads(body)["status"]) in {(400, 400), (401, 401)}
    assert line.send(chunked("/nowhere"), *in_chunks(MB // 2))[0] == 404
    assert line.send("GET /healthz HTTP/1.1\nHost: x\n")[0] == 200


def test_a_length_that_is_no_number_is_refused(line: Line) -> None:
    line.socket.sendall(b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n")
    assert b" 400 " in line.socket.recv(1000)


def test_the_server_says_nothing_of_itself(line: Line) -> None:
    _, headers, _ = line.send("GET /healthz HTTP/1.1\nHost: x\n")
    assert "server" not in headers
