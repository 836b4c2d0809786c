"""The paper's network: ResNet34 over one ultrasound picture, five classes, weighted cross-entropy."""

from timm.models.resnet import BasicBlock
from torch import Tensor, nn
from torch.nn import functional

from app.domain.preparation import Preparation
from app.domain.recipe import Recipe
from app.tasks.backbone import resnet, small_resnet
from app.tasks.halved import Halved
from app.tasks.pyramid import Pyramid

CLASSES = 5

RECIPES = {
    "reference": Recipe(
        name="reference",
        preparation=Preparation(size=224),
        epochs=20,
        batch=128,
        learning_rate=5e-4,
        weight_decay=0.05,
        warmup_epochs=1,
        patience=5,
    ),
    "demo": Recipe(
        name="demo",
        preparation=Preparation(size=128),
        epochs=18,
        batch=32,
        learning_rate=2e-3,
        weight_decay=0.05,
        warmup_epochs=1,
        patience=6,
        phantom_count=1200,
    ),
}


class FetalBrainNetwork(Halved):
    """A trunk, the mean of its last map, one linear layer."""

    def __init__(self, trunk: nn.Module, channels: int, guidance: float) -> None:
        super().__init__(trunk, guidance)
        self.classifier = nn.Linear(channels, CLASSES)

    def decide(self, features: Tensor) -> dict[str, Tensor]:
        pooled = features.mean((2, 3))
        return {"logits": self.classifier(pooled), "embedding": functional.normalize(pooled, dim=1)}

    def loss(self, outputs: dict[str, Tensor], truth: dict[str, Tensor]) -> Tensor:
        """Cross-entropy with the weights N / (K n_c), and the heat map asked to lie on the lesion."""
        logits, target = outputs["logits"], truth["target"]
        loss = functional.cross_entropy(logits, target, weight=truth.get("weights"))
        return loss + self.stray(logits.gather(1, target[:, None]).sum(), outputs, truth)


def build(preset: str, *, pretrained: bool = True) -> FetalBrainNetwork:
    """The network of a preset; the small one joins its maps top down, so that small findings can be shown."""
    if preset == "reference":
        return FetalBrainNetwork(resnet("resnet34", pretrained=pretrained), 512, guidance=0.0)
    trunk = small_resnet(BasicBlock, (24, 48, 72, 96), stride=32)
    return FetalBrainNetwork(Pyramid(trunk, {1: 24, 2: 48, 3: 72, 4: 96}, 64), 64, guidance=0.5)
