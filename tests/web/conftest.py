"""Logging as a server does it, into a text at hand, and put back afterwards."""

import io
import logging
import sys
from collections.abc import Iterator

import pytest
import structlog

from app.web.logs import start_logging


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    handlers, level = logging.root.handlers[:], logging.root.level
    with monkeypatch.context() as patched:
        written = io.StringIO()
        patched.setattr(sys, "stderr", written)
        start_logging("debug")
        yield written
    structlog.reset_defaults()
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)
