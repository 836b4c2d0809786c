"""What only a reader writes down of a referred child."""

from app.domain.reader_form import Choice, ChoiceField, ReaderForm
from app.message import message

READING = ReaderForm(
    fields=(
        ChoiceField(
            "test",
            message("Genetic test"),
            (
                Choice("none", message("not asked for")),
                Choice("asked", message("asked for")),
                Choice("deletion", message("done: deletion found")),
                Choice("no_deletion", message("done: no deletion found")),
            ),
            message("Microarray or MLPA; FISH can miss nested deletions."),
        ),
    ),
)
