"""Contact sheets of phantoms."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.domain.phantom import Phantom
from app.lab import contact_sheet
from app.lab.contact_sheet import CAPTION, TILE, caption, sheet, varied, write_sheet
from app.tasks import TASKS

MASK = np.zeros((40, 60), dtype=bool)
MASK[10:30, 20:40] = True
PLAIN = Phantom("one", np.full((40, 60), 90, np.uint8), "e1", "p1", "hill", ("none",), None, "axial", None, None)
LESION = replace(PLAIN, exam="e2", findings=("cleft",), severity=0.5, mask=MASK)


def test_a_sheet_has_a_captioned_tile_for_each_picture() -> None:
    paper = sheet([PLAIN, LESION, PLAIN], columns=2)
    assert paper.size == (2 * TILE, 2 * (TILE + CAPTION))
    assert caption(LESION) == "cleft 0.50 axial"


def test_the_lesions_outline_is_drawn() -> None:
    plain, marked = np.asarray(sheet([PLAIN], 1)), np.asarray(sheet([LESION], 1))
    assert not (plain[:TILE, ..., 0].astype(int) - plain[:TILE, ..., 2] > 50).any()
    assert (marked[:TILE, ..., 0].astype(int) - marked[:TILE, ..., 2] > 50).any()


def test_findings_share_the_sheet_and_an_exam_is_shown_once() -> None:
    many = [replace(PLAIN, exam=f"n{index // 2}") for index in range(20)]
    chosen = varied([*many, LESION, replace(LESION, exam="e3")], 6)
    assert len(chosen) == 6
    assert sum(one.findings == ("cleft",) for one in chosen) == 2
    assert len({one.exam for one in chosen}) == 6


def test_a_file_stays_small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (160, 160, 3)).astype(np.uint8)

    def drawn(count: int, seed: int) -> Iterator[Phantom]:
        return (replace(PLAIN, exam=str(index), pixels=noise) for index in range(count))

    monkeypatch.setattr(contact_sheet, "draw_phantoms", lambda _: drawn)
    write_sheet(TASKS["auricular"], tmp_path / "sub" / "sheet.jpg")
    written = tmp_path / "sub" / "sheet.jpg"
    with Image.open(written) as opened:
        assert opened.size == (8 * TILE, 5 * (TILE + CAPTION))
    assert written.stat().st_size < 1_500_000
