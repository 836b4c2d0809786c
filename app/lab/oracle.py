"""pytorch-grad-cam beside us: the judge of our maps, and the lab's other methods with their ROAD score."""

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import torch
from numpy.typing import NDArray
from pytorch_grad_cam import (
    AblationCAM,
    EigenCAM,
    EigenGradCAM,
    GradCAM,
    GradCAMPlusPlus,
    HiResCAM,
    LayerCAM,
    ScoreCAM,
    XGradCAM,
)
from pytorch_grad_cam.metrics.road import ROADCombined
from pytorch_grad_cam.utils.image import scale_cam_image
from pytorch_grad_cam.utils.model_targets import ClassifierOutputTarget
from torch import Tensor, nn

from app.errors import Invalid
from app.lab.network import Network

Maps = NDArray[np.float32]


class Method(StrEnum):
    """How a picture can be explained."""

    GRADCAM = "gradcam"
    HIRESCAM = "hirescam"
    GRADCAM_PLUS_PLUS = "gradcam++"
    XGRADCAM = "xgradcam"
    LAYERCAM = "layercam"
    EIGENCAM = "eigencam"
    EIGENGRADCAM = "eigengradcam"
    SCORECAM = "scorecam"
    ABLATIONCAM = "ablationcam"


METHODS = {
    Method.GRADCAM: GradCAM,
    Method.HIRESCAM: HiResCAM,
    Method.GRADCAM_PLUS_PLUS: GradCAMPlusPlus,
    Method.XGRADCAM: XGradCAM,
    Method.LAYERCAM: LayerCAM,
    Method.EIGENCAM: EigenCAM,
    Method.EIGENGRADCAM: EigenGradCAM,
    Method.SCORECAM: ScoreCAM,
    Method.ABLATIONCAM: AblationCAM,
}
PERCENTILES = [20, 40, 60, 80]


class Answer(nn.Module):
    """One named answer of a network, as the oracle wants a model to be."""

    def __init__(self, network: Network, name: str = "logits", *, alone: bool = False) -> None:
        """`alone`: every picture is an exam of its own, so that a bag network answers one row a picture."""
        super().__init__()
        if not isinstance(network, nn.Module):
            raise TypeError(f"a network must be a torch module, got {type(network).__name__}")
        self.network = network
        self.decide: Callable[[Tensor], dict[str, Tensor]] = network.decide
        self.name = name
        self.alone = alone

    def forward(self, pictures: Tensor) -> Tensor:
        features = self.network.get_submodule("cam_layer")(pictures)
        if self.alone:
            return torch.cat([self.decide(one)[self.name] for one in features.split_with_sizes([1] * len(features))])
        return self.decide(features)[self.name]


@dataclass(frozen=True, slots=True)
class Agreement:
    """How close our maps are to the oracle's."""

    difference: float
    """The largest difference of two maps scaled to [0, 1]."""
    same_peak: float
    """The share of maps whose largest cell is the same."""


def judge(
    network: Network, pictures: Tensor, label: int, method: Method = Method.GRADCAM, name: str = "logits"
) -> Maps:
    """The oracle's maps in cells of the last map, scaled to [0, 1]: N x h x w."""
    return ask(network, pictures, label, method, name, lambda _: None)


def heat(network: Network, pictures: Tensor, label: int, method: Method) -> Maps:
    """One map a picture, at the pictures' size, scaled to [0, 1]."""
    size = (pictures.shape[-1], pictures.shape[-2])
    return ask(network, pictures, label, method, "logits", lambda _: size)


def ask(
    network: Network,
    pictures: Tensor,
    label: int,
    method: Method,
    name: str,
    size: Callable[[Tensor], tuple[int, int] | None],
) -> Maps:
    """The oracle's maps of one class of one answer."""
    with torch.no_grad():
        bag = len(network.decide(network.features(pictures[:2]))[name]) == 1
    if bag and method in (Method.SCORECAM, Method.ABLATIONCAM):
        raise Invalid(f"{method.value} explains single pictures, not exams of many frames. Use gradcam or layercam.")
    targets = [ClassifierOutputTarget(label)] * (1 if bag else len(pictures))
    with METHODS[method](model=Answer(network, name), target_layers=[network.cam_layer]) as explain:
        explain.get_target_width_height = size
        return np.asarray(explain(input_tensor=pictures, targets=targets), np.float32)


def agreement(ours: Maps, theirs: Maps) -> Agreement:
    """Ours, unscaled, against the oracle's cells, which it scales twice."""
    scaled = np.asarray(scale_cam_image(scale_cam_image(ours)), np.float32)
    peaks = [np.argmax(one) == np.argmax(other) for one, other in zip(scaled, theirs, strict=True)]
    return Agreement(float(np.abs(scaled - theirs).max()), float(np.mean(peaks)))


def road(network: Network, pictures: Tensor, maps: Maps, label: int) -> NDArray[np.float32]:
    """How much more the answer suffers where the map is hot than where it is cold; one number a picture.

    Removed pixels are filled from their surroundings (Rong 2022), over several shares removed.
    """
    score = ROADCombined(percentiles=PERCENTILES)
    model = Answer(network, alone=True).eval()
    targets = [ClassifierOutputTarget(label)] * len(pictures)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "__array_wrap__", DeprecationWarning)
        return np.asarray(score(pictures, maps, targets, model), np.float32)
