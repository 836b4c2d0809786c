"""Who may do what."""

import pytest

from app.domain.role import PERMISSIONS, Permission, Role, may

ALLOWED = {
    Permission.SEE_PATIENTS: {"clinician", "nurse", "administrator"},
    Permission.EDIT_PATIENTS: {"clinician", "nurse", "administrator"},
    Permission.ADD_EXAMS: {"clinician", "nurse", "administrator"},
    Permission.READ_EXAMS: {"clinician"},
    Permission.RECORD_VISITS: {"clinician", "nurse"},
    Permission.SIGN: {"clinician"},
    Permission.CHOOSE: {"administrator"},
    Permission.MANAGE_USERS: {"administrator"},
    Permission.SEE_AUDIT: {"administrator"},
}


@pytest.mark.parametrize("permission", Permission)
@pytest.mark.parametrize("role", Role)
def test_a_role_may_do_what_the_clinic_decided_and_nothing_else(role: Role, permission: Permission) -> None:
    assert may(role, permission) is (role.value in ALLOWED[permission])


def test_every_role_is_in_the_table() -> None:
    assert set(PERMISSIONS) == set(Role)
