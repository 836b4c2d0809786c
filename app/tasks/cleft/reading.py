"""What only a reader writes down of a fetal face."""

from app.domain.reader_form import Choice, ChoiceField, ReaderForm
from app.message import message

SEEN = (
    Choice("intact", message("seen, intact")),
    Choice("cleft", message("seen, cleft")),
    Choice("unseen", message("not seen well enough")),
)

READING = ReaderForm(
    fields=(
        ChoiceField("lip_left", message("Lip, left of the fetus"), SEEN),
        ChoiceField("lip_right", message("Lip, right of the fetus"), SEEN),
        ChoiceField(
            "alveolus",
            message("Alveolar ridge"),
            SEEN,
            message("A cleft of the alveolus is often mistaken for one of the palate."),
        ),
    ),
)
