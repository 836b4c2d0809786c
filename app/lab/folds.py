"""Dividing rows into training, validation and test, never a patient or a twin group between two."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.errors import Invalid
from app.lab.protocol import Protocol
from app.lab.row import Row


@dataclass(frozen=True, slots=True)
class Fold:
    """Indexes of rows; the validation part is for choosing, the test part is touched once."""

    name: str
    train: tuple[int, ...]
    validation: tuple[int, ...]
    test: tuple[int, ...]


def divide(rows: Sequence[Row], protocol: Protocol, seed: int, folds: int = 5) -> tuple[Fold, ...]:
    """The folds of a protocol, in order."""
    match protocol:
        case Protocol.HOLDOUT:
            return (holdout(rows, seed),)
        case Protocol.KFOLD:
            return kfold(rows, seed, folds)
        case Protocol.PATIENT:
            return leave_one_patient_out(rows, seed)
        case Protocol.SITE:
            return leave_one_site_out(rows, seed)


def holdout(rows: Sequence[Row], seed: int, shares: tuple[float, float, float] = (0.70, 0.15, 0.15)) -> Fold:
    """Train, validation and test by patient; the `split` column decides where it is filled in."""
    if any(row.split for row in rows):
        return declared(rows)
    train, validation, test = deal(rows, range(len(rows)), shares, seed)
    return Fold("holdout", train, validation, test)


def declared(rows: Sequence[Row]) -> Fold:
    """The division that labels.csv itself states."""
    parts: dict[str, list[int]] = {"train": [], "validation": [], "test": []}
    for index, row in enumerate(rows):
        if not row.split:
            raise Invalid(f"Row {row.line}, column split: the cell is empty while others are not. Fill in all or none.")
        parts[row.split].append(index)
    for name, part in parts.items():
        if not part:
            raise Invalid(f"Column split: no row is marked {name}. Mark some, or leave the column empty throughout.")
    return Fold("holdout", tuple(parts["train"]), tuple(parts["validation"]), tuple(parts["test"]))


def kfold(rows: Sequence[Row], seed: int, folds: int = 5) -> tuple[Fold, ...]:
    """Every patient is tested once; a part of the others is kept for validation."""
    if folds < 2:
        raise Invalid(f"{folds} folds cannot be made. Ask for at least 2.")
    parts = deal(rows, range(len(rows)), (1 / folds,) * folds, seed)
    return tuple(around(rows, f"fold {number + 1}", test, seed) for number, test in enumerate(parts))


def leave_one_patient_out(rows: Sequence[Row], seed: int) -> tuple[Fold, ...]:
    """One fold per patient (per twin group); the best epoch is chosen on an inner validation, never on that patient."""
    members: dict[str, list[int]] = defaultdict(list)
    for index, row in enumerate(rows):
        members[row.group].append(index)
    return tuple(around(rows, group, tuple(members[group]), seed) for group in sorted(members))


def leave_one_site_out(rows: Sequence[Row], seed: int) -> tuple[Fold, ...]:
    """One fold per site; a patient also seen elsewhere is left out of that fold's training."""
    sites = sorted({row.site for row in rows})
    if len(sites) < 2:
        raise Invalid("Column site: all rows name the same site. Leaving one site out needs at least two.")
    members = {site: tuple(i for i, row in enumerate(rows) if row.site == site) for site in sites}
    return tuple(around(rows, site or "no site", members[site], seed) for site in sites)


def around(rows: Sequence[Row], name: str, test: tuple[int, ...], seed: int) -> Fold:
    """A fold with this test part: the other patients, 85:15, for training and validation."""
    tested = {rows[index].group for index in test}
    rest = [index for index, row in enumerate(rows) if row.group not in tested]
    train, validation = deal(rows, rest, (0.85, 0.15), seed)
    return Fold(name, train, validation, test)


def deal(
    rows: Sequence[Row], indexes: Sequence[int] | range, shares: tuple[float, ...], seed: int
) -> tuple[tuple[int, ...], ...]:
    """Deals whole groups to parts in the given shares, finding by finding, so that each part has some of each."""
    members: dict[str, list[int]] = defaultdict(list)
    for index in indexes:
        members[rows[index].group].append(index)
    if len(members) < len(shares):
        raise Invalid(
            f"{len(members)} patients cannot be divided into {len(shares)} parts. Add pictures of more patients."
        )
    parts = deal_groups(strata(rows, members), np.asarray(shares), np.random.default_rng(seed))
    return tuple(tuple(sorted(index for group in part for index in members[group])) for part in parts)


def strata(rows: Sequence[Row], members: dict[str, list[int]]) -> dict[str, list[str]]:
    """Groups by the rarest finding among their rows, the rarest first."""
    count = Counter(finding for indexes in members.values() for i in indexes for finding in set(rows[i].findings))
    found: dict[str, list[str]] = defaultdict(list)
    for group in sorted(members):
        said = {finding for index in members[group] for finding in rows[index].findings}
        found[min(said, key=lambda finding: (count[finding], finding))].append(group)
    return dict(sorted(found.items(), key=lambda item: (len(item[1]), item[0])))


def deal_groups(
    layers: dict[str, list[str]],
    shares: np.ndarray[tuple[int], np.dtype[np.float64]],
    chance: np.random.Generator,
) -> list[list[str]]:
    """Each group goes to the part that is furthest behind, within its finding first and over all next."""
    parts: list[list[str]] = [[] for _ in shares]
    dealt = 0
    for groups in layers.values():
        here = np.zeros(len(shares))
        for place, number in enumerate(chance.permutation(len(groups))):
            whole = np.array([len(part) for part in parts])
            behind = shares * (place + 1) - here + 0.01 * (shares * (dealt + 1) - whole)
            part = int(np.argmax(behind))
            parts[part].append(groups[number])
            here[part] += 1
            dealt += 1
    return fill_empty(parts)


def fill_empty(parts: list[list[str]]) -> list[list[str]]:
    """No part may stay empty: the largest gives one."""
    for part in parts:
        if not part:
            part.append(max(parts, key=len).pop())
    return parts
