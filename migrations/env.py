"""How Alembic reaches the database: with a transaction, and one process at a time."""

from alembic import context
from sqlalchemy import create_engine, text

from app.records.tables import Table

LOCK = 0x4D4947  # "MIG"


def run() -> None:
    engine = create_engine(context.config.attributes["url"])
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Table.metadata,
            render_as_batch=True,
            compare_type=True,
            transactional_ddl=True,
        )
        with context.begin_transaction():
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
            context.run_migrations()
        connection.commit()
    engine.dispose()


run()
