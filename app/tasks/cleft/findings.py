"""What can be said of a fetal face."""

from app.domain.finding import Finding

FINDINGS: tuple[Finding, ...] = (
    Finding(
        "none",
        "No lip or alveolar cleft seen",
        "No lip or alveolar cleft was seen on these views; the palate was not assessed.",
        absent=True,
    ),
    Finding(
        "cleft",
        "Cleft suspected",
        "A gap in the upper lip or the alveolar ridge, on one side or both. The palate was not assessed.",
        refer=True,
    ),
)
