"""What a site may set; the only module that reads the environment."""

from functools import cached_property
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

SECRETS = Path("/run/secrets")


class Settings(BaseSettings):
    """Every setting is an environment variable NEOSCREEN_<NAME>, or a file of that name in /run/secrets."""

    model_config = SettingsConfigDict(
        env_prefix="NEOSCREEN_",
        secrets_dir=SECRETS if SECRETS.is_dir() else None,
        frozen=True,
        extra="ignore",
    )

    data_dir: Path = Field(
        Path("data"), description="Folder of everything written at run time: database, pictures, maps, audit head."
    )
    database_url: str = Field(
        "",
        description="PostgreSQL as postgresql://user:password@host/name; empty: SQLite in the data folder.",
    )
    models_dir: Path = Field(Path("models"), description="Folder of the model bundles.")
    bundle_key: str = Field(
        "", description="File of an Ed25519 public key that every bundle must be signed with; empty: none need be."
    )
    device: Literal["auto", "cpu"] = Field(
        "auto", description="Where networks run; auto: a graphics card if there is one."
    )
    precision: Literal["auto", "fp32"] = Field(
        "auto", description="How networks calculate; auto: in bf16 where that is faster and answers the same."
    )
    networks_at_once: int = Field(
        0, ge=0, le=256, description="Runs of networks at once in a server process; 0: by the number of processors."
    )
    max_waiting: int = Field(32, ge=1, description="Runs that may wait for a network; further ones get status 503.")
    max_waiting_mb: int = Field(512, ge=1, description="Memory that waiting runs may take, in MB.")
    exams_at_once: int = Field(
        0, ge=0, le=256, description="Exams analysed at once in a server process; 0: by the number of processors."
    )
    max_exams_waiting: int = Field(
        500, ge=1, description="Exams that may wait to be analysed; further ones get status 503."
    )
    max_exams_waiting_mb: int = Field(4096, ge=1, description="Pictures of waiting exams, in MB; above, status 503.")
    max_seconds_waiting: float = Field(
        3600, gt=0, description="Seconds until a new exam would be answered, as it goes now; above, status 503."
    )
    answer_seconds: int = Field(
        30, ge=0, description="Seconds for which a program that sends an exam may wait for its answer."
    )
    host: str = Field("127.0.0.1", description="Address the server listens on.")
    port: int = Field(8000, ge=1, le=65535, description="Port the server listens on.")
    workers: int = Field(1, ge=1, le=64, description="Server processes; more than one needs PostgreSQL.")
    public_url: str = Field(
        "",
        description="Address people type, such as https://neoscreen.hospital.org; https: Secure cookies, HSTS.",
    )
    trusted_proxies: str = Field(
        "127.0.0.1", description="Addresses of reverse proxies whose X-Forwarded headers are believed, comma-separated."
    )
    language: Literal["en", "zh"] = Field("en", description="Language where a person has not chosen one.")
    session_idle_minutes: int = Field(
        30, ge=1, description="Minutes without a request after which a person must sign in again."
    )
    session_hours: int = Field(
        12, ge=1, description="Hours after sign-in at which a person must sign in again in any case."
    )
    max_body_mb: int = Field(
        256, ge=1, description="Largest request body, in MB; larger ones are refused with status 413."
    )
    min_free_mb: int = Field(
        500, ge=0, description="Free disk space, in MB, under which the server reports itself not ready."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="Least level written to the log."
    )

    @cached_property
    def url(self) -> str:
        """The SQLAlchemy address of the database."""
        if not self.database_url:
            return f"sqlite:///{self.data_dir.resolve() / 'neoscreen.sqlite3'}"
        scheme, _, rest = self.database_url.partition("://")
        return f"postgresql+psycopg://{rest}" if scheme in {"postgres", "postgresql"} else self.database_url

    @property
    def secure(self) -> bool:
        """People reach the server through TLS."""
        return urlsplit(self.public_url).scheme == "https"

    @property
    def max_body(self) -> int:
        return self.max_body_mb * 1_000_000
