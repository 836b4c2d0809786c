"""What can be said of a picture."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a task can say, in clinical words."""

    slug: str
    title: str
    meaning: str
    refer: bool = False
    """Outside what the model may judge: a specialist should see the child."""
    absent: bool = False
    """The words for 'nothing of this kind was seen'; never shown as 'normal' to a reader."""
