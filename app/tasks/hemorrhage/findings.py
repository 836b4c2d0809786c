"""What can be said of a newborn's cranial ultrasound examination."""

from app.domain.finding import Finding

FINDINGS: tuple[Finding, ...] = (
    Finding(
        "none",
        "No hemorrhage suspected",
        "No germinal matrix, ventricular or parenchymal bleed was suspected on these frames. "
        "This rules nothing out: cerebellar bleeds and white matter injury were not looked for.",
        absent=True,
    ),
    Finding(
        "hemorrhage",
        "Hemorrhage suspected",
        "Echoes as of blood in the germinal matrix, a ventricle or the tissue. The reader gives the grade.",
        refer=True,
    ),
)
