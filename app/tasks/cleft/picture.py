"""What a usable picture of a fetal face is, and how to take it."""

from app.domain.picture_rules import Guide, PictureRules
from app.message import message
from app.tasks.rules import FEW, ORGAN, SAME, SCAN, STRANGE

PICTURE = PictureRules(
    picture=SCAN,
    organ=ORGAN,
    misplaced=message(
        "This seems to show the face of a fetus, which the task “Fetal orofacial cleft” reads. "
        "Please check the picture and the task."
    ),
    exam=(*SAME, FEW),
    answer=STRANGE,
    guide=Guide(
        outline="fan",
        steps=(
            message("Lips and nostrils in the coronal plane, the alveolar ridge across."),
            message("The face free of hands, cord and the wall of the womb."),
            message("Gray pictures without colour Doppler and, where you can, without measurement marks."),
            message("Send the scanner's own file; a photograph of its screen will not do."),
        ),
    ),
)
