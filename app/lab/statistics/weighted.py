"""Figures as functions of case weights, whole draws at a time, for the bootstrap."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from app.lab.statistics.bootstrap import Floats, Statistic


def area(truth: ArrayLike, scores: ArrayLike) -> Statistic:
    """The weighted area under the ROC curve, by ranks: one sort serves every draw."""
    marks, values = np.asarray(truth, dtype=np.float64), np.asarray(scores, dtype=np.float64)
    order, first, _ = _tied(values)

    def statistic(weights: Floats) -> Floats:
        positive = np.add.reduceat(weights[:, order] * marks[order], first, axis=1)
        negative = np.add.reduceat(weights[:, order] * (1 - marks[order]), first, axis=1)
        below = np.cumsum(negative, axis=1) - negative / 2
        return _ratio((positive * below).sum(1), positive.sum(1) * negative.sum(1))

    return statistic


def precision(truth: ArrayLike, scores: ArrayLike) -> Statistic:
    """The weighted average precision (PR-AUC)."""
    marks, values = np.asarray(truth, dtype=np.float64), np.asarray(scores, dtype=np.float64)
    order, first, _ = _tied(-values)

    def statistic(weights: Floats) -> Floats:
        positive = np.add.reduceat(weights[:, order] * marks[order], first, axis=1)
        called = np.cumsum(np.add.reduceat(weights[:, order], first, axis=1), axis=1)
        right = np.cumsum(positive, axis=1)
        share = np.divide(right, called, out=np.zeros_like(right), where=called > 0)
        return _ratio((positive * share).sum(1), positive.sum(1))

    return statistic


def share(found: ArrayLike, among: ArrayLike) -> Statistic:
    """The weighted share of found cases among some: sensitivity, specificity, accuracy."""
    within = np.asarray(among, dtype=np.float64)
    hits = np.asarray(found, dtype=np.float64) * within

    def statistic(weights: Floats) -> Floats:
        return _ratio(weights @ hits, weights @ within)

    return statistic


def correlation(first: ArrayLike, second: ArrayLike) -> Statistic:
    """Spearman's weighted rank correlation."""
    pairs = [_tied(np.asarray(values, dtype=np.float64)) for values in (first, second)]

    def statistic(weights: Floats) -> Floats:
        one, two = (_midranks(weights, tied) for tied in pairs)
        total = weights.sum(1, keepdims=True)
        one = one - (weights * one).sum(1, keepdims=True) / total
        two = two - (weights * two).sum(1, keepdims=True) / total
        spread = (weights * one**2).sum(1) * (weights * two**2).sum(1)
        return _ratio((weights * one * two).sum(1), np.sqrt(spread))

    return statistic


def mean(statistics: list[Statistic]) -> Statistic:
    """The plain mean of several figures of the same draw, such as a macro AUC."""

    def statistic(weights: Floats) -> Floats:
        found: Floats = np.mean([one(weights) for one in statistics], axis=0)
        return found

    return statistic


Ties = tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]


def _tied(values: Floats) -> Ties:
    """The sorting order, where each group of equal values begins in it, and each value's group."""
    order = np.argsort(values, kind="stable")
    _, group, counts = np.unique(values, return_inverse=True, return_counts=True)
    return order, np.cumsum(counts) - counts, group


def _midranks(weights: Floats, tied: Ties) -> Floats:
    order, first, group = tied
    sums = np.add.reduceat(weights[:, order], first, axis=1)
    ranks: Floats = (np.cumsum(sums, axis=1) - (sums - 1) / 2)[:, group]
    return ranks


def _ratio(part: Floats, whole: Floats) -> Floats:
    return np.divide(part, whole, out=np.full_like(part, np.nan), where=whole > 0)
