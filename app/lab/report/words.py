"""Figures as a reader wants to see them; an interval never breaks across lines."""

from app.lab.evaluation import Figure

NOT_SAID = "too few to say"
TO = "\u2060–\u2060"


def share(value: float | None) -> str:
    """A share with three digits."""
    return "–" if value is None else f"{value:.3f}"


def interval(figure: Figure | None, empty: str = NOT_SAID) -> str:
    """A figure with its interval."""
    if figure is None:
        return empty
    to = TO if figure.low >= 0 else "\u00a0to\u00a0"
    return f"{figure.value:.3f} ({figure.low:.3f}{to}{figure.high:.3f})".replace("-", "−")


def percent(figure: Figure | None, empty: str = "–") -> str:
    """A share and its interval in percent."""
    if figure is None:
        return empty
    ends = f"{hundredth(figure.low)}{TO}{hundredth(figure.high)}"
    return f"{hundredth(figure.value)}\u00a0% ({ends})"


def hundredth(share: float) -> str:
    """Percent with one digit; what is nearly all or nearly nothing does not pretend to be either."""
    if 0.9995 <= share < 1:
        return ">99.9"
    if 0 < share < 0.0005:
        return "<0.1"
    return f"{100 * share:.1f}"


def small(p: float | None) -> str:
    """A p-value that does not pretend to be nought."""
    if p is None:
        return "–"
    return "p < 0.0001" if p < 0.0001 else f"p = {p:.4f}"


def one_in(prevalence: float) -> str:
    """A prevalence as people say it."""
    if prevalence >= 0.01:
        return f"{100 * prevalence:.3g} %"
    return f"1 in {round(1 / prevalence):,}"


def plural(number: int, noun: str) -> str:
    """A number and its noun."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
