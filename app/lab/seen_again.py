"""A network's scores of phantom ears seen again and again: for repeatability and change within an ear."""

from pathlib import Path

from app.lab.cases import Cases
from app.lab.dataset import Dataset, load
from app.lab.folder import read_folder
from app.lab.trials import Examination, Predictor, lines
from app.lab.visits import series_of, write_visits

EARS = 40
SEED = 9500


def seen_again(
    data: Dataset, examined: Examination, predict: Predictor, folder: Path, ears: int = EARS
) -> Cases | None:
    """For `Extras.visits`; None where the network or the task does not grade. What is drawn already is kept."""
    if examined.anchors is None or series_of(data.task) is None:
        return None
    if not (folder / "labels.csv").is_file():
        write_visits(data.task, folder, ears, SEED)
    again = load(data.task, read_folder(folder, data.task), data.recipe, folder / "cache")
    return lines(again, predict(again, range(len(again.rows))), examined.anchors)
