"""Files that people send, opened and made fit to be stored; every fault is a sentence."""

from app.imaging.intake.cleaned import Cleaned
from app.imaging.intake.door import clean_copy, open_picture
from app.imaging.intake.limits import LIMITS, Limits
from app.imaging.intake.opened import Opened

__all__ = ["LIMITS", "Cleaned", "Limits", "Opened", "clean_copy", "open_picture"]
