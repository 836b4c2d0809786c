"""The code that proves whoever makes the first account can read the server's console."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class SetupCode:
    """A secret in the data folder, there until the first account is."""

    path: Path

    def read(self) -> str:
        """The code, made if there is none yet; several processes agree on one."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        try:
            descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return self.path.read_text().strip()
        with os.fdopen(descriptor, "w") as file:
            code = secrets.token_hex(6)
            file.write(code)
        return code

    def matches(self, code: str) -> bool:
        return secrets.compare_digest(self.read().encode(), code.strip().encode())

    def forget(self) -> None:
        self.path.unlink(missing_ok=True)
