"""What a manifest says on reading its network's numbers, and on whose numbers they are, as the domain's values."""

from app.domain.assessment import Interval, ModelIdentity
from app.domain.scale import Point, Scale
from app.domain.severity import Anchors
from app.inference.bundle import Bundle
from app.inference.manifest import Manifest, Measured, SeverityAnchors


def scale(manifest: Manifest) -> Scale:
    return Scale(
        labels=manifest.labels,
        temperature=manifest.temperature,
        subtype_temperature=manifest.subtype_temperature,
        points=tuple(
            Point(
                name=point.name,
                threshold=point.threshold,
                sensitivity=interval(point.sensitivity),
                specificity=interval(point.specificity),
                achieved_on=point.achieved_on,
            )
            for point in manifest.operating_points
        ),
        uncertain=(manifest.uncertain.low, manifest.uncertain.high),
        anchors=anchors(manifest.severity),
    )


def interval(measured: Measured | None) -> Interval | None:
    return None if measured is None else Interval(measured.value, measured.low, measured.high)


def anchors(given: SeverityAnchors | None) -> Anchors | None:
    if given is None:
        return None
    return Anchors(given.prototype, given.zero, given.one, given.normals, given.sem)


def identity(bundle: Bundle) -> ModelIdentity:
    """Which model speaks."""
    manifest = bundle.manifest
    return ModelIdentity(
        task=manifest.task,
        version=manifest.version,
        sha256=bundle.digest,
        preset=manifest.preset,
        synthetic=manifest.synthetic,
        preparation=manifest.preparation.version,
    )
