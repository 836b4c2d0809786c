"""What a usable picture of a face is, and how to take it."""

from app.domain.picture_rules import Guide, Measure, PictureRules, Rule, Weight
from app.message import message
from app.tasks.rules import PHOTOGRAPH, REGION, SAME, STRANGE

TURNED = message(
    "The face does not look straight at the camera. Please take it again from the front, the camera at eye level."
)

FACE = (
    Rule(
        Measure.FOUND,
        "no_face",
        message("No face was found. Please photograph the child's face from the front, with good light."),
        Weight.REFUSES,
        least=1,
    ),
    Rule(
        Measure.FOUND,
        "several_faces",
        message("{value} faces were found. Please take a photograph in which only the child is seen."),
        Weight.REFUSES,
        most=1,
    ),
    Rule(
        Measure.REGION,
        "face_small",
        message("The face is only {value} pixels wide. Please go nearer and take the photograph again."),
        Weight.REFUSES,
        least=56,
    ),
    Rule(
        Measure.CUT,
        "face_cut",
        message("The face is cut off by the edge of the picture. Please take in the whole head."),
        Weight.ASKS,
        most=0.2,
    ),
    Rule(Measure.YAW, "not_frontal", TURNED, Weight.REFUSES, least=-20, most=20),
    Rule(Measure.PITCH, "not_frontal", TURNED, Weight.REFUSES, least=-25, most=25),
    Rule(Measure.ROLL, "not_frontal", TURNED, Weight.REFUSES, least=-30, most=30),
)

PICTURE = PictureRules(
    picture=PHOTOGRAPH,
    region=(*FACE, *REGION),
    exam=SAME,
    answer=STRANGE,
    guide=Guide(
        outline="face",
        steps=(
            message("The guardian's consent first."),
            message("Only the child in the picture, looking straight at the camera at eye level."),
            message("Face free of hair, glasses, tubes and hands; mouth closed, no smile."),
            message("Daylight from the front, no flash, a plain background."),
        ),
    ),
)
