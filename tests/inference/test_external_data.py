"""A network that keeps its weights in another file is found, however deep it hides them."""

from contextlib import suppress

import numpy as np
import onnx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from onnx import TensorProto, helper, numpy_helper

from app.errors import Invalid
from app.inference.bundle import Bundle, record, seal
from app.inference.external_data import refers_elsewhere
from app.inference.manifest import Role


def outside() -> TensorProto:
    tensor = numpy_helper.from_array(np.zeros(2, np.float32), "w")
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value="../../etc/passwd")
    return tensor


def model(**parts: object) -> bytes:
    nodes = parts.get("nodes", [])
    graph = helper.make_graph(nodes, "g", [], [], parts.get("initializers", []))  # type: ignore[arg-type]
    return bytes(helper.make_model(graph).SerializeToString())


def branch(tensor: TensorProto) -> onnx.NodeProto:
    graph = helper.make_graph([], "inner", [], [], [tensor])
    return helper.make_node("If", ["c"], [], then_branch=graph, else_branch=graph)


INSIDE = numpy_helper.from_array(np.arange(300, dtype=np.float32), "w")


def test_weights_inside_are_fine() -> None:
    constant = helper.make_node("Constant", [], ["c"], value=INSIDE)
    assert not refers_elsewhere(model(initializers=[INSIDE], nodes=[constant, branch(INSIDE)]))


@pytest.mark.parametrize("where", ["initializer", "constant", "branch", "sparse", "function"])
def test_weights_outside_are_found(where: str) -> None:
    match where:
        case "initializer":
            found = model(initializers=[INSIDE, outside()])
        case "constant":
            found = model(nodes=[helper.make_node("Constant", [], ["c"], value=outside())])
        case "branch":
            found = model(nodes=[branch(outside())])
        case "sparse":
            whole = onnx.ModelProto.FromString(model())
            whole.graph.sparse_initializer.add(values=outside())
            found = whole.SerializeToString()
        case _:
            whole = onnx.ModelProto.FromString(model())
            whole.functions.add(name="f").node.append(helper.make_node("Constant", [], ["c"], value=outside()))
            found = whole.SerializeToString()
    assert refers_elsewhere(found)


@given(st.binary(max_size=200))
def test_any_bytes_end_in_an_answer_or_a_refusal(content: bytes) -> None:
    with suppress(ValueError):
        assert refers_elsewhere(content) in (True, False)


def test_a_bundle_with_weights_outside_is_refused_though_its_hashes_fit(sealed: Bundle) -> None:
    whole = onnx.load(sealed.folder / "model.onnx")
    whole.graph.initializer[0].CopyFrom(outside())
    (sealed.folder / "model.onnx").write_bytes(whole.SerializeToString())
    files = record(sealed.folder, {name: file.role for name, file in sealed.manifest.files.items()})
    with pytest.raises(Invalid, match="keeps weights in other files"):
        seal(sealed.folder, sealed.manifest.model_copy(update={"files": files}))


def test_a_file_that_is_no_network_is_refused(sealed: Bundle) -> None:
    (sealed.folder / "model.onnx").write_bytes(b"\xff" * 40)
    files = record(sealed.folder, {"model.onnx": Role.NETWORK, "card.md": Role.CARD, "golden/1.json": Role.GOLDEN})
    with pytest.raises(Invalid, match="no ONNX file"):
        seal(sealed.folder, sealed.manifest.model_copy(update={"files": files}))
