"""The intake under strange files, for a moment: the long run is `python -m tests.fuzz.intake`."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.intake import outcome
from tests.fuzz.seeds import seeds

ODD = [
    b"\0",
    b"\xff",
    b"\0\0\0\0",
    b"\xff\xff\xff\xff",
    b"\x7f\xff\xff\xff",
    b"\x01\0",
    b"\xfe\xff\0\xe0",
    b"\xff\xd9",
    b"\xff\xda",
]
SEEDS = seeds()
NAMES = sorted(SEEDS)


def test_every_seed_but_the_document_is_read() -> None:
    assert {name for name in NAMES if outcome(SEEDS[name]) != "read"} == {"pdf"}


@pytest.mark.filterwarnings("ignore")
@settings(max_examples=150, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    name=st.sampled_from(NAMES),
    changes=st.lists(st.tuples(st.floats(0, 1), st.sampled_from(ODD) | st.binary(min_size=1, max_size=4)), max_size=6),
    length=st.floats(0.2, 1) | st.just(1.0),
)
def test_a_damaged_file_is_read_or_refused(name: str, changes: list[tuple[float, bytes]], length: float) -> None:
    content = bytearray(SEEDS[name])
    for place, piece in changes:
        start = int(place * (len(content) - 1))
        content[start : start + len(piece)] = piece
    assert not outcome(bytes(content[: int(length * len(content))])).startswith("FAULT")
