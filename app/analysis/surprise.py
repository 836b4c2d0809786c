"""A surprise at the edge of a thread, told so that it can be mended."""

import traceback

import structlog

log = structlog.get_logger()


def tell(where: str, error: Exception) -> None:
    """Its type and place; never its text, which may name a patient."""
    frames = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    log.error(f"{where} came to a fault", error=type(error).__name__, frames=frames[-8:])
