"""Bleeding in a newborn's head, from the frames of one cranial ultrasound examination."""

from app.domain.subject import Subject
from app.domain.task import Level, Modality, Task
from app.tasks.hemorrhage.assess import assess
from app.tasks.hemorrhage.facts import FACTS
from app.tasks.hemorrhage.findings import FINDINGS
from app.tasks.hemorrhage.picture import PICTURE
from app.tasks.hemorrhage.reading import READING

TASK = Task(
    slug="hemorrhage",
    title="Neonatal intracranial hemorrhage",
    question="Do the frames of this cranial ultrasound examination suggest intracranial hemorrhage?",
    modality=Modality.ULTRASOUND,
    level=Level.EXAM,
    findings=FINDINGS,
    picture=PICTURE,
    assess=assess,
    facts=FACTS,
    subject=Subject.NEWBORN,
    reading=READING,
)
