"""What is analysed is kept by both databases."""

from pathlib import Path

import pytest

from app.records.pictures import PictureStore


@pytest.fixture(params=["sqlite", "postgresql"])
def dialect(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def store(tmp_path: Path) -> PictureStore:
    return PictureStore(tmp_path / "data" / "pictures")
