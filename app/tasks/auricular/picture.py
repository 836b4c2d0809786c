"""What a usable picture of an ear is, and how to take it."""

from app.domain.picture_rules import Guide, Measure, PictureRules, Rule, Weight
from app.message import message
from app.tasks.rules import PHOTOGRAPH, REGION, SAME, STRANGE

EAR = (
    Rule(
        Measure.FOUND,
        "no_ear",
        message("No ear was found. Please photograph one ear from the side, so that it fills half of the picture."),
        Weight.REFUSES,
        least=1,
    ),
    Rule(
        Measure.FOUND,
        "several_ears",
        message("{value} ears were found. Please photograph one ear alone, from its own side."),
        Weight.ASKS,
        most=1,
    ),
    Rule(
        Measure.REGION,
        "ear_small",
        message("The ear is only {value} pixels wide. Please go nearer and take the photograph again."),
        Weight.REFUSES,
        least=32,
    ),
    Rule(
        Measure.CUT,
        "ear_cut",
        message(
            "The ear is cut off by the edge of the picture. Please take in the whole ear with some space around it."
        ),
        Weight.ASKS,
        most=0.2,
    ),
    Rule(
        Measure.DEVICE,
        "device",
        message(
            "Something smooth seems to cover much of the ear. If it is a moulding device or a dressing, "
            "please take it off and photograph the bare ear."
        ),
        Weight.ASKS,
        most=0.45,
    ),
    Rule(
        Measure.DEVICE,
        "device",
        message("Something smooth may cover part of the ear. If it is a moulding device, the answer does not hold."),
        Weight.NOTES,
        most=0.3,
    ),
)

PICTURE = PictureRules(
    picture=PHOTOGRAPH,
    region=(*EAR, *REGION),
    exam=SAME,
    answer=STRANGE,
    guide=Guide(
        outline="ear",
        steps=(
            message("One ear a picture, straight from the side, the head upright."),
            message("Hair, cap and moulding device away from the ear."),
            message("Daylight, no flash; tap on the ear to focus."),
            message("Let the ear fill half of the picture, with space all around it."),
            message("For follow-up take two or three pictures, and take them the same way each time."),
        ),
    ),
)
