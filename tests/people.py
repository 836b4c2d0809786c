"""The people and places of the tests: two hospitals, one of every role, all with the same password."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from uuid import UUID

from app.domain.patient import PatientFacts, Sex
from app.domain.role import Role
from app.records.database import Database
from app.records.passwords import hash_password
from app.records.sites import add_site
from app.records.tables import Account

PASSWORD = "correct horse battery staple"
NORTH, SOUTH = "North Hospital", "South Hospital"


@dataclass(frozen=True, slots=True)
class Someone:
    name: str
    full_name: str
    role: Role
    site: str


CLINICIAN = Someone("clinician", "Chen Wei", Role.CLINICIAN, NORTH)
NURSE = Someone("nurse", "Nara Okafor", Role.NURSE, NORTH)
ADMINISTRATOR = Someone("administrator", "Ada Lindqvist", Role.ADMINISTRATOR, NORTH)
FAR_CLINICIAN = Someone("far-clinician", "Sato Yui", Role.CLINICIAN, SOUTH)
FAR_ADMINISTRATOR = Someone("far-administrator", "Samir Haddad", Role.ADMINISTRATOR, SOUTH)
PEOPLE = (CLINICIAN, NURSE, ADMINISTRATOR, FAR_CLINICIAN, FAR_ADMINISTRATOR)


@cache
def password_hash() -> str:
    """One hash for all: argon2 is slow on purpose."""
    return hash_password(PASSWORD)


def settle(records: Database) -> None:
    """Two sites and their people."""
    with records.transaction() as session:
        sites = {NORTH: add_site(session, NORTH, "Asia/Shanghai"), SOUTH: add_site(session, SOUTH, "Europe/Berlin")}
        for someone in PEOPLE:
            session.add(
                Account(
                    name=someone.name,
                    full_name=someone.full_name,
                    role=someone.role,
                    site_id=sites[someone.site].id,
                    password_hash=password_hash(),
                    toured_at=datetime.now(UTC),
                    created_at=datetime.now(UTC),
                )
            )


def baby(identifier: str = "N-1", name: str = "Baby Zhou", **more: object) -> PatientFacts:
    """Somebody synthetic; whatever a test is about is said by the test."""
    facts: dict[str, object] = {"sex": Sex.FEMALE, "birth_date": date(2026, 11, 3), "gestation_days": 200}
    return PatientFacts(identifier=identifier, name=name, **(facts | more))  # type: ignore[arg-type]


def site_id(records: Database, name: str = NORTH) -> UUID:
    from app.records.sites import find_site

    with records.reading() as session:
        return find_site(session, name).id
