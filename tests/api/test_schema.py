"""The API keeps the word of its own OpenAPI document, whatever is sent."""

from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)
from starlette.testclient import TestClient

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    unsupported_method,
]
OPERATIONS = (
    *("GET /api/v1/models", "GET /api/v1/patients/{identifier}/severity"),
    *("GET /api/v1/exams", "POST /api/v1/exams", "GET /api/v1/exams/{exam_id}"),
    *("POST /api/v1/exams/{exam_id}/analyses", "GET /api/v1/exams/{exam_id}/pictures/{number}"),
    "GET /api/v1/exams/{exam_id}/pictures/{number}/frames/{frame}",
    *("GET /api/v1/exams/{exam_id}/maps/{number}", "GET /api/v1/exams/{exam_id}/events", "GET /api/v1/events"),
    *("GET /api/v1/patients", "POST /api/v1/patients"),
    *("GET /api/v1/patients/{patient_id}", "PUT /api/v1/patients/{patient_id}"),
    *("GET /api/v1/patients/{identifier}/visits", "POST /api/v1/patients/{identifier}/visits"),
    *(f"{method} /api/v1/patients/{{identifier}}/visits/{{visit_id}}" for method in ("GET", "PUT")),
    *("GET /api/v1/patients/{identifier}/treatments", "POST /api/v1/patients/{identifier}/treatments"),
    *(f"{method} /api/v1/patients/{{identifier}}/treatments/{{period_id}}" for method in ("GET", "PUT")),
)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize("operation", OPERATIONS)
def test_an_operation_answers_as_documented(
    app: FastAPI, program: TestClient, operation: str, mode: GenerationMode
) -> None:
    method, _, path = operation.partition(" ")
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app)
    headers = {"authorization": program.headers["authorization"]}

    @settings(
        max_examples=40,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=schema[path][method].as_strategy(generation_mode=mode))
    def check(case: Case[Any]) -> None:
        case.call_and_validate(headers=headers, checks=CHECKS)

    check()


def test_every_operation_is_tried(app: FastAPI) -> None:
    document = app.openapi()
    listed = {f"{method.upper()} {path}" for path, item in document["paths"].items() for method in item}
    assert {one for one in listed if " /api/" in one} == set(OPERATIONS)
