"""Clefts of the lip and alveolus before birth, from one fetus' ultrasound pictures."""

from app.domain.subject import Subject
from app.domain.task import Level, Modality, Task
from app.tasks.cleft.assess import assess
from app.tasks.cleft.facts import FACTS
from app.tasks.cleft.findings import FINDINGS
from app.tasks.cleft.picture import PICTURE
from app.tasks.cleft.reading import READING

TASK = Task(
    slug="cleft",
    title="Fetal orofacial cleft",
    question="Do these pictures of the fetal face suggest a cleft of the lip or alveolus?",
    modality=Modality.ULTRASOUND,
    level=Level.EXAM,
    findings=FINDINGS,
    picture=PICTURE,
    assess=assess,
    facts=FACTS,
    subject=Subject.FETUS,
    reading=READING,
)
