"""Pictures -> gate -> locate -> network -> assess: the whole story of one exam."""

from collections.abc import Sequence

from app.domain.assessment import Outcome
from app.domain.backend import Backend
from app.domain.complaint import Complaint
from app.domain.task import Task
from app.errors import Invalid, NotFound
from app.inference.bundle import Bundle
from app.inference.scale import identity
from app.pipeline.answer import answer, familiar, judge
from app.pipeline.asked import aged, ask, compared, frames, thinned
from app.pipeline.clock import Clock
from app.pipeline.gate import bars, count_usable
from app.pipeline.glance import Glance, Looker, look_twice
from app.pipeline.presented import Policy, Presented
from app.tasks import TASKS


def screen(
    exam: Presented, model: Bundle, backend: Backend, policy: Policy, *, deadline: float | None = None
) -> Outcome:
    """An answer or a refusal, with every complaint; `deadline` is a moment of `time.monotonic`."""
    clock, task = Clock(), TASKS[exam.task]
    check(task, model, policy)
    complaints = list(ask(task, exam))
    if complaints:
        return Outcome(identity(model), tuple(complaints), None, clock.read())

    looked_at = frames(exam)
    looker = Looker(task, model, backend, exam.laterality, clock, compared(looked_at), deadline)
    glances = [looker.look(exam.pictures[picture], picture, frame) for picture, frame in looked_at]
    complaints += [*aged(task, exam), *thinned(exam)]
    complaints += (complaint for glance in glances for complaint in glance.complaints)
    complaints += look_twice(glances, task)
    fit, few = usable(glances, complaints, task, exam)

    assessment, ran_on = None, ""
    if fit and not few:
        ran_on = provider(backend, task)
        with clock.step("network"):
            outputs = answer(fit, model, backend, deadline)
        strange = familiar(outputs, fit, model, task)
        complaints += strange
        known, few = usable(fit, strange, task, exam)
        if known and not few:
            with clock.step("assess"):
                assessment = judge(task, outputs, fit, known, model, policy)
    return Outcome(identity(model), (*complaints, *few), assessment, clock.read(), ran_on)


def provider(backend: Backend, task: Task) -> str:
    """What runs the task's networks now."""
    return next((state.provider for state in backend.health() if state.task == task.slug), "")


def check(task: Task, model: Bundle, policy: Policy) -> None:
    """The model and the site's choice belong to the task."""
    labels = tuple(finding.slug for finding in task.findings)
    if model.manifest.task != task.slug or model.manifest.labels != labels:
        raise Invalid("The model does not name the findings of {task}. Export or fetch it again.", task=task.slug)
    names = [point.name for point in model.manifest.operating_points]
    if policy.point not in names:
        raise NotFound(
            "The model has no operating point {point}. Use one of: {known}.",
            point=repr(policy.point),
            known=", ".join(names),
        )


def usable(
    glances: Sequence[Glance], complaints: Sequence[Complaint], task: Task, exam: Presented
) -> tuple[list[Glance], list[Complaint]]:
    """The frames that no complaint keeps from the network; and what bars the answer where they are too few."""
    fit = [glance for glance in glances if fits(glance, complaints, exam.overrides)]
    counted = count_usable(len({glance.picture for glance in fit}), task.picture)
    return fit, [complaint for complaint in counted if bars(complaint, exam.overrides)]


def fits(glance: Glance, complaints: Sequence[Complaint], overrides: frozenset[str]) -> bool:
    """Whether the network is to see this frame."""
    return glance.given is not None and not any(
        bars(complaint, overrides)
        for complaint in complaints
        if complaint.picture in (None, glance.picture) and complaint.frame in (None, glance.frame)
    )
