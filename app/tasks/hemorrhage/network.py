"""The paper's network: ResNet-50 over the frames of an exam, pooled by gated attention."""

from torch import Tensor, nn
from torch.nn import functional

from app.domain.preparation import Preparation
from app.domain.recipe import Recipe
from app.tasks.backbone import resnet
from app.tasks.halved import Halved
from app.tasks.residual import FineTrunk

CLASSES = 2

RECIPES = {
    "reference": Recipe(
        name="reference",
        preparation=Preparation(size=224),
        epochs=40,
        batch=8,
        learning_rate=1e-4,
        weight_decay=0.05,
        warmup_epochs=2,
        patience=8,
        frames=32,
    ),
    "demo": Recipe(
        name="demo",
        preparation=Preparation(size=112),
        epochs=16,
        batch=8,
        learning_rate=2e-3,
        weight_decay=0.05,
        warmup_epochs=2,
        patience=10,
        phantom_count=1000,
        frames=10,
    ),
}


class GatedAttention(nn.Module):
    """How much each frame counts: a tanh branch gated by a sigmoid branch (Ilse 2018)."""

    def __init__(self, channels: int, hidden: int) -> None:
        super().__init__()
        self.content = nn.Linear(channels, hidden)
        self.gate = nn.Linear(channels, hidden)
        self.weight = nn.Linear(hidden, 1)

    def forward(self, frames: Tensor) -> Tensor:
        """N x C to N weights that sum to one."""
        hidden = self.content(frames).tanh() * self.gate(frames).sigmoid()
        weights: Tensor = self.weight(hidden).squeeze(1)
        return weights.softmax(0)


class BleedNetwork(Halved):
    """The batch is one exam: any number of frames, one answer, one weight a frame."""

    def __init__(self, trunk: nn.Module, channels: int, guidance: float) -> None:
        super().__init__(trunk, guidance)
        self.attention = GatedAttention(channels, max(32, channels // 16))
        self.classifier = nn.Linear(channels, CLASSES)

    def decide(self, features: Tensor) -> dict[str, Tensor]:
        frames = features.mean((2, 3))
        attention = self.attention(frames)
        exam = (attention[:, None] * frames).sum(0, keepdim=True)
        return {
            "logits": self.classifier(exam),
            "embedding": functional.normalize(exam, dim=1),
            "attention": attention,
        }

    def loss(self, outputs: dict[str, Tensor], truth: dict[str, Tensor]) -> Tensor:
        """Weighted cross-entropy of the exams; masks, where given, are of the frames."""
        logits, target = outputs["logits"], truth["target"]
        loss = functional.cross_entropy(logits, target, weight=truth.get("weights"))
        return loss + self.stray(logits[:, -1].sum(), outputs, truth)


def build(preset: str, *, pretrained: bool = True) -> BleedNetwork:
    """The network of a preset, ready to train."""
    if preset == "reference":
        return BleedNetwork(resnet("resnet50", pretrained=pretrained), 2048, guidance=0.0)
    return BleedNetwork(FineTrunk(96), 96, guidance=2.0)
