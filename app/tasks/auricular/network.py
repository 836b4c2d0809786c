"""The paper's cascade on one ConvNeXt trunk: screening, subtype, a contrastive embedding for severity."""

import torch
from pytorch_metric_learning.losses import SupConLoss
from timm.models.convnext import ConvNeXt
from torch import Tensor, nn
from torch.nn import functional

from app.domain.preparation import Preparation
from app.domain.recipe import Augmentation, Recipe, Region, Target
from app.tasks.backbone import convnext
from app.tasks.halved import Halved
from app.tasks.pyramid import Pyramid

SUBTYPES = 8
"""Every finding but the first, which says that none was seen."""

SAME_SIDE = Augmentation(flip=False, degrees=8, scale=0.08, shift=0.04, noise=0.01)
"""Right ears are mirrored already: every ear the network sees is a left one."""

RECIPES = {
    "reference": Recipe(
        name="reference",
        preparation=Preparation(size=224),
        epochs=50,
        batch=64,
        learning_rate=2e-4,
        weight_decay=0.05,
        warmup_epochs=3,
        patience=10,
        target=Target.FINDINGS,
        region=Region.BOX,
        augmentation=SAME_SIDE,
    ),
    "demo": Recipe(
        name="demo",
        preparation=Preparation(size=112),
        epochs=60,
        batch=32,
        learning_rate=1e-3,
        weight_decay=0.05,
        warmup_epochs=6,
        patience=20,
        phantom_count=9000,
        target=Target.FINDINGS,
        region=Region.BOX,
        augmentation=SAME_SIDE,
    ),
}


class EarNetwork(Halved):
    """One trunk; the mean of its last map, normalised, feeds three heads."""

    def __init__(self, trunk: nn.Module, channels: int, embedding: int, guidance: float) -> None:
        super().__init__(trunk, guidance)
        self.norm = nn.LayerNorm(channels, eps=1e-6)
        self.screening = nn.Linear(channels, 2)
        self.subtype = nn.Linear(channels, SUBTYPES)
        self.projection = nn.Sequential(nn.Linear(channels, channels), nn.ReLU(), nn.Linear(channels, embedding))
        self.contrast = SupConLoss(temperature=0.1)

    def decide(self, features: Tensor) -> dict[str, Tensor]:
        pooled = self.norm(features.mean((2, 3)))
        return {
            "logits": self.screening(pooled),
            "subtype": self.subtype(pooled),
            "embedding": functional.normalize(self.projection(pooled), dim=1),
        }

    def loss(self, outputs: dict[str, Tensor], truth: dict[str, Tensor]) -> Tensor:
        """Screening, subtype, contrast, order of severity, and the heat asked to lie on the deformity."""
        subtypes = truth["target"][:, -SUBTYPES:].float()
        deformed = subtypes.amax(1).long()
        embedding = outputs["embedding"].float()
        contrast: Tensor = self.contrast(embedding, kinds(subtypes))
        loss = functional.cross_entropy(outputs["logits"], deformed)
        loss = loss + functional.binary_cross_entropy_with_logits(outputs["subtype"], subtypes) * SUBTYPES / 2
        loss = loss + 0.1 * contrast
        if "severity" in truth:
            loss = loss + disorder(embedding, deformed == 0, truth["severity"])
        return loss + self.stray(outputs["logits"][:, 1].sum() + (outputs["subtype"] * subtypes).sum(), outputs, truth)


def kinds(subtypes: Tensor) -> Tensor:
    """One number for each combination of findings, so that mixed ears form classes of their own."""
    places = torch.arange(subtypes.shape[1], device=subtypes.device)
    return (subtypes.long() << places).sum(1)


def disorder(embedding: Tensor, normal: Tensor, severity: Tensor) -> Tensor:
    """How far the distances to normal ears are from rising with severity: contrast alone gives no order."""
    if not bool(normal.any()):
        return embedding.new_zeros(())
    prototype = functional.normalize(embedding[normal].mean(0), dim=0)
    distance = 1 - embedding @ prototype
    worse = severity[:, None] - severity[None, :] > 0.03
    if not bool(worse.any()):
        return embedding.new_zeros(())
    return functional.softplus((distance[None, :] - distance[:, None])[worse] / 0.1).mean()


def build(preset: str, *, pretrained: bool = True) -> EarNetwork:
    """The network of a preset, ready to train; batch norms let the small one learn from little."""
    if preset == "reference":
        model = convnext("convnext_tiny", pretrained=pretrained)
        network = EarNetwork(nn.Sequential(model.stem, model.stages), 768, embedding=128, guidance=0.0)
        network.norm.load_state_dict(model.head.get_submodule("norm").state_dict())
        return network
    trunk = ConvNeXt(
        depths=(1, 1, 2, 1),
        dims=(24, 48, 96, 160),
        kernel_sizes=5,
        stem_type="overlap_act",
        conv_mlp=True,
        norm_layer=nn.BatchNorm2d,
        ls_init_value=None,
        num_classes=0,
        global_pool="",
    )
    trunk.head = nn.Identity()  # type: ignore[assignment]  # its norm would never learn
    return EarNetwork(Pyramid(trunk, {1: 48, 2: 96, 3: 160}, 96), 96, embedding=64, guidance=0.5)
