"""Migrations: up, down and up again on both databases, and the same schema as the tables say."""

from uuid import UUID

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, Engine, create_engine, inspect, text

from app.records import migrate
from app.records.tables import Table
from app.settings import Settings


def tables(url: str) -> set[str]:
    engine = create_engine(url)
    try:
        return set(inspect(engine).get_table_names()) - {"alembic_version"}
    finally:
        engine.dispose()


def test_up_from_nothing_down_to_nothing_and_up_again(bare_settings: Settings) -> None:
    url = bare_settings.url
    for _ in range(2):
        migrate.upgrade(url)
        assert migrate.current(url) == migrate.newest()
        assert tables(url) == set(Table.metadata.tables)
        migrate.downgrade(url, "base")
        assert tables(url) == set()
        assert migrate.current(url) == ()


def test_every_step_can_be_gone_alone(bare_settings: Settings) -> None:
    url = bare_settings.url
    steps = migrate.revisions()
    for step in steps:
        migrate.upgrade(url, step)
        migrate.downgrade(url, "-1")
        migrate.upgrade(url, step)
    assert migrate.current(url) == migrate.newest()


def test_upgrading_twice_changes_nothing(bare_settings: Settings) -> None:
    migrate.upgrade(bare_settings.url)
    migrate.upgrade(bare_settings.url)
    assert migrate.current(bare_settings.url) == migrate.newest()


def test_the_tables_are_what_the_migrations_make(settings: Settings) -> None:
    engine = create_engine(settings.url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, Table.metadata) == []
    engine.dispose()


def test_every_constraint_and_index_has_its_name(settings: Settings) -> None:
    engine = create_engine(settings.url)
    looked = inspect(engine)
    for table in Table.metadata.tables:
        assert looked.get_pk_constraint(table)["name"] == f"pk_{table}"
        for prefix, found in (
            ("fk_", looked.get_foreign_keys(table)),
            ("uq_", looked.get_unique_constraints(table)),
            ("ix_", looked.get_indexes(table)),
        ):
            for one in found:
                name = one["name"] or ""
                made_by_a_constraint = prefix == "ix_" and name.startswith("uq_")
                assert made_by_a_constraint or name.startswith(f"{prefix}{table}"), (table, one)
        for check in looked.get_check_constraints(table):
            assert check["name"], (table, check)
    engine.dispose()


def test_every_check_of_the_tables_is_in_the_database_and_nothing_else(settings: Settings) -> None:
    """A table made anew by a migration must not forget what its columns are held to."""
    engine = create_engine(settings.url)
    looked = inspect(engine)
    for name, table in Table.metadata.tables.items():
        wanted = {str(check.name) for check in table.constraints if isinstance(check, CheckConstraint)}
        kept = [str(check["name"]) for check in looked.get_check_constraints(name)]
        assert sorted(kept) == sorted(f"ck_{name}_{bare.removeprefix(f'ck_{name}_')}" for bare in wanted), name
    engine.dispose()


def test_an_exam_kept_before_exams_were_analysed_is_kept(bare_settings: Settings) -> None:
    url = bare_settings.url
    migrate.upgrade(url, "0001")
    engine = create_engine(url)
    with engine.begin() as connection:
        for statement in BEFORE:
            connection.execute(text(statement))
    for revision in ("0002", "0001"):
        (migrate.upgrade if revision == "0002" else migrate.downgrade)(url, revision)
        assert one(engine, "SELECT state FROM exam") == "received"
        assert one(engine, "SELECT width FROM picture") == 224
        if revision == "0002":
            assert one(engine, "SELECT attempts FROM exam") == 0
            assert one(engine, "SELECT changed_at = created_at FROM exam")
    engine.dispose()


def test_the_newest_answer_of_an_earlier_version_is_the_one_in_force(bare_settings: Settings) -> None:
    url = bare_settings.url
    migrate.upgrade(url, "0001")
    engine = create_engine(url)
    with engine.begin() as connection:
        for statement in BEFORE:
            connection.execute(text(statement))
    migrate.upgrade(url, "0004")
    with engine.begin() as connection:
        for identifier, minute in ((NEWER, 2), (ID, 1)):
            connection.execute(text(ANSWERED.format(id=identifier, minute=minute)))
    migrate.upgrade(url, "0005")
    assert one(engine, "SELECT assessment_id FROM exam") in (NEWER, UUID(NEWER))
    migrate.downgrade(url, "0004")
    assert one(engine, "SELECT count(*) FROM assessment") == 2
    engine.dispose()


