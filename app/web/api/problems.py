"""How errors look to programs (RFC 9457), for the OpenAPI document."""

from typing import Any

from pydantic import BaseModel


class Problem(BaseModel):
    """An error: a status and a sentence with the next step."""

    type: str
    title: str
    status: int
    detail: str
    request_id: str
    fields: dict[str, str] = {}
    """Sentences by the field to mend."""
    files: list[dict[str, int | str]] = []
    """Every file that cannot be used: `position` among those sent, from nought, `name` and `detail`."""
    complaints: list[dict[str, str]] = []
    """What may be a mistake: `code`, `detail`, and `href` of the exam it is about. Send again with `override` and
    `reason` where it is none."""


_SAID = {
    400: "The request cannot be read.",
    401: "Nobody is signed in.",
    403: "Not allowed to this role.",
    404: "Nothing here for you.",
    409: "It clashes with what is there.",
    412: "Changed by somebody else meanwhile.",
    413: "Too large.",
    415: "A kind of content that is not taken here.",
    422: "Values that cannot be used.",
    428: "If-Match is missing.",
    503: "Not available now.",
}
PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {
        "description": said,
        "content": {"application/problem+json": {"schema": Problem.model_json_schema()}},
    }
    for status, said in _SAID.items()
}
