"""What a reader of an answer on a face must know, each fact with its source."""

from app.domain.facts import Facts, PaperFigure, Prevalence

FACTS = Facts(
    paper="Baek et al., velocardiofacial syndrome from face photographs, Plast Reconstr Surg 2025; 156(1): "
    "112e–119e (doi 10.1097/PRS.0000000000011792)",
    intended=(
        "To support the decision to test for a 22q11.2 deletion in a child who has already been referred to "
        "a clinic for other reasons.",
    ),
    not_for=(
        "Screening of children at large, of pictures from families or from the web.",
        "Ruling the syndrome out, or making the diagnosis: a microarray or MLPA does.",
        "Recognising who a child is.",
        "Pictures from an angle: only frontal photographs enter an answer.",
    ),
    hazards=(
        "The syndrome is rare, about 1 in 4,000: even a test of 95 % sensitivity and specificity would be "
        "right in 0.5 % of its positive answers in the population.",
        "Angle matters: in the paper 95.00 % frontal against 80.82 to 88.02 % at mixed angles.",
        "The paper divided its pictures at random; whether by patient is not stated, with about nine "
        "pictures a patient. Its figures may be too good.",
        "Facial signs are few in most patients, differ between populations, and are seen less in non-Caucasians.",
        "With real controls facial tools fall: DeepGestalt told patients from controls with AUROC 0.73.",
        "A face is an identifier: consent of the guardian, deletion on request.",
    ),
    negative="These photographs do not suggest the syndrome. This does not exclude it.",
    figures=(
        PaperFigure("Accuracy, frontal photographs", "95.00 %"),
        PaperFigure("Accuracy, mixed angles", "80.82–88.02 %"),
        PaperFigure("Face recognition (first stage) accuracy", "94.03–99.78 %"),
        PaperFigure("Material", "98 patients (920 photographs), 91 controls (463 photographs)"),
    ),
    prevalences=(
        Prevalence(1 / 4000, "the population, at least 1 in 4,000"),
        Prevalence(0.05, "an example for a referral clinic; not from a source"),
    ),
    views=("frontal",),
)
