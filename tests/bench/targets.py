"""What the product promises of its speed, beside what was measured."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

Figures = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Target:
    """One promise."""

    words: str
    measured: float | None
    """None where this machine could not tell."""
    sign: str
    goal: float
    unit: str = ""

    @property
    def met(self) -> bool:
        if self.measured is None:
            return False
        return self.measured <= self.goal if self.sign == "≤" else self.measured >= self.goal

    def record(self) -> dict[str, object]:
        return asdict(self) | {"met": self.met}


def judge(figures: Figures) -> list[Target]:
    """Every promise in the order of the list."""
    fp32, served = (figure(figures, "beside_naive", side, "p50_ms") for side in ("ours", "served"))
    bf16 = served if "bf16" in str(figures.get("provider")) else None
    return [
        Target("12 MP to a stored answer with map, p50, fp32", fp32, "≤", 110, "ms"),
        Target("the same in bf16", bf16, "≤", 75, "ms"),
        *beside(figures, "naive", "the naive way takes as long, times", "p50_ms", 5, -1),
        Target("goodput at p99 ≤ 1 s, fp32, a second", figure(figures, "ours_fp32_goodput"), "≥", 18),
        *beside(figures, "naive", "goodput, times the naive way's", "goodput", 12),
        Target("goodput at twice the load, share of the best", figure(figures, "overload_share"), "≥", 0.95),
        Target("connections broken or left without an answer", figure(figures, "overload_resets"), "≤", 0),
        Target("answers other than 200, 201 and 503", figure(figures, "overload_strange"), "≤", 0),
        *beside(figures, "litserve", "goodput, times LitServe's", "goodput", 1.3),
        *beside(figures, "bentoml", "goodput, times BentoML's", "goodput", 1.3),
        Target("time outside decoding and network", figure(figures, "ours_fp32_outside_ms"), "≤", 8, "ms"),
        Target("its share of the whole", figure(figures, "ours_fp32_outside_share"), "≤", 0.1),
        Target("five networks in turn, times the sum of each alone", figure(figures, "in_turn", "ratio"), "≤", 1.05),
        Target(
            "resident memory with five networks of the papers' size",
            figure(figures, "ours_fp32_resident_mb"),
            "≤",
            1500,
            "MB",
        ),
        Target("network on a graphics card, p50", figure(figures, "card", "p50_ms"), "≤", 2, "ms"),
        Target("pictures a second on it", figure(figures, "card", "pictures_a_second"), "≥", 2500),
        Target("growth an exam", figure(figures, "growth", "bytes_per_exam"), "≤", 1024, "B"),
    ]


def figure(figures: Figures, *path: str) -> float | None:
    found: object = figures
    for name in path:
        found = found.get(name) if isinstance(found, Mapping) else None
    return float(found) if isinstance(found, int | float) else None


def beside(figures: Figures, name: str, words: str, what: str, goal: float, power: int = 1) -> list[Target]:
    """Against another server: with the network run exactly as theirs, and as the product serves it by itself."""
    return [
        Target(f"{words}, {how}", better(figures, name, side, what, power), "≥", goal)
        for side, how in (("ours", "fp32"), ("served", "as served"))
    ]


def better(figures: Figures, name: str, side: str, what: str, power: int) -> float | None:
    """How many times ours is as large as theirs, both asked in turn; with power -1 theirs as ours."""
    ours, theirs = (figure(figures, f"beside_{name}", which, what) for which in (side, "theirs"))
    return (ours / theirs) ** power if ours and theirs else None
