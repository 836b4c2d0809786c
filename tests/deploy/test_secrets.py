"""The two lines of deploy/README.md that make the secrets."""

import re
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

WORDS = (Path(__file__).parents[2] / "deploy" / "README.md").read_text()


def run(folder: Path) -> Path:
    block = re.search(r"```sh\n(\s+\(umask.*?)```", WORDS, re.DOTALL)
    assert block is not None
    subprocess.run(["sh", "-euc", block[1]], cwd=folder, check=True)
    return folder / "secrets"


def test_the_address_holds_the_password_and_the_folder_is_closed(tmp_path: Path) -> None:
    secrets = run(tmp_path)
    password = (secrets / "postgres_password").read_text()
    address = urlsplit((secrets / "neoscreen_database_url").read_text())
    assert re.fullmatch("[0-9a-f]{48}", password)
    assert (address.scheme, address.username, address.password) == ("postgresql", "neoscreen", password)
    assert (address.hostname, address.path) == ("postgres", "/neoscreen")
    assert secrets.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in secrets.iterdir()} == {0o644}


def test_two_hospitals_never_share_a_password(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    passwords = {(run(tmp_path / name) / "postgres_password").read_text() for name in ("one", "two")}
    assert len(passwords) == 2
