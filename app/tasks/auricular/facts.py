"""What a reader of an ear's answer must know, each fact with its source."""

from app.domain.facts import Facts, PaperFigure, Prevalence

FACTS = Facts(
    paper="An Interpretable Deep Learning System for Fine-Grained Classification and Longitudinal Tracking "
    "of Neonatal Auricular Deformities",
    intended=(
        "To help a trained nurse or physician decide which newborn's ear a specialist should see while "
        "molding can still work.",
        "To suggest the kind of deformity; the reader may change it.",
        "To compare pictures of the same ear over time, with a band for the spread of repeated pictures.",
    ),
    not_for=(
        "Deciding on treatment, or ruling a deformity out.",
        "Malformations such as microtia or anotia: they are no molding candidates; a suspicion is referred.",
        "Grading severity as a clinician would: the score is a learned likeness, not a clinical grade.",
        "Comparing severity scores of different model versions.",
    ),
    hazards=(
        "Many ears correct themselves: 31.6 % within 30 days in one study of 1,500 newborns. A falling score "
        "is not proof that treatment worked.",
        "Experts disagree: in the part of the public BabyEar4k labels that was read, two experts gave the "
        "same full code to 79.5 % of ears. A named subtype is a suggestion.",
        "Rare subtypes are underpowered, says the paper; cryptotia is a few in a thousand ears.",
        "The paper's heat maps lay on landmarks frequently, not always.",
        "Sources disagree whether a cup ear is a deformity or a constricted malformation.",
        "Camera angle, hair, a molding device in view, and growth of the ear change the picture and may "
        "change the score.",
        "The window is short: after three weeks only about half of ears respond to molding (Byrd 2010).",
    ),
    negative="No deformity was suggested on this picture; the ear has not been examined by it.",
    figures=(
        PaperFigure("Screening accuracy", "88.2 %"),
        PaperFigure("Screening AUC", "0.949"),
        PaperFigure("Subtype accuracy", "87.4 %"),
        PaperFigure("Subtype macro-AUC", "0.976"),
        PaperFigure("Fall of severity after intervention", "p = 0.0004"),
        PaperFigure("Material", "n = 4,644", "as stated in the paper; its unit is not stated"),
    ),
    prevalences=(
        Prevalence(0.7987, "any deformity, Zhou 2024, 1,272 ears in the first week"),
        Prevalence(0.10, "an example for clinics where deformities are rarer; not from a source"),
    ),
)
