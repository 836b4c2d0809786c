"""The six scanners: looks of their own, masks where lesions are."""

import numpy as np

from app.imaging.scanner import SCANNERS, Exposure, Probe, Scanner, expose
from app.imaging.shape import ellipse
from app.imaging.tissue import Tissue

PROBE = Probe(half_angle=(30, 40), radius=(30, 60))


def shoot(scanner: Scanner, seed: int = 0, lesion: bool = True) -> Exposure:
    def paint(tissue: Tissue) -> None:
        blob = ellipse(tissue.x, tissue.y, (0, 50), (10, 10))
        tissue.fill(blob, -10)
        if lesion:
            tissue.mark(blob)

    return expose(scanner, PROBE, -40.0, paint, ("GA 20w0d", "HEAD", 12.0), np.random.default_rng(seed))


def test_every_site_has_its_own_scanner_and_screen_of_modest_size() -> None:
    assert len({scanner.site for scanner in SCANNERS}) == len(SCANNERS) == 6
    for scanner in SCANNERS:
        assert shoot(scanner).pixels.shape == (scanner.height, scanner.width)
        assert 240 <= min(scanner.height, scanner.width) <= max(scanner.height, scanner.width) <= 320


def test_the_mask_lies_on_the_lesion_and_the_box_round_the_mask() -> None:
    shot = shoot(SCANNERS[0])
    assert shot.mask is not None
    assert shot.box is not None
    assert shot.pixels[shot.mask].mean() > 2 * shot.pixels[~shot.mask].mean()
    rows, columns = np.nonzero(shot.mask)
    assert (shot.box.left, shot.box.top) == (columns.min(), rows.min())
    assert (shot.box.right, shot.box.bottom) == (columns.max() + 1, rows.max() + 1)


def test_without_a_lesion_there_is_no_mask_and_no_box() -> None:
    shot = shoot(SCANNERS[0], lesion=False)
    assert shot.mask is None
    assert shot.box is None


def test_the_same_seed_takes_the_same_picture() -> None:
    assert np.array_equal(shoot(SCANNERS[3], 5).pixels, shoot(SCANNERS[3], 5).pixels)
    assert not np.array_equal(shoot(SCANNERS[3], 5).pixels, shoot(SCANNERS[3], 6).pixels)
