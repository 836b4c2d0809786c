"""A person at a browser, without the browser: cookies, form tokens, addresses."""

from dataclasses import dataclass
from typing import Any

from httpx2 import Response
from starlette.testclient import TestClient

from app.web.visit import form_token

PAGE = {"accept": "text/html"}


def raw(**headers: str | bytes) -> dict[bytes, bytes]:
    """Headers as they go over the wire, decent or not."""
    return {
        name.replace("_", "-").encode(): value if isinstance(value, bytes) else value.encode()
        for name, value in headers.items()
    }


@dataclass(frozen=True, slots=True)
class Browser:
    """Asks as a browser does: accepts pages, sends cookies, follows nothing unless told."""

    client: TestClient

    @property
    def secret(self) -> str:
        """What the form token is made of: the sign-in, or the visitor's cookie."""
        jar = {cookie.name.removeprefix("__Host-"): cookie.value or "" for cookie in self.client.cookies.jar}
        return jar.get("neoscreen") or jar.get("visitor", "")

    def get(self, path: str, **more: Any) -> Response:
        return self.client.get(path, headers=PAGE | more.pop("headers", {}), follow_redirects=False, **more)

    def post(self, path: str, /, headers: Any = None, **fields: Any) -> Response:
        """Send a form of our own page, token and all."""
        data = {"form_token": form_token(self.secret)} | {name: str(value) for name, value in fields.items()}
        return self.client.post(path, data=data, headers=PAGE | (headers or {}), follow_redirects=False)
