"""How long an exam that comes now would wait."""

from app.analysis.pace import Pace


def test_nobody_waits_before_anything_is_known() -> None:
    assert Pace(2).wait(100) == 0


def test_those_before_it_are_shared_among_all_who_work() -> None:
    pace = Pace(2)
    pace.took(3.0)
    assert [pace.wait(exams) for exams in (0, 1, 2, 5)] == [3, 3, 6, 9]


def test_one_slow_exam_hardly_counts_and_many_do() -> None:
    pace = Pace(1)
    pace.took(1.0)
    pace.took(6.0)
    assert pace.wait(0) == 2
    for _ in range(40):
        pace.took(6.0)
    assert pace.wait(0) > 5.9
