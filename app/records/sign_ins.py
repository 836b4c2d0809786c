"""Sign-ins: browsers with a cookie, programs with a token, and the patience after failures."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session

from app.errors import Invalid, NotFound, TooSoon
from app.message import message
from app.records.tables import Account, ApiToken, SignIn, SignInFailure

TOKEN_PREFIX = "neo_"  # noqa: S105 (a prefix is no secret)
SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Patience:
    """How many failures are free, and how long the wait may grow."""

    free: int
    longest: timedelta

    def wait(self, failures: int) -> timedelta:
        """Doubles from one second with each failure past the free ones."""
        if failures <= self.free:
            return timedelta(0)
        return min(timedelta(seconds=2 ** min(failures - self.free - 1, 20)), self.longest)


FOR_NAME_AND_ADDRESS = Patience(free=3, longest=timedelta(minutes=15))
FOR_NAME = Patience(free=10, longest=timedelta(seconds=30))
FORGOTTEN_AFTER = timedelta(hours=1)


def begin(session: Session, account: Account, hours: int) -> str:
    """Sign a browser in; returns the token for its cookie."""
    token, now = secrets.token_urlsafe(32), datetime.now(UTC)
    session.execute(delete(SignIn).where(SignIn.ends_at < now))
    session.add(
        SignIn(
            token_hash=_hash(token),
            account_id=account.id,
            account=account,
            started_at=now,
            seen_at=now,
            ends_at=now + timedelta(hours=hours),
        )
    )
    return token


def resume(session: Session, token: str, idle: timedelta, *, attended: bool = True) -> Account | None:
    """Whose browser this is, if the sign-in still holds; what nobody asked for does not prolong it."""
    sign_in = session.get(SignIn, _hash(token))
    if sign_in is None:
        return None
    now = datetime.now(UTC)
    if sign_in.account.disabled or now > sign_in.ends_at or now - sign_in.seen_at > idle:
        session.delete(sign_in)
        return None
    if attended and now - sign_in.seen_at > min(SEEN_EVERY, idle / 4):
        sign_in.seen_at = now
    return sign_in.account


def end(session: Session, token: str) -> None:
    session.execute(delete(SignIn).where(SignIn.token_hash == _hash(token)))


def issue_token(session: Session, account: Account, label: str) -> str:
    """A new bearer token; this is the only time it can be seen."""
    label = label.strip()
    if not 1 <= len(label) <= 200 or not label.isprintable():
        raise Invalid("Please mend the marked fields.", fields={"label": message("Please say what the token is for.")})
    token = TOKEN_PREFIX + secrets.token_urlsafe(32)
    session.add(ApiToken(account_id=account.id, label=label, token_hash=_hash(token), created_at=datetime.now(UTC)))
    return token


def bearer(session: Session, token: str) -> Account | None:
    """Whose token this is, if it still holds."""
    row = session.scalar(select(ApiToken).where(ApiToken.token_hash == _hash(token)))
    if row is None or row.revoked_at is not None or row.account.disabled:
        return None
    now = datetime.now(UTC)
    if row.used_at is None or now - row.used_at > SEEN_EVERY:
        row.used_at = now
    return row.account


def revoke_token(session: Session, account: Account, token_id: UUID) -> None:
    row = session.get(ApiToken, token_id)
    if row is None or row.account_id != account.id:
        raise NotFound("There is no such token.")
    row.revoked_at = row.revoked_at or datetime.now(UTC)


def demand_patience(session: Session, name: str, address: str) -> None:
    """Refuse to listen before the wait after earlier failures is over; one try at a time for one name."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": int(_keys(name, address)[1][:15], 16)})
    rows = session.scalars(select(SignInFailure).where(SignInFailure.key.in_(_keys(name, address)))).all()
    now = datetime.now(UTC)
    seconds = max((int((row.next_at - now).total_seconds()) + 1 for row in rows if row.next_at > now), default=0)
    if seconds > 0:
        raise TooSoon("Too many failed sign-ins. Please try again in {seconds} seconds.", seconds=seconds)


def note_failure(session: Session, name: str, address: str) -> None:
    """Count a failed sign-in; the same for names nobody has."""
    now = datetime.now(UTC)
    session.execute(delete(SignInFailure).where(SignInFailure.last_at < now - FORGOTTEN_AFTER))
    for key, patience in zip(_keys(name, address), (FOR_NAME_AND_ADDRESS, FOR_NAME), strict=True):
        row = session.get(SignInFailure, key)
        if row is None:
            row = SignInFailure(key=key, failures=0, last_at=now, next_at=now)
            session.add(row)
        row.failures += 1
        row.last_at, row.next_at = now, now + patience.wait(row.failures)


def forget_failures(session: Session, name: str, address: str) -> None:
    session.execute(delete(SignInFailure).where(SignInFailure.key == _keys(name, address)[0]))


def _keys(name: str, address: str) -> tuple[str, str]:
    name = name.strip().lower()
    return _hash(f"{name}\n{address}"), _hash(name)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
