"""A trained network as one ONNX file that answers and explains, checked against PyTorch before it is kept."""

import copy
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import onnx
import torch
from torch import Tensor, nn

from app.errors import Unavailable
from app.inference.graph import Graph
from app.lab.explain import Explained
from app.lab.network import Network

TOLERANCE = 1e-4
MOST_PICTURES = 512


def export(network: Network, size: int, file: Path) -> tuple[str, ...]:
    """Writes the network with its maps to one file; the outputs' names, in order."""
    frozen = freeze(network)
    pictures = torch.rand(3, 3, size, size, generator=torch.Generator().manual_seed(0))
    explained = Explained(frozen, pictures).eval()
    write(explained, pictures, explained.names, file)
    difference = compare(explained, file, explained.names, pictures[:2])
    if not difference <= TOLERANCE:
        file.unlink()
        raise Unavailable(f"The exported network differs from the trained one by {difference:.1e}: it was not kept.")
    return explained.names


def freeze(network: Network) -> Network:
    """A copy for the processor whose weights no gradient can reach."""
    frozen = copy.deepcopy(network)
    if isinstance(frozen, nn.Module):
        frozen.cpu().float().eval().requires_grad_(False)
    return frozen


def write(module: nn.Module, pictures: Tensor, names: tuple[str, ...], file: Path, *, any_size: bool = False) -> None:
    """One ONNX file, weights inside, for any number of pictures, or for one picture of any size."""
    sides = {2: torch.export.Dim.DYNAMIC, 3: torch.export.Dim.DYNAMIC}
    batch = {0: torch.export.Dim("pictures", min=1, max=MOST_PICTURES)}
    with quiet():
        program = torch.onnx.export(
            module,
            (pictures,),
            dynamo=True,
            dynamic_shapes=(sides if any_size else batch,),
            input_names=["pictures"],
            output_names=list(names),
            verbose=False,
        )
    if program is None:
        raise Unavailable("PyTorch exported nothing. Run the export again.")
    program.save(file, external_data=False)
    onnx.checker.check_model(file, full_check=True)


def compare(module: nn.Module, file: Path, names: tuple[str, ...], pictures: Tensor) -> float:
    """The largest difference between the file and the module, as a share of each answer's largest value."""
    given = Graph(file).answer(pictures.numpy())
    with torch.no_grad():
        wanted = dict(zip(names, module(pictures), strict=True))
    return max(relative(given[name], wanted[name].numpy()) for name in names)


def relative(given: np.ndarray, wanted: np.ndarray) -> float:
    """The largest absolute difference over the largest absolute value; answers all below a thousandth are nought."""
    return float(np.abs(given - wanted).max() / max(np.abs(wanted).max(), 1e-3))


@contextmanager
def quiet() -> Iterator[None]:
    """The exporter warns of its own deprecations, which say nothing of the network."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", category=DeprecationWarning)
        warnings.filterwarnings("ignore", category=FutureWarning)
        yield
