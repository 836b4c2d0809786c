"""What the networks of all tasks share: a trunk up to the last map, and a head that decides on it."""

from abc import ABC, abstractmethod

from torch import Tensor, nn

from app.tasks.guidance import stray_heat


class Halved(nn.Module, ABC):
    """A trunk, and `decide` of the task; `guidance` is how much it counts in training that heat strays."""

    def __init__(self, trunk: nn.Module, guidance: float) -> None:
        super().__init__()
        self.cam_layer = trunk
        self.guidance = guidance

    def features(self, pictures: Tensor) -> Tensor:
        features: Tensor = self.cam_layer(pictures)
        return features

    @abstractmethod
    def decide(self, features: Tensor) -> dict[str, Tensor]:
        """The answers, from the last map alone."""

    def forward(self, pictures: Tensor) -> dict[str, Tensor]:
        features = self.features(pictures)
        return self.decide(features) | {"features": features}

    def stray(self, score: Tensor, outputs: dict[str, Tensor], truth: dict[str, Tensor]) -> Tensor | float:
        """What the loss gains where the map of this score lies beside the lesion."""
        return self.guidance * stray_heat(score, outputs["features"], truth) if self.guidance else 0.0
