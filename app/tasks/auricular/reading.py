"""What only a reader writes down of an ear."""

from app.domain.reader_form import Choice, ChoiceField, ReaderForm
from app.message import message

READING = ReaderForm(
    fields=(
        ChoiceField(
            "grade",
            message("Your grade of this ear"),
            (
                Choice("1", message("1: no deformity seen")),
                Choice("2", message("2: slight")),
                Choice("3", message("3: moderate")),
                Choice("4", message("4: marked")),
                Choice("5", message("5: severe")),
            ),
            message("A person's grade, beside the model's score: the two are not the same scale."),
        ),
        ChoiceField(
            "advice",
            message("Next step"),
            (
                Choice("watch", message("look again later")),
                Choice("mould", message("offer moulding")),
                Choice("refer", message("refer to a specialist")),
            ),
        ),
    ),
)
