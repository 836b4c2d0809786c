"""What a site may set."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from app.settings import Settings


def test_without_a_word_it_serves_here_alone_from_a_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    settings = Settings()
    assert settings.url == f"sqlite:///{tmp_path}/data/neoscreen.sqlite3"
    assert (settings.host, settings.port, settings.secure) == ("127.0.0.1", 8000, False)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_any_spelling_of_postgresql_is_understood(scheme: str) -> None:
    settings = Settings(database_url=f"{scheme}://me:p%40ss@db:5432/neoscreen")
    assert settings.url == "postgresql+psycopg://me:p%40ss@db:5432/neoscreen"


@pytest.mark.parametrize(("address", "secure"), [("https://x.example", True), ("http://x.example", False), ("", False)])
def test_tls_is_known_by_the_address_people_type(address: str, secure: bool) -> None:
    assert Settings(public_url=address).secure is secure


@pytest.mark.parametrize(
    ("name", "value"),
    [("port", "0"), ("port", "http"), ("workers", "0"), ("language", "fr"), ("session_hours", "0"),
     ("max_body_mb", "0"), ("min_free_mb", "-1"), ("log_level", "loud")],
)  # fmt: skip
def test_nonsense_is_refused_at_the_start(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"NEOSCREEN_{name.upper()}", value)
    with pytest.raises(ValidationError):
        Settings()


def test_only_our_own_words_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "1")
    monkeypatch.setenv("NEOSCREEN_PORT", "9000")
    assert Settings().port == 9000


def test_every_setting_says_what_it_is_for() -> None:
    for name, field in Settings.model_fields.items():
        assert field.description, name
        assert field.description.endswith("."), name
