"""Exams sent to a real server, as a program of the hospital sends them."""

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

import httpx2

from app.main import open_records
from app.records.accounts import find_account
from app.records.sign_ins import issue_token
from tests.serving import Server

MODELS = Path(__file__).parents[1] / "models"


def golden(task: str, pattern: str) -> list[Path]:
    """Synthetic pictures that the committed models were proven with."""
    return sorted((MODELS / task / "golden").glob(pattern))


def send(server: Server, sender: str, patient: str, task: str, pictures: Sequence[Path], **more: str) -> UUID:
    """Send an exam and wait for its answer."""
    records = open_records(server.settings)
    with records.transaction() as session:
        account = find_account(session, sender)
        assert account
        token = issue_token(session, account, "a program")
    records.engine.dispose()
    sent = httpx2.post(
        f"{server.url}/api/v1/exams",
        headers={"authorization": f"Bearer {token}"},
        data={"task": task, "patient": patient} | more,
        files=[("pictures", (path.name, path.read_bytes())) for path in pictures],
        timeout=120,
    )
    assert sent.status_code in {200, 201}, sent.text
    return UUID(sent.json()["id"])
