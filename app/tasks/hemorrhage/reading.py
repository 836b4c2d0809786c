"""What only a reader writes down of a cranial ultrasound examination."""

from app.domain.reader_form import Choice, ChoiceField, DayField, ReaderForm
from app.message import message

GRADES = (
    Choice("0", message("none seen")),
    Choice("1", message("I: subependymal")),
    Choice("2", message("II: in the ventricle, not dilated")),
    Choice("3", message("III: in the ventricle, dilated")),
    Choice("4", message("IV: in the tissue")),
)
HINT = message("By Papile. Grade IV is understood today as venous infarction.")

READING = ReaderForm(
    fields=(
        ChoiceField("papile_left", message("Papile grade, left"), GRADES, HINT),
        ChoiceField("papile_right", message("Papile grade, right"), GRADES),
        DayField(
            "next_scan",
            message("Next scan"),
            message("Many units repeat at 7 to 10 days, at 4 to 6 weeks and at term; yours may differ."),
        ),
    ),
)
