"""How programs show who they are, for the OpenAPI document; `web/visit.py` checks it."""

from fastapi.security import HTTPBearer

TOKEN = HTTPBearer(auto_error=False, description="A token made by `neoscreen user token` or on the account page.")