def test_an_earlier_agreement_names_its_answer_only_where_there_was_one_alone(bare_settings: Settings) -> None:
    url = bare_settings.url
    migrate.upgrade(url, "0001")
    engine = create_engine(url)
    with engine.begin() as connection:
        for statement in BEFORE:
            connection.execute(text(statement))
    migrate.upgrade(url, "0005")
    with engine.begin() as connection:
        connection.execute(text(ANSWERED.format(id=ID, minute=1)))
        connection.execute(text(AGREED))
    migrate.upgrade(url, "0006")
    assert one(engine, "SELECT assessment_id FROM reading") in (ID, UUID(ID))
    migrate.downgrade(url, "0005")
    with engine.begin() as connection:
        connection.execute(text(ANSWERED.format(id=NEWER, minute=2)))
    migrate.upgrade(url, "0006")
    assert one(engine, "SELECT assessment_id FROM reading") is None
    engine.dispose()


ID = "01920000000070008000000000000000"
NOW = "2026-11-03 00:00:00+00:00"
BEFORE = (
    f"INSERT INTO site VALUES ('{ID}', 'North', 'Asia/Shanghai')",
    "INSERT INTO account (id, name, full_name, role, site_id, password_hash, totp_last_step, language, theme, disabled,"
    f" created_at) VALUES ('{ID}', 'nurse', 'N', 'nurse', '{ID}', '', 0, '', '', false, '{NOW}')",
    "INSERT INTO patient (id, site_id, identifier, name, search_text, birth_date, sex, birth_group, note, version,"
    f" created_at, changed_at) VALUES ('{ID}', '{ID}', 'N-1', 'B', 'b', '2026-11-03', 'female', '', '', 1, '{NOW}',"
    f" '{NOW}')",
    "INSERT INTO exam (id, site_id, patient_id, task, laterality, taken_at, pictures_sha256, state, urgent, created_at,"
    f" created_by_id) VALUES ('{ID}', '{ID}', '{ID}', 'auricular', 'left', '{NOW}', '{'0' * 64}', 'received', false,"
    f" '{NOW}', '{ID}')",
    "INSERT INTO picture (id, exam_id, position, sha256, bytes, media_type, width, height, frames)"
    f" VALUES ('{ID}', '{ID}', 0, '{'0' * 64}', 9, 'image/png', 224, 224, 1)",
)

NEWER = ID[:-1] + "1"
ANSWERED = (
    "INSERT INTO assessment (id, exam_id, model_sha256, model_version, preset, preparation_version, timings,"
    " created_at, synthetic, terms_sha256, point, prevalence, accepted, answer)"
    f" VALUES ('{{id}}', '{ID}', '{{id}}', '1', 'demo', 1, '{{{{}}}}', '2026-11-03 00:0{{minute}}:00+00:00', true,"
    " '', 'youden', 0.1, true, '{{}}')"
)
AGREED = (
    "INSERT INTO reading (id, exam_id, version, kind, reader_id, agreement, content, reason, created_at, signed_name,"
    f" signed_meaning) VALUES ('{ID}', '{ID}', 1, 'decision', '{ID}', 'agree', '{{}}', '', '{NOW}', '', '')"
)


def one(engine: Engine, statement: str) -> object:
    with engine.connect() as connection:
        return connection.execute(text(statement)).scalar_one()


def test_every_foreign_key_of_a_patient_is_indexed(settings: Settings) -> None:
    """Else one patient's page reads every row there is."""
    engine = create_engine(settings.url)
    looked = inspect(engine)
    for name, table in Table.metadata.tables.items():
        for column in table.columns:
            if not any(key.column.table.name in {"patient", "exam"} for key in column.foreign_keys):
                continue
            firsts = [index["column_names"][0] for index in looked.get_indexes(name)]
            firsts += [unique["column_names"][0] for unique in looked.get_unique_constraints(name)]
            firsts += looked.get_pk_constraint(name)["constrained_columns"][:1]
            assert column.name in firsts, f"{name}.{column.name}"
    engine.dispose()
