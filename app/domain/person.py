"""Somebody who is signed in, as a value."""

from dataclasses import dataclass
from uuid import UUID

from app.domain.role import Role


@dataclass(frozen=True, slots=True)
class Person:
    """Who acts: outlives the transaction it was read in, so that an error can still be said in their language."""

    id: UUID
    name: str
    full_name: str
    role: Role
    site_id: UUID
    site_name: str
    zone: str
    language: str
    theme: str
    second_factor: bool
    toured: bool = True
    """Has been shown around."""
