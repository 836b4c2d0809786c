"""One picture, or one frame of it: decoded, its ear or face found, made ready for the network."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from math import ceil

from app.domain.answered import Seen
from app.domain.backend import Backend, Floats
from app.domain.complaint import Complaint
from app.domain.exam import Laterality
from app.domain.picture import OpenPicture, Pixels
from app.domain.recipe import Region
from app.domain.task import Task
from app.errors import NeoscreenError
from app.imaging.likeness import Fingerprint, fingerprint
from app.imaging.sight import Sight
from app.inference.bundle import Bundle
from app.pipeline.clock import Clock
from app.pipeline.gate import Decoded, apart, look, look_at_exam, look_at_organ, look_at_regions
from app.pipeline.organ import organ_of
from app.pipeline.region import Found, find, least_side

UNREADABLE = "unreadable"
FINER = 2
"""Decoded pixels for one of the network's, at least, where the picture has as many."""


@dataclass(frozen=True, slots=True)
class Glance:
    """What is wrong with a frame, and what the network is to see of it."""

    picture: int
    frame: int
    complaints: tuple[Complaint, ...]
    fingerprint: Fingerprint | None = None
    """By which a copy is known again; None where it is not held against others, or there are no pixels."""
    seen: Seen | None = None
    """None where there is nothing to be seen: no ear, no face, no pixels."""
    given: Floats | None = None
    """The network's input."""


@dataclass(frozen=True, slots=True)
class Looker:
    """Looks at the frames of an exam one by one: a cine is never in memory as a whole."""

    task: Task
    model: Bundle
    backend: Backend
    laterality: Laterality
    clock: Clock
    compared: Collection[tuple[int, int]] = ()
    """Picture and frame of those that are held against one another."""
    deadline: float | None = None

    def look(self, opened: OpenPicture, picture: int, frame: int) -> Glance:
        """A picture that proves damaged is refused, not raised."""
        try:
            pixels = self.decode(opened, frame, least_side(self.model))
        except NeoscreenError as error:
            return Glance(picture, frame, (unreadable(error, picture, frame),))
        found = self.find(pixels, opened)
        named = frame if opened.frames > 1 else None
        glance = self.judge(Decoded(pixels, opened.width, opened.height, picture, named), found)
        foremost = next(iter(apart(found, self.task.picture)), None)
        if foremost is None and self.searches:
            return glance
        return self.show(pixels, opened, glance, foremost)

    @property
    def searches(self) -> bool:
        """Whether a region is looked for, or the whole picture is judged."""
        return self.model.manifest.preparation.region is not Region.WHOLE

    def judge(self, decoded: Decoded, found: tuple[Found, ...]) -> Glance:
        """What is wrong with the picture and with what was found in it, all at once."""
        rules = self.task.picture
        with self.clock.step("gate"):
            complaints = look(decoded, rules)
            if not any(complaint.hard for complaint in complaints):
                complaints += self.organ(decoded)
            if self.searches:
                complaints += look_at_regions(decoded, found, rules)
            place = (decoded.picture, decoded.frame or 0)
            return Glance(*place, complaints, fingerprint(decoded.pixels) if place in self.compared else None)

    def organ(self, decoded: Decoded) -> tuple[Complaint, ...]:
        """What the picture shows, where the model brings a check of that."""
        chances = organ_of(decoded.pixels, self.model, self.run)
        return look_at_organ(chances, self.task, decoded.picture, decoded.frame)

    def decode(self, opened: OpenPicture, frame: int, least: int) -> Pixels:
        with self.clock.step("decode"):
            return opened.frame(frame, least)

    def find(self, pixels: Pixels, opened: OpenPicture) -> tuple[Found, ...]:
        """Ears or faces, the surest first, in pixels of the picture as shown."""
        with self.clock.step("locate"):
            found = find(pixels, self.model, self.run, self.task.picture.sure)
            return tuple(one.scaled(opened.width / pixels.shape[1]) for one in found)

    def run(self, part: str, pictures: Floats) -> dict[str, Floats]:
        return self.backend.infer(self.task.slug, part, pictures, deadline=self.deadline)

    def show(self, pixels: Pixels, opened: OpenPicture, glance: Glance, foremost: Found | None) -> Glance:
        """Cut, mirrored and prepared; decoded once more where the region is small in what was decoded."""
        preparation = self.model.manifest.preparation.value()
        shown = (opened.width, opened.height)
        place = self.sight(foremost, 1).place(shown, shown, preparation)
        if pixels.shape[1] < opened.width * min(FINER * place.zoom, 1):
            pixels = self.decode(opened, glance.frame, ceil(place.zoom * min(shown)))
        decoded = (pixels.shape[1], pixels.shape[0])
        sight = self.sight(foremost, decoded[0] / shown[0])
        seen = Seen(
            picture=glance.picture,
            frame=glance.frame,
            placement=sight.place(decoded, shown, preparation),
            region=foremost.box if foremost else None,
            landmarks=(foremost.landmarks or ()) if foremost else (),
        )
        with self.clock.step("locate"):
            return replace(glance, seen=seen, given=sight.see(pixels, preparation))

    def sight(self, foremost: Found | None, share: float) -> Sight:
        """What the network is to see of a picture decoded at this share of its size."""
        given = self.model.manifest.preparation
        mirrored = given.mirrored is not None and self.laterality == given.mirrored
        if foremost is None:
            return Sight(mirrored=mirrored)
        return foremost.scaled(share).sight(given.margin, mirrored=mirrored)


def unreadable(error: NeoscreenError, picture: int, frame: int | None = None) -> Complaint:
    """What the decoder said, as a complaint."""
    return Complaint(UNREADABLE, error.message, hard=True, picture=picture, frame=frame, values=error.values)


def look_twice(glances: Sequence[Glance], task: Task) -> tuple[Complaint, ...]:
    """Pictures that the exam holds twice."""
    prints = {glance.picture: glance.fingerprint for glance in glances if glance.fingerprint is not None}
    places = tuple(prints)
    found = look_at_exam(tuple(prints.values()), task.picture)
    return tuple(replace(one, picture=places[one.picture]) for one in found if one.picture is not None)
