"""Finding tensors that an ONNX file keeps elsewhere, without the onnx package: such files are refused."""

from collections.abc import Iterator

EXTERNAL_DATA, DATA_LOCATION = 13, 14
VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5

Fields = dict[int, str]
CHILDREN: dict[str, Fields] = {
    "model": {7: "graph", 20: "training", 25: "function"},
    "training": {1: "graph", 2: "graph"},
    "function": {7: "node", 11: "attribute"},
    "graph": {1: "node", 5: "tensor", 15: "sparse"},
    "node": {5: "attribute"},
    "attribute": {5: "tensor", 6: "graph", 10: "tensor", 11: "graph", 22: "sparse", 23: "sparse"},
    "sparse": {1: "tensor", 2: "tensor"},
    "tensor": {},
}
"""Where tensors can hide in an ONNX file: message kind -> field number -> kind of the message in it."""


def refers_elsewhere(model: bytes) -> bool:
    """Whether any tensor of this ONNX file names another file; `ValueError` when it is no such file."""
    return holds_external(memoryview(model), "model")


def holds_external(message: memoryview, kind: str) -> bool:
    children = CHILDREN[kind]
    for number, value in fields(message):
        if kind == "tensor" and (number == EXTERNAL_DATA or (number == DATA_LOCATION and value != 0)):
            return True
        if number in children and isinstance(value, memoryview) and holds_external(value, children[number]):
            return True
    return False


def fields(message: memoryview) -> Iterator[tuple[int, memoryview | int]]:
    """Field numbers and values of one protobuf message, in order."""
    place = 0
    while place < len(message):
        tag, place = varint(message, place)
        number, kind = tag >> 3, tag & 7
        if kind == VARINT:
            value, place = varint(message, place)
            yield number, value
            continue
        size = {FIXED64: 8, FIXED32: 4}.get(kind)
        if kind == BYTES:
            size, place = varint(message, place)
        if size is None or number == 0 or place + size > len(message):
            raise ValueError("not an ONNX file")
        yield number, message[place : place + size]
        place += size


def varint(message: memoryview, place: int) -> tuple[int, int]:
    """A number of seven bits a byte, and where it ends."""
    value = 0
    for shift in range(0, 70, 7):
        if place >= len(message):
            break
        byte = message[place]
        place += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, place
    raise ValueError("not an ONNX file")
