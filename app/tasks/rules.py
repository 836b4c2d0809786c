"""Rules that several tasks ask of their pictures; where the bounds come from: docs/decisions/0010-gates.md."""

from app.domain.picture_rules import Measure, Rule, Weight
from app.message import message

SCAN = (
    Rule(
        Measure.SIDE,
        "too_small",
        message("The picture has only {value} pixels on its shorter side. Please send the scanner's own file."),
        Weight.REFUSES,
        least=128,
    ),
    Rule(
        Measure.ULTRASOUND,
        "not_ultrasound",
        message(
            "This does not look like an ultrasound picture; it may be a photograph, a page or another kind of scan. "
            "Please choose the picture that the scanner saved."
        ),
        Weight.REFUSES,
        least=0.1,
    ),
    Rule(
        Measure.ULTRASOUND,
        "not_ultrasound",
        message(
            "This hardly looks like an ultrasound picture. Please check that it is the right file, "
            "as the scanner saved it."
        ),
        Weight.ASKS,
        least=0.3,
    ),
    Rule(
        Measure.SHARPNESS,
        "blurred",
        message("The picture is blurred. Please hold the probe still, set the focus, and save it again."),
        Weight.ASKS,
        least=0.4,
    ),
    Rule(
        Measure.LIGHT,
        "too_dark",
        message("The picture is very dark. Please raise the gain, check the contact of the probe, and save it again."),
        Weight.ASKS,
        least=0.4,
    ),
    Rule(
        Measure.CONTRAST,
        "flat",
        message("The picture has hardly any contrast. Please set gain and dynamic range, and save it again."),
        Weight.ASKS,
        least=0.15,
    ),
    Rule(
        Measure.BURNT,
        "too_bright",
        message("Much of the picture is white. Please lower the gain and save it again."),
        Weight.ASKS,
        most=0.06,
    ),
    Rule(
        Measure.DOPPLER,
        "doppler",
        message(
            "Colours of blood flow cover part of the picture. Please save it again without colour Doppler: "
            "the model knows gray pictures only."
        ),
        Weight.ASKS,
        most=0.005,
    ),
    Rule(
        Measure.MARKS,
        "calipers",
        message(
            "Measurement marks lie on the picture and may sway the model. Where you can, save it without them as well."
        ),
        Weight.NOTES,
        most=0,
    ),
)
"""Of an ultrasound picture."""

ORGAN = (
    Rule(
        Measure.ORGAN,
        "other_organ",
        message(
            "This does not seem to show what this task reads; it may be another part of the body. "
            "Please check the picture and the task."
        ),
        Weight.ASKS,
        least=0.2,
    ),
)
"""Of what an ultrasound picture shows."""

PHOTOGRAPH = (
    Rule(
        Measure.SIDE,
        "too_small",
        message("The photograph has only {value} pixels on its shorter side. Please send the camera's own file."),
        Weight.REFUSES,
        least=128,
    ),
    Rule(
        Measure.ULTRASOUND,
        "not_photograph",
        message("This looks like an ultrasound picture. Please choose a photograph, or another task."),
        Weight.REFUSES,
        most=0.7,
    ),
    Rule(
        Measure.COLOUR,
        "colourless",
        message("The photograph has no colours. Please take it in colour, without a filter."),
        Weight.ASKS,
        least=0.02,
    ),
    Rule(
        Measure.LIGHT,
        "too_dark",
        message("The photograph is too dark. Please take it again in daylight or under a lamp."),
        Weight.ASKS,
        least=0.42,
    ),
)
"""Of a photograph as a whole."""

REGION = (
    Rule(
        Measure.SHARPNESS,
        "blurred",
        message("The photograph is blurred there. Please wipe the lens, tap to focus, hold still, and take it again."),
        Weight.ASKS,
        least=0.36,
    ),
    Rule(
        Measure.CONTRAST,
        "flat",
        message("There is hardly any contrast. Please wipe the lens, avoid light from behind, and take it again."),
        Weight.ASKS,
        least=0.08,
    ),
    Rule(
        Measure.BURNT,
        "too_bright",
        message("Much of it is burnt out. Please step out of direct light and take the photograph again."),
        Weight.ASKS,
        most=0.15,
    ),
    Rule(
        Measure.GLARE,
        "glare",
        message("Light is mirrored there. Please switch the flash off, change the angle, and take it again."),
        Weight.ASKS,
        most=0.03,
    ),
)
"""Of the ear or face in it."""

SAME = (
    Rule(
        Measure.COPIES,
        "same_picture",
        message("This picture is in the exam already; it counts once. Please send a different one."),
        Weight.ASKS,
        most=0,
    ),
    Rule(
        Measure.LIKENESSES,
        "nearly_same",
        message("This is nearly the same picture as one before it; it counts once. Please send a different one."),
        Weight.ASKS,
        most=0,
    ),
)
"""Of pictures of one exam."""

FEW = Rule(
    Measure.USABLE,
    "few_pictures",
    message("Only {value} usable picture or frame is left of this exam; the model was made for several."),
    Weight.NOTES,
    least=2,
)
"""Of an exam that is answered as a whole."""

STRANGE = (
    Rule(
        Measure.STRANGENESS,
        "strange",
        message(
            "This picture is far from everything the model has learnt from, so it has no answer. "
            "Please check that task and picture belong together."
        ),
        Weight.REFUSES,
        most=2.0,
    ),
    Rule(
        Measure.STRANGENESS,
        "strange",
        message(
            "This picture is unlike those the model has learnt from, so its answer is held back. "
            "Please check the view and the task."
        ),
        Weight.ASKS,
        most=1.5,
    ),
    Rule(
        Measure.STRANGENESS,
        "strange",
        message(
            "This picture is somewhat unlike those the model has learnt from; its answer may mean nothing. "
            "Please judge without it."
        ),
        Weight.NOTES,
        most=1.0,
    ),
)
"""Of the network's embedding."""
