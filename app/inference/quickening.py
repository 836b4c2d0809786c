"""Whether a bundle runs in bf16: only where the processor has it, it is faster, and it says the same."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from statistics import median
from time import perf_counter

import numpy as np

from app.inference.agreement import Agreement, compare, varied
from app.inference.bundle import Bundle
from app.inference.graph import Network
from app.message import message

PAIRS = 15
FASTER = 0.9
"""The share of the exact network's time that is worth a second runtime."""
TOGETHER = 8
"""Pictures run as one where that pays."""
PAYS = 0.8
"""The share of the time apart that is worth waiting for each other."""

NO_RUNTIME = message("Runs in fp32: OpenVINO is not installed.")
NO_BF16 = message("Runs in fp32: this processor does not calculate in bf16.")
NOT_FASTER = message("Runs in fp32: bf16 is not faster here ({exact} ms against {quick} ms).")
DIFFERENT = message(
    "Runs in fp32: in bf16 the findings of {changed} of {runs} varied golden cases would change, "
    "and heat maps would correlate by {correlation}."
)
FAILED = message("Runs in fp32: the network cannot be run in bf16 ({fault}).")
SAME = message(
    "Runs in bf16: the findings of {changed} of {runs} varied golden cases change, "
    "and heat maps correlate by {correlation}."
)


@dataclass(frozen=True, slots=True)
class Choice:
    """The quick network where it is taken, and why it is or is not."""

    network: Network | None
    remark: str
    values: Mapping[str, object] = field(default_factory=dict)
    together: int = 1
    """Pictures worth running as one."""


def choose(
    bundle: Bundle, exact: Network, at_once: int, threads: int, go_on: Callable[[], bool] = lambda: True
) -> Choice:
    """Opens the network in bf16, where there is a runtime for it, and compares it with the exact one."""
    if find_spec("openvino") is None:
        return Choice(None, NO_RUNTIME)
    from app.inference.openvino import Vino, calculates_in_bf16

    if not calculates_in_bf16():
        return Choice(None, NO_BF16)
    try:
        return judge(bundle, exact, Vino(bundle.network(), at_once, threads), go_on)
    except Exception as error:  # noqa: BLE001 -- whatever the runtime raises, the exact network serves on
        return Choice(None, FAILED, {"fault": first_line(error)})


def judge(bundle: Bundle, exact: Network, quick: Network, go_on: Callable[[], bool] = lambda: True) -> Choice:
    """Speed first, since it is quickly known; then what is said."""
    picture = next(varied(bundle, 1))
    slow, fast = race(lambda: exact.answer(picture), lambda: quick.answer(picture))
    if fast > slow * FASTER:
        return Choice(None, NOT_FASTER, {"exact": f"{slow * 1e3:.1f}", "quick": f"{fast * 1e3:.1f}"})
    agreement = compare(bundle, exact, quick, go_on=go_on)
    if not agreement.holds:
        return Choice(None, DIFFERENT, told(agreement))
    return Choice(quick, SAME, told(agreement), worth_joining(bundle, quick))


def told(agreement: Agreement) -> dict[str, object]:
    changed = round((1 - agreement.unchanged) * agreement.runs)
    return {"changed": changed, "runs": agreement.runs, "correlation": f"{agreement.correlation:.4f}"}


def race(first: Callable[[], object], second: Callable[[], object]) -> tuple[float, float]:
    """Median seconds of both, run in turn."""
    first(), second()
    pairs = [(seconds(first), seconds(second)) for _ in range(PAIRS)]
    return median(one for one, _ in pairs), median(other for _, other in pairs)


def seconds(run: Callable[[], object]) -> float:
    started = perf_counter()
    run()
    return perf_counter() - started


def worth_joining(bundle: Bundle, network: Network) -> int:
    """How many pictures of several callers to run as one; never of bags, where a run is one exam."""
    if bundle.manifest.preparation.frames is not None:
        return 1
    picture = next(varied(bundle, 1))
    many = np.repeat(picture, TOGETHER, axis=0)
    apart, joined = race(lambda: network.answer(picture), lambda: network.answer(many))
    return TOGETHER if joined < apart * TOGETHER * PAYS else 1


def first_line(error: Exception) -> str:
    """What a runtime said, short enough for a page."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
