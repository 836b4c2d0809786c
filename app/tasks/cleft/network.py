"""The paper's network: ResNet-50, a feature pyramid, attention-guided classifier, segmentation head."""

import torch
from timm.models.resnet import Bottleneck
from torch import Tensor, nn
from torch.nn import functional

from app.domain.preparation import Preparation
from app.domain.recipe import Recipe
from app.tasks.backbone import resnet, small_resnet
from app.tasks.halved import Halved
from app.tasks.pyramid import Pyramid

CLASSES = 2

RECIPES = {
    "reference": Recipe(
        name="reference",
        preparation=Preparation(size=224),
        epochs=50,
        batch=64,
        learning_rate=3e-4,
        weight_decay=0.05,
        warmup_epochs=2,
        patience=8,
    ),
    "demo": Recipe(
        name="demo",
        preparation=Preparation(size=144),
        epochs=14,
        batch=32,
        learning_rate=2e-3,
        weight_decay=0.05,
        warmup_epochs=2,
        patience=8,
        phantom_count=1800,
    ),
}


class CleftNetwork(Halved):
    """Attention says where to look twice; the classifier sees the attended mean; segmentation draws the cleft.

    The mean is not divided by the attention: where that is small all over, a share of it would shake the maps.
    """

    def __init__(self, pyramid: nn.Module, width: int, guidance: float) -> None:
        super().__init__(pyramid, guidance)
        hidden = width // 4
        self.attention = nn.Sequential(nn.Conv2d(width, hidden, 1), nn.ReLU(), nn.Conv2d(hidden, 1, 1))
        self.segmentation = nn.Sequential(nn.Conv2d(width, hidden, 3, padding=1), nn.ReLU(), nn.Conv2d(hidden, 1, 1))
        self.classifier = nn.Linear(width, CLASSES)

    def decide(self, features: Tensor) -> dict[str, Tensor]:
        attention = self.attention(features).sigmoid()
        attended = (features * (1 + attention)).mean((2, 3))
        return {
            "logits": self.classifier(attended),
            "embedding": functional.normalize(attended, dim=1),
            "attention": attention,
            "segmentation": self.segmentation(features),
        }

    def loss(self, outputs: dict[str, Tensor], truth: dict[str, Tensor]) -> Tensor:
        """Cross-entropy, focal loss, the mask drawn, and the heat map asked to lie on the cleft."""
        logits, target = outputs["logits"], truth["target"]
        loss = functional.cross_entropy(logits, target, weight=truth.get("weights")) + focal(logits, target)
        if "mask" in truth:
            drawn = truth["has_mask"].bool() | (target == 0)
            loss = loss + mask_loss(outputs["segmentation"], truth["mask"], drawn)
        return loss + self.stray(logits.gather(1, target[:, None]).sum(), outputs, truth)


def focal(logits: Tensor, target: Tensor, gamma: float = 2.0) -> Tensor:
    """Cross-entropy that lets go of what is already right (Lin 2017)."""
    log_chance = logits.log_softmax(1).gather(1, target[:, None]).squeeze(1)
    return (-((1 - log_chance.exp()) ** gamma) * log_chance).mean()


def mask_loss(segmentation: Tensor, mask: Tensor, drawn: Tensor) -> Tensor:
    """Cross-entropy and Dice against the mask, over the pictures where the whole truth was drawn."""
    if not bool(drawn.any()):
        return segmentation.new_zeros(())
    logit = functional.interpolate(segmentation[drawn].float(), size=mask.shape[-2:], mode="bilinear")
    truth = mask[drawn].float()
    chance = logit.sigmoid()
    shared = (chance * truth).sum((1, 2, 3))
    dice = 1 - (2 * shared + 1) / (chance.sum((1, 2, 3)) + truth.sum((1, 2, 3)) + 1)
    weight = torch.where(truth > 0.5, 10.0, 1.0)
    return functional.binary_cross_entropy_with_logits(logit, truth, weight=weight) + dice.mean()


def build(preset: str, *, pretrained: bool = True) -> CleftNetwork:
    """The network of a preset, ready to train."""
    if preset == "reference":
        trunk = resnet("resnet50", pretrained=pretrained)
        return CleftNetwork(Pyramid(trunk, {2: 512, 3: 1024, 4: 2048}, 256), 256, guidance=0.0)
    trunk = small_resnet(Bottleneck, (16, 24, 40, 64), stride=32)
    return CleftNetwork(Pyramid(trunk, {1: 64, 2: 96, 3: 160, 4: 256}, 48), 48, guidance=0.5)
