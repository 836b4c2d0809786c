"""Alembic, called from code: the schema goes up when the server starts."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

SCRIPTS = Path(__file__).parents[2] / "migrations"


def configuration(url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["url"] = url
    return config


def upgrade(url: str, revision: str = "head") -> None:
    command.upgrade(configuration(url), revision)


def downgrade(url: str, revision: str) -> None:
    command.downgrade(configuration(url), revision)


def current(url: str) -> tuple[str, ...]:
    """The revisions the database stands at."""
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_heads()
    finally:
        engine.dispose()


def newest() -> tuple[str, ...]:
    """The revisions the code expects."""
    return tuple(ScriptDirectory.from_config(configuration("")).get_heads())


def revisions() -> tuple[str, ...]:
    """Every revision, the first one first."""
    walked = ScriptDirectory.from_config(configuration("")).walk_revisions()
    return tuple(script.revision for script in walked)[::-1]
