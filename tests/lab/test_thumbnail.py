"""The baseline finds what is plain at a glance and nothing finer."""

import numpy as np

from app.lab.thumbnail import Thumbnails, baseline, thumbnail


def pictures(seed: int, glance: float, detail: float) -> Thumbnails:
    random = np.random.default_rng(seed)
    found = random.random(160) < 0.5
    checks = np.indices((64, 64)).sum(axis=0) % 2 * 2 - 1
    made = [
        random.normal(128, 20, (64, 64)) + glance * one * (np.arange(64) < 32) + detail * one * checks for one in found
    ]
    return Thumbnails(
        [np.clip(one, 0, 255).astype(np.uint8) for one in made],
        found,
        np.char.add(str(seed), (np.arange(160) // 2 * 2 + found).astype(str)),
    )


def test_a_bright_half_is_found() -> None:
    assert baseline(pictures(1, 20, 0), pictures(2, 20, 0)) > 0.95


def test_a_fine_pattern_is_not_found() -> None:
    assert 0.3 < baseline(pictures(1, 0, 40), pictures(2, 0, 40)) < 0.7


def test_a_thumbnail_keeps_the_mean_and_forgets_the_detail() -> None:
    checks = ((np.indices((64, 64)).sum(axis=0) % 2) * 200).astype(np.uint8)
    assert np.allclose(thumbnail(checks), 100 / 255)
    assert len(thumbnail(np.repeat(checks[:, :, None], 3, axis=2))) == 32 * 32 * 3
