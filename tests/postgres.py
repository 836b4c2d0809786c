"""A PostgreSQL of the tests' own: started by the run, gone with it."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
RUNS_AS = "postgres"


def binaries() -> Path | None:
    """Where initdb and postgres are: Debian's newest, or on the path."""
    if BINARIES:
        return BINARIES[-1]
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running server; every durability setting is the one a hospital has."""

    process: subprocess.Popen[bytes]
    folder: Path
    port: int

    def url(self, database: str) -> str:
        return f"postgresql://{RUNS_AS}@127.0.0.1:{self.port}/{database}"

    def run(self, statement: str, *names: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    def create(self, database: str, template: str = "template1") -> str:
        self.run("CREATE DATABASE {} TEMPLATE {}", database, template)
        return self.url(database)

    def drop(self, database: str) -> None:
        self.run("DROP DATABASE IF EXISTS {} WITH (FORCE)", database)

    def stop(self) -> None:
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait(60)
        shutil.rmtree(self.folder, ignore_errors=True)


def start(where: Path) -> Cluster:
    """Make a data folder of its own and serve it on the loopback and a socket."""
    folder = Path(tempfile.mkdtemp(prefix="neoscreen-pg-"))
    someone = _someone_else(folder)
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder, **someone}
    initdb = (str(where / "initdb"), "-D", str(folder / "data"), "-U", RUNS_AS, "-A", "trust", "-E", "UTF8")
    subprocess.run((*initdb, "--locale=C.UTF-8", "--no-instructions"), check=True, **quiet)
    port = free_port()
    options = ("-k", str(folder), "-h", "127.0.0.1", "-p", str(port), "-c", "max_connections=200")
    process = subprocess.Popen((str(where / "postgres"), "-D", str(folder / "data"), *options), **quiet)
    cluster = Cluster(process, folder, port)
    _wait_for(cluster)
    return cluster


def _someone_else(folder: Path) -> dict[str, Any]:
    """PostgreSQL refuses to run as root, so root lends it another name."""
    if os.geteuid() != 0:
        return {}
    import pwd

    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = names.get("postgres") or names["nobody"]
    os.chown(folder, entry.pw_uid, entry.pw_gid)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _wait_for(cluster: Cluster) -> None:
    deadline = time.monotonic() + 120
    while True:
        try:
            psycopg.connect(cluster.url("postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            if time.monotonic() > deadline or cluster.process.poll() is not None:
                raise
            time.sleep(0.05)
        else:
            return
