"""Which organ a picture shows, by the check that comes with the model."""

from collections.abc import Mapping

from app.domain.picture import Pixels
from app.imaging.prepare import prepare
from app.inference.bundle import Bundle
from app.inference.manifest import Role
from app.inference.organ import CHANCES
from app.pipeline.region import Run


def organ_of(pixels: Pixels, model: Bundle, run: Run) -> Mapping[str, float]:
    """A chance for each label; nothing where the model brings no organ check."""
    known = model.manifest.organ
    if known is None:
        return {}
    answer = run(Role.ORGAN.value, prepare(pixels, known.value())[None])
    return dict(zip(known.labels, map(float, answer[CHANCES][0]), strict=True))
