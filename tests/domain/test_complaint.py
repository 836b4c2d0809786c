"""What is wrong with a picture."""

import pytest

from app.domain.complaint import Complaint


def test_a_sentence_is_filled_in() -> None:
    small = Complaint("too_small", "It has {value} pixels.", hard=True, values={"value": 3})
    assert small.sentence == "It has 3 pixels."


def test_no_complaint_both_refuses_and_is_only_a_note() -> None:
    with pytest.raises(ValueError, match="'marks' cannot refuse"):
        Complaint("marks", "Marks.", hard=True, note=True)
