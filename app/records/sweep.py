"""Files that no row names, left by requests that died before their commit: swept once they have lain for a day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from app.errors import Conflict
from app.records.audit import CONSOLE, record
from app.records.database import Database, Session
from app.records.pictures import Lain, PictureStore
from app.records.tables import Assessment, Picture

AGE = timedelta(days=1)
"""No request and no analysis lasts as long: what they store is touched when they begin, and named when they end."""
FEW, SHARE = 20, 0.1
"""More files than these, and a larger share of those that lie there, are no mishaps: it is another database. So it is
where no file is named at all."""


@dataclass(frozen=True, slots=True)
class Swept:
    """What was taken away."""

    orphans: int
    """Whole files that no row names."""
    unfinished: int
    """Files whose writing was cut short."""
    bytes: int


def sweep(database: Database, store: PictureStore, *, many: bool = False) -> Swept:
    """Take away what nobody names, asked twice; refused where it is too much to be mishaps, unless `many` may go."""
    before = datetime.now(UTC) - AGE
    lain = list(store.lain_since(before))
    orphans = _nameless(database, lain)
    whole = sum(1 for file in orphans if file.sha256)
    none_named = whole == sum(1 for file in lain if file.sha256)
    if not many and whole and (none_named or (whole > FEW and whole > SHARE * len(lain))):
        raise Conflict(
            "The records name {named} of {all} older files. This looks like another database than the one they belong "
            "to, so nothing was taken away. If it is the right one, ask again with --many.",
            named=len(lain) - len(orphans),
            all=len(lain),
        )
    gone = [file for file in _nameless(database, orphans) if store.remove(file, before)]
    unfinished = sum(1 for file in gone if not file.sha256)
    swept = Swept(len(gone) - unfinished, unfinished, sum(file.bytes for file in gone))
    with database.transaction() as session:
        numbers = {"orphans": swept.orphans, "unfinished": swept.unfinished, "bytes": swept.bytes}
        record(session, CONSOLE, "pictures swept", "picture", **numbers)
    return swept


def _nameless(database: Database, files: list[Lain]) -> list[Lain]:
    """Those of the files that no row names now."""
    if not files:
        return []
    with database.reading() as session:
        named = set(_named(session))
    return [file for file in files if file.sha256 not in named]


def _named(session: Session) -> Iterator[str]:
    """Pictures, what models said of themselves, and heat maps."""
    few_at_a_time = {"yield_per": 1000}
    yield from session.scalars(select(Picture.sha256).execution_options(**few_at_a_time))
    yield from session.scalars(select(Assessment.model_sha256).distinct())
    for answer in session.scalars(select(Assessment.answer).execution_options(**few_at_a_time)):
        yield from (drawn["sha256"] for drawn in answer.get("maps", ()))
