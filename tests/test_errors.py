"""The family of errors."""

import pytest

from app.errors import Conflict, Invalid, NeoscreenError, TooSoon


def test_a_sentence_gets_its_values_and_keeps_its_message_for_translation() -> None:
    error = Invalid("Please name the site. Known: {known}.", known="{North}")
    assert error.sentence == "Please name the site. Known: {North}."
    assert error.message == "Please name the site. Known: {known}."


def test_a_sentence_without_values_may_hold_braces() -> None:
    assert Conflict("a {brace}").sentence == "a {brace}"


def test_whoever_must_wait_is_told_how_long() -> None:
    error = TooSoon("Please try again in {seconds} seconds.", seconds=4)
    assert (error.sentence, error.seconds) == ("Please try again in 4 seconds.", 4)


@pytest.mark.parametrize("kind", NeoscreenError.__subclasses__())
def test_every_kind_has_its_own_status_and_title(kind: type[NeoscreenError]) -> None:
    assert 400 <= kind.status < 600
    assert kind.title
