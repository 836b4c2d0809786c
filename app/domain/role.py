"""Who may do what: the one place where it is written."""

from enum import StrEnum


class Permission(StrEnum):
    """One thing a person may be allowed to do."""

    SEE_PATIENTS = "see patients"
    EDIT_PATIENTS = "edit patients"
    ADD_EXAMS = "add exams"
    READ_EXAMS = "read exams"
    RECORD_VISITS = "record visits"
    SIGN = "sign"
    CHOOSE = "choose for the site"
    MANAGE_USERS = "manage users"
    SEE_AUDIT = "see audit"


class Role(StrEnum):
    """What somebody is in the clinic."""

    CLINICIAN = "clinician"
    NURSE = "nurse"
    ADMINISTRATOR = "administrator"


_CARE = frozenset({Permission.SEE_PATIENTS, Permission.EDIT_PATIENTS, Permission.ADD_EXAMS})

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.CLINICIAN: _CARE | {Permission.READ_EXAMS, Permission.RECORD_VISITS, Permission.SIGN},
    Role.NURSE: _CARE | {Permission.RECORD_VISITS},
    Role.ADMINISTRATOR: _CARE | {Permission.CHOOSE, Permission.MANAGE_USERS, Permission.SEE_AUDIT},
}


def may(role: Role, permission: Permission) -> bool:
    """Whether somebody of this role is allowed to do this."""
    return permission in PERMISSIONS[role]
