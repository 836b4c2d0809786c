"""Entries with versions: the ETag names the one that was read, and If-Match the one a change was made from."""

from typing import Annotated

from fastapi import Header
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from app.errors import Stale, VersionRequired

IfMatch = Annotated[str | None, Header(description='The ETag the change was made from, such as "3".')]


def answer(said: BaseModel, version: int, *, place: str = "") -> JSONResponse:
    """An entry with its ETag; `place` is where a new one is found."""
    headers = {"ETag": f'"{version}"', "Cache-Control": "no-store"}
    if place:
        headers["Location"] = place
    return JSONResponse(said.model_dump(mode="json"), 201 if place else 200, headers=headers)


def demand_version(if_match: str | None) -> int:
    """The version a change was made from."""
    if if_match is None:
        raise VersionRequired("Please send If-Match with the ETag of the entry you read.")
    tag = if_match.strip().strip('"')
    if not tag.isdecimal() or len(tag) > 9:
        raise Stale("This ETag is not one of this entry's. Please read the entry again.")
    return int(tag)
