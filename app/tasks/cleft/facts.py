"""What a reader of a fetal face answer must know, each fact with its source."""

from app.domain.facts import Facts, PaperFigure, Prevalence

UNVERIFIED = "as summarised, unverified"

FACTS = Facts(
    paper="Artificial Intelligence for Detecting Fetal Orofacial Clefts and Advancing Medical Education",
    intended=(
        "To give a sonologist a second reading of prenatal views of lip and alveolus, after the own reading.",
        "To teach: to read cases first without and then with the network's answer.",
    ),
    not_for=(
        "Ruling a cleft out, above all a cleft of the palate alone: it is almost never seen before birth.",
        "Telling cleft lip from cleft lip and palate.",
        "First reading, or reading without a sonologist.",
        "Low-cost handheld scanners: the paper did not test them.",
    ),
    hazards=(
        "Clefts are rare: at 1 in 700, and with the summarised figures, fewer than 3 of 100 positive answers "
        "would be right.",
        "The palate is not assessed. That of the alveolus is often mistaken for it.",
        "Rare subtypes are few in the paper, and its pictures were gathered after the fact.",
        "The heat map is coarse.",
        "The summary's reader study had the same cases read twice; memory and order may explain part of the gain.",
    ),
    negative="No lip or alveolar cleft was suggested on these views; the palate was not assessed.",
    figures=(
        PaperFigure("Sensitivity", "over 93 %", "as stated in the paper's abstract"),
        PaperFigure("Specificity", "over 95 %", "as stated in the paper's abstract"),
        PaperFigure("Gain of junior readers' sensitivity", "over 6 %", "as stated in the paper's abstract"),
        PaperFigure(
            "Material",
            "45,139 images of 9,215 fetuses from 22 hospitals",
            "as stated in the paper's abstract",
        ),
        PaperFigure("Sensitivity / specificity / AUC", "93.4 % / 95.2 % / 0.98", UNVERIFIED),
        PaperFigure("Junior readers alone", "84.1 % / 93.0 % / 0.91", UNVERIFIED),
        PaperFigure("Junior readers with the network", "90.5 % / 94.2 % / 0.95", UNVERIFIED),
        PaperFigure("Senior readers alone", "92.8 % / 94.7 % / 0.97", UNVERIFIED),
    ),
    prevalences=(
        Prevalence(1 / 700, "cleft lip with or without palate, 1 in 700 to 1,000 births"),
        Prevalence(0.02, "share of clefts in the paper's pictures, as summarised, unverified"),
    ),
)
