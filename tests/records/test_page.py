"""Keyset pagination's cursors."""

import base64
import json
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Malformed
from app.records.page import mark, unmark

SOME = "01920000-0000-7000-8000-000000000000"


@given(st.integers(0, 200_000_000_000).map(lambda second: datetime.fromtimestamp(second, UTC)), st.uuids())
def test_a_cursor_stands_for_the_row_it_was_made_of(moment: datetime, row_id: UUID) -> None:
    assert unmark(mark(moment, row_id)) == (moment, row_id)


@given(st.text())
def test_whatever_else_is_typed_is_malformed(cursor: str) -> None:
    with pytest.raises(Malformed):
        unmark(cursor)


@pytest.mark.parametrize(
    "content",
    [
        [],
        {},
        7,
        ["2026-11-03T00:00:00+00:00"],
        ["2026-11-03T00:00:00", SOME],
        ["0001-01-01T00:00:00+14:00", SOME],
        ["9999-12-31T23:59:59-14:00", SOME],
        ["2026-11-03T00:00:00+00:00", 7],
        ["2026-11-03T00:00:00+00:00", "zz"],
        [7, SOME],
        [None, None],
    ],
)
def test_a_cursor_of_somebody_elses_making_is_malformed(content: object) -> None:
    with pytest.raises(Malformed):
        unmark(base64.urlsafe_b64encode(json.dumps(content).encode()).decode())


def test_a_cursor_nested_beyond_reason_is_malformed() -> None:
    with pytest.raises(Malformed):
        unmark(base64.urlsafe_b64encode(b"[" * 50_000).decode())
