"""Logs: one JSON object a line, of allow-listed words; nothing a patient could be known by."""

import logging
import sys
import traceback

import structlog
from structlog.typing import EventDict, WrappedLogger

ALLOWED = frozenset(
    {
        "event", "level", "timestamp", "request_id", "method", "route", "status", "milliseconds", "error", "frames",
        "sequence", "hash", "count", "address", "provider", "task", "version", "seconds",
    }
)  # fmt: skip


def start_logging(level: str) -> None:
    """Send our own lines and the server's to standard error."""
    pretty = sys.stderr.isatty()
    renderer = structlog.dev.ConsoleRenderer() if pretty else structlog.processors.JSONRenderer(ensure_ascii=False)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _allow,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(level=level.upper(), handlers=[_Through()], force=True)
    for name in ("uvicorn", "uvicorn.error"):
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True
    logging.getLogger("uvicorn.access").disabled = True


def _allow(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    return {key: value for key, value in event.items() if key in ALLOWED}


class _Through(logging.Handler):
    """Other libraries' lines: their fixed text, without the values filled into it."""

    def emit(self, record: logging.LogRecord) -> None:
        ours = record.name.startswith("uvicorn")
        text = record.getMessage() if ours and not record.exc_info else str(record.msg)
        words: dict[str, object] = {}
        if record.exc_info and record.exc_info[0]:
            frames = traceback.extract_tb(record.exc_info[2])[-8:]
            words["error"] = record.exc_info[0].__name__
            words["frames"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        if not ours and record.levelno < logging.WARNING:
            return
        structlog.get_logger().log(record.levelno, text.splitlines()[0] if text else record.name, **words)
