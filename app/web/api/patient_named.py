"""The patient that an address of the API names."""

from typing import Annotated
from uuid import UUID

from fastapi import Path

from app.errors import NotFound
from app.records.database import Session
from app.records.patients import find_by_identifier, find_patient
from app.records.tables import Patient
from app.web.visit import Member

Identifier = Annotated[
    str, Path(min_length=1, max_length=64, description="The hospital's own number, or the patient's id here.")
]


def find_named(session: Session, visit: Member, identifier: str) -> Patient:
    """By the hospital's own number; else by id, which also names numbers that fit no address."""
    patient = find_by_identifier(session, visit.account.site_id, identifier)
    if patient:
        return patient
    try:
        return find_patient(session, visit.account.site_id, UUID(identifier))
    except ValueError:
        raise NotFound("There is no such patient at your site.") from None
