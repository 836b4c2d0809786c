"""What a usable frame of a cranial ultrasound examination is, and how to take it."""

from app.domain.picture_rules import Guide, PictureRules
from app.message import message
from app.tasks.rules import FEW, ORGAN, SAME, SCAN, STRANGE

PICTURE = PictureRules(
    picture=SCAN,
    organ=ORGAN,
    misplaced=message(
        "This seems to show the brain of a newborn, which the task “Neonatal intracranial hemorrhage” reads. "
        "Please check the picture and the task."
    ),
    exam=(*SAME, FEW),
    answer=STRANGE,
    guide=Guide(
        outline="fan",
        steps=(
            message("Through the anterior fontanelle: coronal frames from front to back, sagittal ones to both sides."),
            message("One examination, one exam: stills or a cine, up to 200 frames."),
            message("Gray pictures without colour Doppler and, where you can, without measurement marks."),
            message("Send the scanner's own file; a photograph of its screen will not do."),
        ),
    ),
)
