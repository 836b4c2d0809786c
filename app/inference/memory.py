"""Memory that is free, given back to the system."""

import ctypes
from contextlib import suppress


def give_back() -> None:
    """The C library keeps what was freed, for later; after networks were opened that is hundreds of MB for nobody."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
