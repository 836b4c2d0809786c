"""What a usable picture of a fetal head or spine is, and how to take it."""

from app.domain.picture_rules import Guide, PictureRules
from app.message import message
from app.tasks.rules import FEW, ORGAN, SAME, SCAN, STRANGE

PICTURE = PictureRules(
    picture=SCAN,
    organ=ORGAN,
    misplaced=message(
        "This seems to show the head or spine of a fetus, which the task “Fetal central nervous system” reads. "
        "Please check the picture and the task."
    ),
    exam=(*SAME, FEW),
    answer=STRANGE,
    guide=Guide(
        outline="fan",
        steps=(
            message("Transventricular, transthalamic and transcerebellar planes, and the spine lengthwise and across."),
            message("Gray pictures without colour Doppler and, where you can, without measurement marks."),
            message("All pictures of one fetus and one examination in one exam."),
            message("Send the scanner's own file; a photograph of its screen will not do."),
        ),
    ),
)
