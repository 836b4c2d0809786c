"""`neoscreen evaluate`: trains a network per fold, judges all test parts together, writes the report."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from app.domain.facts import Prevalence
from app.inference.graph import Graph
from app.lab.evaluate import About, Extras, evaluate
from app.lab.evaluation import Baseline, Evaluation
from app.lab.export import export
from app.lab.exported import explain_exported
from app.lab.fit import Course
from app.lab.folds import Fold, divide
from app.lab.predict import predict
from app.lab.protocol import Protocol
from app.lab.report.page import write
from app.lab.seen_again import seen_again
from app.lab.starting import Order, draw_up
from app.lab.thumbnail import baseline
from app.lab.training import Plan, learn
from app.lab.trial import Aims
from app.lab.trials import Examination, Predictor, examine, stress
from app.lab.unseen import locate, thumbnails


def evaluate_order(order: Order, protocol: Protocol, folds: int, asked: Sequence[float] = ()) -> Path:
    """The HTML report; evaluation.json lies beside it. `asked` are prevalences beside the task's own."""
    plan = draw_up(order)
    divided = divide(plan.rows, protocol, order.seed, folds)
    folds_run = (run_fold(plan, fold, order.folder / f"fold-{number + 1:03d}") for number, fold in enumerate(divided))
    course, examined = next(folds_run)
    trials = [examined.trial, *(other.trial for _, other in folds_run)]
    found = order.task.facts
    prevalences = (*found.prevalences, *(Prevalence(share, "as asked") for share in asked))
    aims = Aims(prevalences=prevalences, views=found.views, seed=order.seed)
    about = About(protocol=protocol.value, data=order.words, synthetic=order.synthetic)
    evaluation = evaluate(order.task, trials, about, aims, extras(order, course, examined))
    report, _ = write(with_baseline(evaluation, course), found, order.folder)
    return report


def extras(order: Order, course: Course, examined: Examination) -> Extras:
    """What needs pictures, of the first fold: stress, where the maps lie, and phantoms seen again and again."""
    data, test, say = course.data, course.fold.test, predictor(course)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "model.onnx"
        export(course.network, data.recipe.preparation.size, file)
        explained = explain_exported(Graph(file), data, test)
    return Extras(
        stress=stress(data, examined, test, say),
        locating=locate(data, explained),
        visits=seen_again(data, examined, say, order.folder / "visits") if order.synthetic else None,
    )


def run_fold(plan: Plan, fold: Fold, folder: Path) -> tuple[Course, Examination]:
    """One network trained and examined."""
    course, _ = learn(plan, fold, folder)
    return course, examine(course.data, fold, predictor(course))


def predictor(course: Course) -> Predictor:
    return lambda data, indexes: predict(course.network, data, indexes, course.device)


def with_baseline(evaluation: Evaluation, course: Course) -> Evaluation:
    """What a logistic regression on thumbnails reaches on the first fold, beside the network's area there."""
    data, fold = course.data, course.fold
    area = evaluation.discrimination.folds[0].auroc
    test = thumbnails(data, fold.test)
    if area is None or test.found.all() or not test.found.any():
        return evaluation
    blind = baseline(thumbnails(data, fold.train), test)
    return evaluation.model_copy(update={"baseline": Baseline(auroc=blind, network=area)})
