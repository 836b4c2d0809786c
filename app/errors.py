"""One family of errors: a status and a sentence with the next step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.message import message


class NeoscreenError(Exception):
    """Something a person can be told about, and act on.

    The sentence is a message of the catalogue; its values are filled in after translation.
    """

    status = 500
    title = message("Something went wrong")

    def __init__(self, sentence: str, *, fields: Mapping[str, str] | None = None, **values: object) -> None:
        super().__init__(sentence.format(**values) if values else sentence)
        self.message = sentence
        self.values = values
        self.fields = dict(fields or {})
        """Sentences by form field, for those who must mend a form."""

    @property
    def sentence(self) -> str:
        return str(self)


class Invalid(NeoscreenError):
    """What was sent cannot be used."""

    status = 422
    title = message("This cannot be used as it is")


@dataclass(frozen=True, slots=True)
class FileFault:
    """One file of several that cannot be used."""

    position: int
    name: str
    error: NeoscreenError


class UnusableFiles(Invalid):
    """Files that cannot be used; none of those sent with them was kept."""

    def __init__(self, files: Sequence[FileFault]) -> None:
        super().__init__(
            "Some files cannot be used, so nothing was kept. Please leave out the named files, or send better ones."
        )
        self.files = tuple(files)


class Malformed(NeoscreenError):
    """The request itself cannot be read."""

    status = 400
    title = message("This request cannot be read")


class SignedOut(NeoscreenError):
    """Nobody is signed in."""

    status = 401
    title = message("Please sign in")


class Forbidden(NeoscreenError):
    """The person is known, and may not do this."""

    status = 403
    title = message("This is not yours to do")


class NotFound(NeoscreenError):
    """There is nothing under this name, or it is not yours to see."""

    status = 404
    title = message("Nothing here")


class Conflict(NeoscreenError):
    """It clashes with what is already there."""

    status = 409
    title = message("This clashes with what is already there")


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something to be looked at once more before it is kept."""

    code: str
    sentence: str
    place: str
    """The address of what it is about."""


class Doubtful(Conflict):
    """It may be a mistake; whoever sends it may go on with a reason."""

    title = message("Please look once more")

    def __init__(self, doubts: Sequence[Doubt]) -> None:
        super().__init__(
            "Nothing was kept yet. Please look once more; if it is right as it is, say why and send it again."
        )
        self.doubts = tuple(doubts)


class Stale(NeoscreenError):
    """Somebody else changed it in the meantime."""

    status = 412
    title = message("Somebody changed this in the meantime")


class TooLarge(NeoscreenError):
    """More than the server takes at once."""

    status = 413
    title = message("This is too large")


class UnknownKind(NeoscreenError):
    """A file of a kind that is not read here."""

    status = 415
    title = message("This kind of file is not read here")


class VersionRequired(NeoscreenError):
    """A change must name the version it was made from."""

    status = 428
    title = message("Which version did you change?")


class TooSoon(NeoscreenError):
    """Please wait a moment."""

    status = 429
    title = message("Please wait a moment")

    def __init__(self, sentence: str, *, seconds: int, **values: object) -> None:
        super().__init__(sentence, fields=None, seconds=seconds, **values)
        self.seconds = seconds


class Unavailable(NeoscreenError):
    """Something the answer needs is not there now."""

    status = 503
    title = message("Not available right now")

    def __init__(self, sentence: str, *, seconds: int | None = None, **values: object) -> None:
        super().__init__(sentence, fields=None, **values)
        self.seconds = seconds
        """When it is worth asking again; None where nobody knows."""


class Unserved(Unavailable):
    """The model of a task is not served: it may be back in a while, and nothing is wrong with whoever asks it."""
