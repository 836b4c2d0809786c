"""A small bundle, whole and sealed."""

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from app.domain.preparation import Fit
from app.domain.recipe import Region
from app.inference.bundle import Bundle, record, seal
from app.inference.manifest import Input, Manifest, OperatingPoint, Output, Role, Training, Zone


def write_network(file: Path, *, external: bool = False) -> None:
    """Doubles what it is given."""
    two = numpy_helper.from_array(np.full((64, 64), 2.0, np.float32), "two")
    graph = helper.make_graph(
        [helper.make_node("Mul", ["pictures", "two"], ["logits"])],
        "double",
        [helper.make_tensor_value_info("pictures", TensorProto.FLOAT, [None, 64])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, None)],
        [two],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=10)
    onnx.save(model, file, save_as_external_data=external, size_threshold=0, location="weights.bin")


def manifest(folder: Path, roles: dict[str, Role]) -> Manifest:
    return Manifest(
        task="spot",
        version="1",
        preset="demo",
        synthetic=True,
        created=datetime(2026, 11, 21, tzinfo=UTC),
        commit="0" * 40,
        labels=("none", "spot"),
        files=record(folder, roles),
        preparation=Input(
            size=64,
            channels=3,
            fit=Fit.PAD,
            mean=(0.5, 0.5, 0.5),
            std=(0.2, 0.2, 0.2),
            version=1,
            region=Region.WHOLE,
            margin=0.1,
            mirrored=None,
            frames=None,
        ),
        outputs={"logits": Output(meaning="one number per label", shape="pictures x labels")},
        operating_points=(
            OperatingPoint(
                name="youden",
                threshold=0.5,
                chosen_on="validation",
                sensitivity=None,
                specificity=None,
                achieved_on="",
            ),
        ),
        temperature=1.0,
        subtype_temperature=1.0,
        uncertain=Zone(low=0.4, high=0.6),
        severity=None,
        ood=None,
        training=Training(data="phantoms", pictures=10, exams=5, patients=5, seed=1, epochs=2, minutes=0.1),
        metrics=(),
        paper=(),
    )


@pytest.fixture
def sealed(tmp_path: Path) -> Bundle:
    folder = tmp_path / "spot"
    (folder / "golden").mkdir(parents=True)
    write_network(folder / "model.onnx")
    (folder / "card.md").write_text("# Spots\n")
    (folder / "golden" / "1.json").write_text("{}\n")
    roles = {"model.onnx": Role.NETWORK, "card.md": Role.CARD, "golden/1.json": Role.GOLDEN}
    return seal(folder, manifest(folder, roles))
