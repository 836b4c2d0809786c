"""Auricular deformities of newborns, seen in photographs of one ear."""

from app.domain.subject import Subject
from app.domain.task import Level, Modality, Task
from app.tasks.auricular.assess import assess
from app.tasks.auricular.facts import FACTS
from app.tasks.auricular.findings import FINDINGS
from app.tasks.auricular.picture import PICTURE
from app.tasks.auricular.reading import READING

TASK = Task(
    slug="auricular",
    title="Newborn ears",
    question="Is this ear deformed, how, and how far?",
    modality=Modality.PHOTOGRAPH,
    level=Level.PICTURE,
    findings=FINDINGS,
    picture=PICTURE,
    assess=assess,
    facts=FACTS,
    subject=Subject.NEWBORN,
    reading=READING,
    lateral=True,
)
