"""Velocardiofacial syndrome (22q11.2 deletion), asked of face photographs."""

from app.domain.subject import Subject
from app.domain.task import Level, Modality, Task
from app.tasks.vcfs.assess import assess
from app.tasks.vcfs.facts import FACTS
from app.tasks.vcfs.findings import FINDINGS
from app.tasks.vcfs.picture import PICTURE
from app.tasks.vcfs.reading import READING

TASK = Task(
    slug="vcfs",
    title="Face in 22q11.2 deletion (VCFS)",
    question="Does this child's face, seen from the front, resemble faces in velocardiofacial syndrome?",
    modality=Modality.PHOTOGRAPH,
    level=Level.PATIENT,
    findings=FINDINGS,
    picture=PICTURE,
    assess=assess,
    facts=FACTS,
    subject=Subject.CHILD,
    consent=True,
    reading=READING,
)
