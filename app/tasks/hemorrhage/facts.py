"""What a reader of a cranial ultrasound answer must know, each fact with its source."""

from app.domain.facts import Facts, PaperFigure, Prevalence

FACTS = Facts(
    paper="Deep Learning-Based Detection of Neonatal Intracranial Hemorrhage Using Cranial Ultrasound",
    intended=(
        "To call attention to cranial ultrasound exams of newborns in which a hemorrhage is suspected, "
        "beside the reading that each exam gets anyway.",
        "To point at the frames that weighed most in its answer.",
    ),
    not_for=(
        "Ruling a hemorrhage out, or reading an exam later because nothing was suspected.",
        "Papile grades: the reader grades, per side.",
        "Cerebellar bleeds and periventricular leukomalacia.",
        "Infants at term or older.",
    ),
    hazards=(
        "In the paper a target sensitivity of 0.90 gave 0.77 on test exams. What counts is the sensitivity "
        "achieved, never the target.",
        "At the paper's prevalence of 5.8 % a test that calls every exam negative is right in "
        "94.2 %: a high NPV alone says little.",
        "By the paper's own figures about one exam in ten called positive has a hemorrhage.",
        "A test fold of the paper holds about 19 exams with a hemorrhage, so the sensitivity of one "
        "fold is uncertain by 20 points either way.",
        "A single cohort.",
        "A frame's weight says what the network used, not where the bleeding is.",
    ),
    negative="No hemorrhage was suspected on these frames. This is no rule-out.",
    weights="Attention says what the network used, not where the bleeding is.",
    figures=(
        PaperFigure("AUROC", "0.72 ± 0.03"),
        PaperFigure("PR-AUC", "0.18 ± 0.06"),
        PaperFigure("Youden: sensitivity / specificity", "0.64 ± 0.18 / 0.66 ± 0.16"),
        PaperFigure("Target sensitivity 0.90: achieved sensitivity / specificity", "0.77 ± 0.16 / 0.48 ± 0.21"),
        PaperFigure("Material", "2,127 newborns, 124 with hemorrhage (5.8 %)"),
    ),
    prevalences=(Prevalence(0.058, "the paper's cohort"),),
)
