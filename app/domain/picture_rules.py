"""What a usable picture is: bounds on what can be measured of it, with what to say where one is crossed."""

from dataclasses import dataclass, field
from enum import StrEnum


class Measure(StrEnum):
    """What can be measured of a picture, a region in it, an exam or an answer; each is one number."""

    SIDE = "side"
    """Pixels of the shorter side."""
    SHARPNESS = "sharpness"
    """Detail left at a standard size, 0 to 1."""
    LIGHT = "light"
    """Brightness of the brightest hundredth, 0 to 1."""
    CONTRAST = "contrast"
    """From the darkest twentieth to the brightest, 0 to 1."""
    BURNT = "burnt"
    """Share that is burnt out in a colour or more."""
    GLARE = "glare"
    """Share under mirror-like spots."""
    COLOUR = "colour"
    """Share of what is lit that has a colour."""
    ULTRASOUND = "ultrasound"
    """How much it looks like an ultrasound picture, 0 to 1."""
    ORGAN = "organ"
    """Chance that it shows what the task reads, by the organ check that comes with the model."""
    DOPPLER = "doppler"
    """Share under the colours of blood flow."""
    MARKS = "marks"
    """Calipers and other measurement marks."""
    DEVICE = "device"
    """Share of the region under something smooth and artificial."""
    FOUND = "found"
    """Regions, such as ears or faces."""
    REGION = "region"
    """Pixels of the region's shorter side."""
    CUT = "cut"
    """Share of the region's outline that lies on the picture's edge."""
    YAW = "yaw"
    """Degrees to either side."""
    PITCH = "pitch"
    ROLL = "roll"
    COPIES = "copies"
    """Earlier pictures of the exam that hold the very same pixels."""
    LIKENESSES = "likenesses"
    """Earlier pictures of the exam that are nearly the same."""
    USABLE = "usable"
    """Pictures of the exam that no complaint keeps from being judged."""
    STRANGENESS = "strangeness"
    """Distance of the embedding from the training pictures, over the manifest's threshold."""


class Weight(StrEnum):
    """What a complaint does."""

    REFUSES = "refuses"
    """The network never sees the picture; nobody may overrule it."""
    ASKS = "asks"
    """The picture is left out unless a clinician overrules with a reason."""
    NOTES = "notes"
    """The picture is judged; the complaint stands beside the answer."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A bound on one measure: at least, at most, or both."""

    measure: Measure
    code: str
    """The complaint's slug. Rules of one code are grades of one fault: only the gravest broken one is said."""
    message: str
    """What is wrong and what to do, marked by `message`; may name {value}, {least} and {most}."""
    weight: Weight
    least: float | None = None
    most: float | None = None

    def __post_init__(self) -> None:
        if self.least is None and self.most is None:
            raise ValueError(f"the rule {self.code!r} needs a bound")
        if self.least is not None and self.most is not None and self.least > self.most:
            raise ValueError(f"the rule {self.code!r} has least {self.least} above most {self.most}")

    def broken(self, value: float) -> bool:
        """Whether the value lies beyond a bound; what is no number keeps none."""
        above = self.least is None or value >= self.least
        below = self.most is None or value <= self.most
        return not (above and below)


@dataclass(frozen=True, slots=True)
class Guide:
    """How to take the picture, in the fewest words, and which outline to lay over the camera."""

    outline: str = "frame"
    """The name of a drawing: ear, face, fan or frame."""
    steps: tuple[str, ...] = ()
    """Sentences, marked by `message`."""


@dataclass(frozen=True, slots=True)
class PictureRules:
    """Everything asked of a task's pictures, by the moment at which it can be asked."""

    picture: tuple[Rule, ...] = ()
    """Of each picture, before anything is looked for in it."""
    organ: tuple[Rule, ...] = ()
    """Of what each picture shows; asked where the model brings an organ check."""
    misplaced: str = ""
    """What another task says of such a picture, marked by `message`; it names this task."""
    region: tuple[Rule, ...] = ()
    """Of what was found in it; `FOUND` counts the regions, all others measure the foremost one."""
    exam: tuple[Rule, ...] = ()
    """Of a picture among its exam's pictures, and of the exam as a whole."""
    answer: tuple[Rule, ...] = ()
    """Of the network's embedding of it."""
    sure: float = 0.25
    """A region counts from this score on."""
    guide: Guide = field(default_factory=Guide)

    @property
    def rules(self) -> tuple[Rule, ...]:
        return (*self.picture, *self.organ, *self.region, *self.exam, *self.answer)
