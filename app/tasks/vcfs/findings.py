"""What can be said of a face."""

from app.domain.finding import Finding

FINDINGS = (
    Finding(
        "none",
        "No resemblance seen",
        "The face does not resemble those of the syndrome; many patients have few recognisable signs.",
        absent=True,
    ),
    Finding(
        "vcfs",
        "Resembles VCFS (22q11.2 deletion)",
        "The face resembles those of patients with velocardiofacial syndrome: confirm with microarray or MLPA.",
    ),
)
