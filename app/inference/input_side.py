"""How large a picture an ONNX file takes, read from the file itself, without opening it."""

from collections.abc import Iterator

from app.inference.external_data import fields

FIRST_INPUT = (7, 11)
"""Field numbers: the graph of a model, its inputs."""
DIMENSIONS = (2, 1, 2, 1)
"""Of an input: its kind, as a tensor, its shape, the dimensions of that."""
VALUE = 1


def input_side(model: bytes) -> int | None:
    """Rows of the first input; None where it takes any number."""
    first = next(down(memoryview(model), FIRST_INPUT), memoryview(b""))
    sides = [dict(fields(dimension)).get(VALUE) for dimension in down(first, DIMENSIONS)]
    found = sides[2] if len(sides) == 4 else None
    return found if isinstance(found, int) else None


def down(message: memoryview, path: tuple[int, ...]) -> Iterator[memoryview]:
    """The messages at the end of a path of field numbers."""
    if not path:
        yield message
        return
    for number, value in fields(message):
        if number == path[0] and isinstance(value, memoryview):
            yield from down(value, path[1:])
