"""The log: one object a line, of allow-listed words."""

import io
import json
import logging

import structlog


def lines(log: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


def test_a_word_that_is_not_on_the_list_is_left_out(log: io.StringIO) -> None:
    structlog.get_logger().info("request", route="/patients", status=200, name="Baby Zhou", patient="N-1")
    (line,) = lines(log)
    assert set(line) == {"event", "level", "timestamp", "route", "status"}


def test_a_librarys_warning_loses_the_values_filled_into_it(log: io.StringIO) -> None:
    logging.getLogger("somebody.elses").warning("cannot parse %s", "Baby Zhou")
    logging.getLogger("somebody.elses").info("parsed %s", "Baby Zhou")
    (line,) = lines(log)
    assert (line["event"], line["level"]) == ("cannot parse %s", "warning")


def test_an_error_names_its_kind_and_place_and_not_its_text(log: io.StringIO) -> None:
    try:
        raise ValueError("Baby Zhou")
    except ValueError:
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application")
    (line,) = lines(log)
    assert line["error"] == "ValueError"
    assert "test_logs.py" in str(line["frames"])
    assert "Zhou" not in str(line)
