"""The code that proves whoever makes the first account can read the server's console."""

import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile


@dataclass(frozen=True, slots=True)
class SetupCode:
    """A secret in the data folder, there until the first account is."""

    path: Path

    def read(self) -> str:
        """The code, made if there is none yet; several processes agree on one."""
        if not self.path.exists():
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with NamedTemporaryFile("w", dir=self.path.parent, prefix=self.path.name) as whole:  # for its owner alone
                whole.write(secrets.token_hex(6))
                whole.flush()
                os.fsync(whole.fileno())
                with suppress(FileExistsError):
                    os.link(whole.name, self.path)
        return self.path.read_text().strip()

    def matches(self, code: str) -> bool:
        return secrets.compare_digest(self.read().encode(), code.strip().encode())

    def forget(self) -> None:
        self.path.unlink(missing_ok=True)
