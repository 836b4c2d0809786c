"""What can be said of a fetal head and spine."""

from app.domain.finding import Finding

FINDINGS: tuple[Finding, ...] = (
    Finding(
        "normal",
        "None of the four anomalies seen",
        "None of anencephaly, encephalocele, holoprosencephaly or rachischisis was seen on these pictures. "
        "Other anomalies were not looked for.",
        absent=True,
    ),
    Finding(
        "anencephaly",
        "Anencephaly",
        "The calvarium is missing above the orbits and the brain lies open to the amniotic fluid.",
        refer=True,
    ),
    Finding(
        "encephalocele",
        "Encephalocele (incl. meningocele)",
        "A sac of meninges, with or without brain, comes out through a gap in the skull.",
        refer=True,
    ),
    Finding(
        "holoprosencephaly",
        "Holoprosencephaly",
        "The forebrain did not divide: a single ventricle, fused thalami, no midline.",
        refer=True,
    ),
    Finding(
        "rachischisis",
        "Rachischisis",
        "The spine lies open over a long stretch: arches splayed or missing, no skin over the canal.",
        refer=True,
    ),
)
