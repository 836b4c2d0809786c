"""What the network says of the frames that are fit, whether it knows such pictures, and what the task makes of it."""

from collections.abc import Sequence

import numpy as np

from app.domain.answered import Answered, Outputs
from app.domain.assessment import Assessment
from app.domain.backend import Backend
from app.domain.complaint import Complaint
from app.domain.task import Task
from app.errors import Unavailable
from app.inference.bundle import Bundle
from app.inference.familiar import strangeness
from app.inference.manifest import Role
from app.inference.scale import scale
from app.message import message
from app.pipeline.gate import look_at_answer
from app.pipeline.glance import Glance
from app.pipeline.presented import Policy

ONCE = 16
"""Pictures in one run where they do not form a bag."""
UNREAD = message("The model's numbers cannot be read. Please judge without it, and tell your administrator.")


def answer(fit: Sequence[Glance], model: Bundle, backend: Backend, deadline: float | None) -> Outputs:
    """One run for a bag of frames; else a few pictures at a time."""
    shown = np.stack([glance.given for glance in fit if glance.given is not None])
    task, part = model.manifest.task, Role.NETWORK.value
    step = len(shown) if model.manifest.preparation.frames else ONCE
    runs = [
        backend.infer(task, part, shown[start : start + step], deadline=deadline)
        for start in range(0, len(shown), step)
    ]
    outputs = {name: np.concatenate([run[name] for run in runs]) for name in runs[0]} if len(runs) > 1 else runs[0]
    if not all(np.isfinite(values).all() for values in outputs.values()):
        raise Unavailable(UNREAD)  # what is no number lies below every threshold, and would be called negative
    return outputs


def familiar(outputs: Outputs, fit: Sequence[Glance], model: Bundle, task: Task) -> tuple[Complaint, ...]:
    """Complaints of pictures unlike all that the network learned from; of the exam where it was read as one."""
    known, embedding = model.manifest.ood, outputs.get("embedding")
    if known is None or embedding is None:
        return ()
    far = strangeness(embedding, known)
    if model.manifest.preparation.frames:
        return look_at_answer(float(far[0]), None, None, task.picture)
    many = {glance.picture for glance in fit if glance.frame}
    return tuple(
        complaint
        for glance, one in zip(fit, far, strict=True)
        for complaint in look_at_answer(
            float(one), glance.picture, glance.frame if glance.picture in many else None, task.picture
        )
    )


def judge(
    task: Task, outputs: Outputs, fit: Sequence[Glance], known: Sequence[Glance], model: Bundle, policy: Policy
) -> Assessment:
    """The task's own reading of the network's numbers, without the pictures that it does not know."""
    places = {(glance.picture, glance.frame) for glance in known}
    rows = [row for row, glance in enumerate(fit) if (glance.picture, glance.frame) in places]
    if len(rows) < len(fit):
        outputs = {name: values[rows] for name, values in outputs.items()}
    answered = Answered(
        task=task.slug,
        findings=task.findings,
        outputs=outputs,
        seen=tuple(glance.seen for glance in known if glance.seen is not None),
        scale=scale(model.manifest),
        point=policy.point,
        prevalence=policy.prevalence,
    )
    return task.assess(answered)
