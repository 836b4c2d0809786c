"""One look is one entry of the trail."""

from uuid import UUID

from app.web.looks import MOST, ONE_LOOK, Looks

ANNA, BO, EAR = UUID(int=1), UUID(int=2), UUID(int=3)


def test_a_look_lasts_for_one_person_at_one_picture_and_not_for_ever() -> None:
    now = [0.0]
    looks = Looks(lambda: now[0])
    assert not looks.lasts(ANNA, EAR)
    looks.begin(ANNA, EAR)
    now[0] = ONE_LOOK - 1
    assert looks.lasts(ANNA, EAR) and not looks.lasts(BO, EAR) and not looks.lasts(ANNA, ANNA)
    now[0] = ONE_LOOK
    assert not looks.lasts(ANNA, EAR)


def test_the_longest_ago_is_forgotten_first() -> None:
    looks = Looks(lambda: 0.0)
    for number in range(MOST + 1):
        looks.begin(ANNA, UUID(int=number))
    assert not looks.lasts(ANNA, UUID(int=0)) and looks.lasts(ANNA, UUID(int=1))
