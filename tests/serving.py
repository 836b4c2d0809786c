"""A real server in a process of its own, which can be killed and started again."""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from app.settings import Settings
from tests.postgres import free_port

START_SECONDS = 180


@dataclass(slots=True)
class Server:
    """`neoscreen serve` with these settings; its log is a file."""

    settings: Settings
    log: Path
    extra: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def environment(self) -> dict[str, str]:
        ours = self.settings.model_dump(mode="json", exclude={"port", "host"})
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("NEOSCREEN_")}
        said = {f"NEOSCREEN_{name.upper()}": str(value) for name, value in ours.items()}
        return inherited | said | {"NEOSCREEN_PORT": str(self.port)} | self.extra

    def start(self) -> "Server":
        command = (sys.executable, "-c", "from app.cli import main; main()", "serve")
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, env=self.environment(), stdout=log, stderr=log)
        deadline = time.monotonic() + START_SECONDS
        while not self.alive():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise RuntimeError(f"the server did not start:\n{self.log.read_text()[-3000:]}")
            time.sleep(0.05)
        return self

    def kill(self) -> None:
        """As a power cut would."""
        if self.process:
            self.process.kill()
            self.process.wait()

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                self.kill()

    def alive(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False
