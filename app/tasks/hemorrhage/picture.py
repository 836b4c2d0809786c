"""What a usable frame of a cranial ultrasound examination is, and how to take it."""

from app.domain.picture_rules import Guide, PictureRules
from app.message import message
from app.tasks.rules import FEW, SAME, SCAN, STRANGE

PICTURE = PictureRules(
    picture=SCAN,
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
