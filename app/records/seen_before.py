"""Pictures of an exam that were sent before as something else: as the other ear, or for another patient."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, aliased

from app.domain.complaint import Complaint
from app.domain.exam import Laterality
from app.message import message
from app.records.tables import Exam, Picture, Site

OTHER_EAR, OTHER_PATIENT = "same_other_ear", "same_other_patient"
SENTENCES = {
    OTHER_EAR: message(
        "This picture stands in an exam of this patient's other ear as well. Please check which ear it shows."
    ),
    OTHER_PATIENT: message(
        "This picture stands in an exam of another patient of your site as well. Please check whose it is."
    ),
}
"""Without a name: somebody else may be looking on."""
SIDES = frozenset((Laterality.LEFT, Laterality.RIGHT))
MOST = 1000
MINE, THEIRS, OTHER = aliased(Picture), aliased(Picture), aliased(Exam)
"""Made once: an alias costs more than the question asked with it."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One picture of an exam, found elsewhere at its site."""

    code: str
    picture: int
    """Its place in the exam, from nought."""
    exam_id: UUID
    """Where it stands as well."""

    @property
    def complaint(self) -> Complaint:
        """As it stands beside the exam for whoever reads it."""
        return Complaint(self.code, SENTENCES[self.code], hard=False, note=True, picture=self.picture)


def seen_before(session: Session, exam: Exam) -> list[Seen]:
    """Of each kind the first one; the same pictures for another question are none."""
    sides = SIDES - {exam.laterality} if exam.laterality in SIDES else set()
    other_ear = and_(OTHER.patient_id == exam.patient_id, OTHER.laterality.in_(sides))
    wanted = (
        select(MINE.position, OTHER.id, OTHER.patient_id)
        .join(THEIRS, THEIRS.sha256 == MINE.sha256)
        .join(OTHER, OTHER.id == THEIRS.exam_id)
        .where(MINE.exam_id == exam.id, OTHER.id != exam.id, OTHER.site_id == exam.site_id)
        .where(or_(OTHER.patient_id != exam.patient_id, other_ear))
        .order_by(MINE.position, OTHER.created_at)
        .limit(MOST)
    )
    found: dict[str, Seen] = {}
    for position, exam_id, patient_id in session.execute(wanted):
        code = OTHER_EAR if patient_id == exam.patient_id else OTHER_PATIENT
        found.setdefault(code, Seen(code, position, exam_id))
    return list(found.values())


def one_at_a_time(session: Session, site_id: UUID) -> None:
    """Until this transaction ends nobody else of the site takes in an exam: of two sent at once, the later is asked."""
    session.execute(select(Site.id).where(Site.id == site_id).with_for_update(key_share=True))
