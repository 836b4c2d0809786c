"""Everything that is known of a patient's ears over time, and how old the patient was."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from app.domain.age import age_days, corrected_days
from app.domain.exam import Ear
from app.domain.treatment import PeriodFacts, VisitFacts
from app.domain.trend import Point, Scorer, Trend, latest, series, trend_over, trend_since, whole_trend


@dataclass(frozen=True, slots=True)
class Birth:
    """When a child was born, and the clinic's wall clock."""

    on: date
    gestation_days: int | None
    zone: ZoneInfo

    def day(self, moment: datetime) -> date:
        """The day on the clinic's wall."""
        return moment.astimezone(self.zone).date()

    def age(self, day: date, corrected: bool = False) -> int:
        """Days since birth, or since the due date; below nought before it."""
        if corrected and self.gestation_days is not None:
            return corrected_days(self.on, self.gestation_days, day)
        return age_days(self.on, day)


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit as kept."""

    id: UUID
    facts: VisitFacts
    version: int
    by: str


@dataclass(frozen=True, slots=True)
class Period:
    """A treatment period as kept."""

    id: UUID
    facts: PeriodFacts
    version: int


@dataclass(frozen=True, slots=True)
class Reference:
    """Where the normal ears lie that a model was made from."""

    scorer: Scorer
    upper: float
    """95 % of them score below this."""
    source: str
    """What those ears were."""


class Since(StrEnum):
    """What a trend begins with."""

    FIRST = "first"
    """The first score that can be compared with the newest."""
    TREATMENT = "treatment"
    EARLIER_MODEL = "earlier_model"
    """Another model's first score; its trend ended when the next model took over."""


@dataclass(frozen=True, slots=True)
class Told:
    """A trend, and what it speaks of."""

    since: Since
    trend: Trend


@dataclass(frozen=True, slots=True)
class Course:
    """The ears of one patient over time."""

    birth: Birth
    today: date
    points: tuple[Point, ...] = ()
    """One an exam and ear, by the model that spoke last of it."""
    superseded: int = 0
    """Scores of the same pictures by earlier models, which are not drawn."""
    waiting: int = 0
    """Exams with scores that are not shown before somebody has read them."""
    visits: tuple[Visit, ...] = ()
    periods: tuple[Period, ...] = ()
    references: tuple[Reference, ...] = ()

    @property
    def synthetic(self) -> bool:
        """A score among these comes from a model that learnt from phantoms."""
        return any(point.scorer.synthetic for point in self.points)

    def tell(self, ear: Ear) -> tuple[Told, ...]:
        """The newest model's whole way, the way since the last treatment began, and the ways earlier models saw."""
        own = [point for point in self.points if point.ear is ear]
        whole = whole_trend(own, ear)
        told = [Told(Since.FIRST, whole)] if whole else []
        began = [period.facts.began_on for period in self.periods if period.facts.ear is ear]
        treated = trend_since(own, ear, self._evening(max(began))) if began else None
        if treated and treated != whole:
            told.append(Told(Since.TREATMENT, treated))
        current = latest(own, ear)
        earlier = [found for line in series(own) if line[-1] not in current and (found := trend_over(line))]
        earlier.sort(key=lambda trend: trend.last.taken_at, reverse=True)
        return (*told, *(Told(Since.EARLIER_MODEL, trend) for trend in earlier))

    def last_visit(self, ear: Ear) -> Visit | None:
        own = [visit for visit in self.visits if visit.facts.ear is ear]
        return max(own, key=lambda visit: visit.facts.seen_at) if own else None

    def worn(self, ear: Ear) -> Period | None:
        """The treatment that goes on."""
        own = [period for period in self.periods if period.facts.ear is ear and period.facts.ended_on is None]
        return own[-1] if own else None

    def newest(self, ear: Ear) -> Point | None:
        own = [point for point in self.points if point.ear is ear]
        return max(own, key=lambda point: (point.taken_at, point.exam)) if own else None

    def _evening(self, day: date) -> datetime:
        """A picture of the day on which a device was fitted counts as before it."""
        return datetime.combine(day + timedelta(days=1), time(), self.birth.zone)
