"""People who sign in, what they are, and what they are signed in with."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.role import Role
from app.records.tables.site import Site
from app.records.tables.table import Digest, Id, Short, Table, word


class RoleRow(Table):
    """The roles there are; what each may do is code (`domain/role.py`)."""

    __tablename__ = "role"

    name: Mapped[Role] = mapped_column(word(Role), primary_key=True)


class Account(Table):
    """Somebody who can sign in."""

    __tablename__ = "account"
    __table_args__ = (UniqueConstraint("name"),)

    id: Mapped[Id]
    name: Mapped[Short]
    """What is typed to sign in; kept in lower case."""
    full_name: Mapped[Short]
    """What stands under a signature."""
    role: Mapped[Role] = mapped_column(word(Role), ForeignKey("role.name"))
    site_id: Mapped[UUID] = mapped_column(ForeignKey("site.id"))
    password_hash: Mapped[str]
    totp_secret: Mapped[str | None]
    totp_last_step: Mapped[int] = mapped_column(default=0)
    """The last time step a code was accepted for: no code works twice."""
    language: Mapped[Short] = mapped_column(default="")
    theme: Mapped[Short] = mapped_column(default="")
    toured_at: Mapped[datetime | None]
    """When their person had been shown around, or had wished to be left alone."""
    disabled: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]

    site: Mapped[Site] = relationship(lazy="joined", innerjoin=True)


class SignIn(Table):
    """A signed-in browser; the cookie holds the token, the table only its hash."""

    __tablename__ = "session"
    __table_args__ = (Index(None, "account_id"), Index(None, "ends_at"))

    token_hash: Mapped[Digest] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ends_at: Mapped[datetime]

    account: Mapped[Account] = relationship(lazy="joined", innerjoin=True)


class ApiToken(Table):
    """A bearer token for a program; shown once, only its hash is kept."""

    __tablename__ = "api_token"
    __table_args__ = (UniqueConstraint("token_hash"), Index(None, "account_id"))

    id: Mapped[Id]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    label: Mapped[Short]
    token_hash: Mapped[Digest]
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    account: Mapped[Account] = relationship(lazy="joined", innerjoin=True)


class SignInFailure(Table):
    """How often a sign-in failed under one key, and when the next try is heard."""

    __tablename__ = "sign_in_failure"

    key: Mapped[Digest] = mapped_column(primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[datetime]
    next_at: Mapped[datetime]
