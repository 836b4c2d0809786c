"""What a reader of a fetal brain and spine answer must know, each fact with its source."""

from app.domain.facts import Facts, PaperFigure, Prevalence

FACTS = Facts(
    paper="Multi-Center Study on Deep Learning-Assisted Detection and Classification of Fetal Central "
    "Nervous System Anomalies Using Ultrasound Imaging",
    intended=(
        "To give a sonologist a second opinion on a fetus whose central nervous system looks unusual, as a "
        "second reader after the own impression is written down.",
        "To name which of four groups of anomalies the pictures resemble most, or none of them.",
    ),
    not_for=(
        "Screening every pregnancy, or ruling an anomaly out.",
        "Any decision on a pregnancy without targeted neurosonography by a specialist.",
        "Showing to parents.",
        "Anomalies other than the four groups.",
    ),
    hazards=(
        "An answer may lead to the end of a pregnancy: a suspicion is always referred for targeted neurosonography.",
        "Suspected anencephaly was confirmed after birth in only 75.9 % of one series; it was confused with "
        "amniotic bands, microhydranencephaly, merocrania and holoprosencephaly.",
        "The paper's main result knows no normal scans: a network of four anomalies alone names an anomaly "
        "on every scan. This one has a fifth class for none of them.",
        "Signs change with gestational age: the lemon sign is seen in 98 % up to 24 weeks, in 13 % after.",
        "The authors' published code keeps, for each patient left out, the checkpoint that did best on that "
        "very patient: the paper's figures are likely too good. Ours are chosen on other patients.",
        "Encephalocele includes meningocele, as in the paper.",
        "The accuracy of five classes (0.9825) stands above its own AUC (0.95 to 0.97), which is odd; the "
        "level, image or patient, is unclear.",
    ),
    negative="These pictures suggest none of the four groups of anomalies; no others were looked for.",
    figures=(
        PaperFigure("Patient accuracy, four anomalies, no normals", "94.5 %"),
        PaperFigure("Patient AUROC, four anomalies, no normals", "0.993"),
        PaperFigure("Accuracy, five classes", "0.9825", "as stated in the paper; its level is unclear"),
        PaperFigure("Micro / macro AUC, five classes", "0.97 / 0.95", "as stated in the paper; level unclear"),
    ),
    prevalences=(
        Prevalence(0.0014, "central nervous system malformations, 14 in 10,000 births"),
        Prevalence(0.30, "an example for a referral clinic; not from a source"),
    ),
)
