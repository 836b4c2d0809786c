"""A treatment period as typed into the form."""

from datetime import UTC, date, datetime

from app.domain.exam import Ear
from app.domain.treatment import PeriodFacts
from app.message import message
from app.web.form import A_DATE, EntryForm, Reader, typed


class TreatmentForm(EntryForm):
    """The fields of the form, by the names they have there."""

    ear: str = ""
    device: str = ""
    size: str = ""
    began_on: str = ""
    ended_on: str = ""
    end_reason: str = ""

    @classmethod
    def of(cls, facts: PeriodFacts, version: int) -> "TreatmentForm":
        return cls(
            ear=facts.ear,
            device=facts.device,
            size=facts.size,
            began_on=str(facts.began_on),
            ended_on=typed(facts.ended_on),
            end_reason=facts.end_reason,
            version=version,
        )

    def facts(self) -> PeriodFacts:
        """The value; or all that is wrong with it, at once."""
        reader = Reader(self)
        ear = reader.demand("ear", Ear, message("Please choose the ear."), Ear.LEFT)
        began_on = reader.demand("began_on", date.fromisoformat, A_DATE, datetime.now(UTC).date())
        ended_on = reader.read("ended_on", date.fromisoformat, A_DATE)
        return reader.build(
            lambda: PeriodFacts(
                ear=ear,
                device=self.device,
                size=self.size,
                began_on=began_on,
                ended_on=ended_on,
                end_reason=self.end_reason.replace("\r\n", "\n"),
            )
        )
