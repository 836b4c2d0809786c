"""Where the bench keeps its networks."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
CACHE = ROOT / "build" / "bench" / "models"
PRESET = "reference"
