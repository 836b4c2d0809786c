"""What a site has chosen for a task: operating point, prevalence, reading mode."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from app.domain.exam import ReadingMode
from app.errors import Invalid
from app.message import message
from app.records.tables import SiteTask


@dataclass(frozen=True, slots=True)
class Choice:
    """One task at one site; what is empty is left to the model and the task's sources."""

    operating_point: str = ""
    prevalence: float | None = None
    reading_mode: ReadingMode = ReadingMode.SECOND_READER

    def __post_init__(self) -> None:
        if self.prevalence is not None and not 0 < self.prevalence < 1:
            said = message("A prevalence lies between 0 and 1, such as 0.058.")
            raise Invalid("Please mend the marked fields.", fields={"prevalence": said})


def choice_of(session: Session, site_id: UUID, task: str) -> Choice:
    """What the site has chosen, or nothing in particular."""
    row = session.get(SiteTask, (site_id, task))
    return Choice(row.operating_point, row.prevalence, row.reading_mode) if row else Choice()


def choose(session: Session, site_id: UUID, task: str, choice: Choice) -> None:
    """Keep a site's choice; it holds for analyses from now on."""
    row = session.get(SiteTask, (site_id, task)) or SiteTask(site_id=site_id, task=task)
    row.operating_point, row.prevalence = choice.operating_point, choice.prevalence
    row.reading_mode = choice.reading_mode
    session.add(row)
    session.flush()
