"""Anomalies of the fetal central nervous system, from one patient's ultrasound pictures."""

from app.domain.subject import Subject
from app.domain.task import Level, Modality, Task
from app.tasks.fetal_cns.assess import assess
from app.tasks.fetal_cns.facts import FACTS
from app.tasks.fetal_cns.findings import FINDINGS
from app.tasks.fetal_cns.picture import PICTURE
from app.tasks.fetal_cns.reading import READING

TASK = Task(
    slug="fetal_cns",
    title="Fetal central nervous system",
    question="Do these pictures of the fetal head and spine suggest one of four severe anomalies?",
    modality=Modality.ULTRASOUND,
    level=Level.PATIENT,
    findings=FINDINGS,
    picture=PICTURE,
    assess=assess,
    facts=FACTS,
    subject=Subject.FETUS,
    reading=READING,
)
