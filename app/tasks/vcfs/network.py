"""The paper's two stages: a face embedding learnt by recognising people, then a binary classifier upon it."""

from pytorch_metric_learning.losses import SupConLoss
from torch import Tensor, nn
from torch.nn import functional

from app.domain.preparation import Preparation
from app.domain.recipe import Recipe, Region, Target
from app.tasks.backbone import resnet
from app.tasks.halved import Halved
from app.tasks.residual import WIDTHS, residual_trunk

CLASSES = 2
STRETCH = 16.0
"""An embedding has length one; the classifier needs more room than that to be sure."""

RECIPES = {
    "reference": Recipe(
        name="reference",
        preparation=Preparation(size=160),
        epochs=30,
        batch=64,
        learning_rate=1e-4,
        weight_decay=0.05,
        warmup_epochs=1,
        patience=8,
        region=Region.FACE,
        first="reference_faces",
    ),
    "reference_faces": Recipe(
        name="reference_faces",
        preparation=Preparation(size=160),
        epochs=30,
        batch=128,
        learning_rate=5e-4,
        weight_decay=0.05,
        warmup_epochs=2,
        patience=8,
        region=Region.FACE,
        target=Target.IDENTITY,
    ),
    "demo": Recipe(
        name="demo",
        preparation=Preparation(size=112),
        epochs=20,
        batch=32,
        learning_rate=2e-3,
        weight_decay=0.05,
        warmup_epochs=3,
        patience=12,
        phantom_count=1000,
        region=Region.FACE,
        first="demo_faces",
    ),
    "demo_faces": Recipe(
        name="demo_faces",
        preparation=Preparation(size=112),
        epochs=3,
        batch=96,
        learning_rate=2e-3,
        weight_decay=0.05,
        warmup_epochs=1,
        patience=6,
        phantom_count=1000,
        region=Region.FACE,
        target=Target.IDENTITY,
    ),
}


class FaceNetwork(Halved):
    """A trunk, a face embedding of length one, one linear layer."""

    def __init__(self, trunk: nn.Module, channels: int, embedding: int, guidance: float, *, faces: bool) -> None:
        super().__init__(trunk, guidance)
        self.neck = nn.Linear(channels, embedding)
        self.classifier = nn.Linear(embedding, CLASSES)
        self.recognition = SupConLoss(temperature=0.1)
        self.faces = faces

    def decide(self, features: Tensor) -> dict[str, Tensor]:
        embedding = functional.normalize(self.neck(features.mean((2, 3))), dim=1)
        return {"logits": self.classifier(STRETCH * embedding), "embedding": embedding}

    def loss(self, outputs: dict[str, Tensor], truth: dict[str, Tensor]) -> Tensor:
        """First whose face it is, contrasted within the batch; then whether the syndrome is there."""
        logits, target = outputs["logits"], truth["target"]
        if self.faces:
            contrast: Tensor = self.recognition(outputs["embedding"].float(), target)
            return contrast
        loss = functional.cross_entropy(logits, target, weight=truth.get("weights"))
        return loss + self.stray(logits.gather(1, target[:, None]).sum(), outputs, truth)


def build(preset: str, *, pretrained: bool = True) -> FaceNetwork:
    """The network of a preset, ready to train; a `_faces` preset is the first stage of the same network."""
    faces = preset.endswith("_faces")
    if preset.startswith("reference"):
        return FaceNetwork(resnet("resnet50", pretrained=pretrained), 2048, 512, guidance=0.0, faces=faces)
    return FaceNetwork(residual_trunk(), WIDTHS[-1], 64, guidance=1.0, faces=faces)
