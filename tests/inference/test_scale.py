"""What committed manifests say on reading their networks' numbers."""

from app.inference.input_side import input_side
from app.inference.manifest import Role
from app.inference.scale import identity, scale
from app.tasks import TASKS
from tests.screening import bundle


def test_every_point_and_label_of_a_manifest_is_there() -> None:
    for slug, task in TASKS.items():
        manifest = bundle(slug).manifest
        found = scale(manifest)
        assert found.labels == tuple(finding.slug for finding in task.findings)
        assert [(point.name, point.threshold) for point in found.points] == [
            (point.name, point.threshold) for point in manifest.operating_points
        ]
        assert (found.anchors is None) == (manifest.severity is None)
        assert identity(bundle(slug)).sha256 == bundle(slug).digest


def test_the_size_of_a_networks_input_is_read_from_its_file() -> None:
    for slug in TASKS:
        assert input_side(bundle(slug).network()) == bundle(slug).manifest.preparation.size
    assert bundle("auricular").locator_side == 384
    assert input_side(bundle("vcfs").part(Role.DETECTOR_P)) is None, "it takes pictures of any size"
