"""How an evaluation divides the patients."""

from enum import StrEnum


class Protocol(StrEnum):
    """Named as on the command line."""

    HOLDOUT = "holdout"
    KFOLD = "kfold"
    PATIENT = "leave-one-patient-out"
    SITE = "leave-one-site-out"
