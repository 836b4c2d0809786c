"""The command `neoscreen`."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, NoReturn

import typer
import uvicorn
from pydantic import ValidationError

from app.domain.role import Role
from app.errors import NeoscreenError, NotFound
from app.inference import table
from app.inference.engine import open_engine
from app.lab.commands import lab
from app.main import PICTURES, open_records
from app.pipeline.command import screening
from app.records import migrate
from app.records.accounts import add_account, all_accounts, find_account, nobody_yet, set_disabled, set_password
from app.records.audit import CONSOLE, record
from app.records.audit_check import verify
from app.records.database import UNREACHABLE, Database, Session
from app.records.pictures import PictureStore
from app.records.sign_ins import issue_token
from app.records.sites import add_site, find_site
from app.records.sweep import sweep
from app.records.tables import Account
from app.settings import Settings
from app.web.logs import start_logging
from app.web.setup_code import SetupCode

cli = typer.Typer(no_args_is_help=True, add_completion=False, help="Screening newborns and fetuses with pictures.")
user = typer.Typer(no_args_is_help=True, help="People who sign in.")
site = typer.Typer(no_args_is_help=True, help="Wards and hospitals.")
audit = typer.Typer(no_args_is_help=True, help="The audit trail.")
schema = typer.Typer(no_args_is_help=True, help="The database's schema.")
for noun, commands in (("user", user), ("site", site), ("audit", audit), ("schema", schema)):
    cli.add_typer(commands, name=noun)
cli.add_typer(screening)
cli.add_typer(lab)

Name = Annotated[str, typer.Argument(help="Sign-in name.")]


@cli.command()
def serve() -> None:
    """Bring the database up to date, then serve."""
    settings = Settings()
    start_logging(settings.log_level)
    with _records(settings) as records:
        _greet(settings, records)
    uvicorn.run(
        "app.main:serve_app",
        factory=True,
        host=settings.host,
        port=settings.port,
        workers=settings.workers,
        proxy_headers=True,
        forwarded_allow_ips=settings.trusted_proxies,
        server_header=False,
        access_log=False,
        log_config=None,
        timeout_graceful_shutdown=30,
    )


@cli.command()
def check() -> None:
    """Open every model, have it answer its golden cases, and say how it would be served; status 1 if one fails."""
    settings = Settings()
    start_logging("error")
    engine = open_engine(settings)
    engine.quicken()
    for line in table.lines(engine):
        typer.echo(line)
    if not table.holds(engine):
        raise typer.Exit(1)


@user.command("add")
def add_user(
    name: Name,
    role: Annotated[Role, typer.Option(help="What they are in the clinic.")],
    full_name: Annotated[str, typer.Option(help="Stands under their signatures.", prompt=True)],
    site_name: Annotated[str, typer.Option("--site", help="Where they work; needed where there are several.")] = "",
) -> None:
    """Add somebody; the password is asked for, or read from standard input."""
    password = _ask_password()
    with _records() as records, records.transaction() as session:
        account = add_account(
            session,
            name=name,
            full_name=full_name,
            role=role,
            site=find_site(session, site_name),
            password=password,
        )
        record(session, CONSOLE, "account added", "account", account.name, role=role.value)
    typer.echo(f"{name} can sign in as {role.value}.")


@user.command("password")
def give_password(name: Name) -> None:
    """Give somebody a new password; whoever is signed in with the old one is signed out."""
    password = _ask_password()
    with _records() as records, records.transaction() as session:
        set_password(session, account := _account(session, name), password)
        record(session, CONSOLE, "password given", "account", account.name)
    typer.echo(f"{name} has a new password.")


@user.command("disable")
def disable(name: Name) -> None:
    """Sign somebody out everywhere, and keep them out."""
    with _records() as records, records.transaction() as session:
        set_disabled(session, account := _account(session, name), True)
        record(session, CONSOLE, "account disabled", "account", account.name)
    typer.echo(f"{name} cannot sign in any more.")


@user.command("enable")
def enable(name: Name) -> None:
    """Let somebody in again."""
    with _records() as records, records.transaction() as session:
        set_disabled(session, account := _account(session, name), False)
        record(session, CONSOLE, "account enabled", "account", account.name)
    typer.echo(f"{name} can sign in again.")


@user.command("list")
def list_users() -> None:
    """Everybody who can sign in, one a line: name, role, site."""
    with _records() as records, records.reading() as session:
        for account in all_accounts(session):
            state = " (disabled)" if account.disabled else ""
            typer.echo(f"{account.name}\t{account.role.value}\t{account.site.name}{state}")


@user.command("token")
def give_token(name: Name, label: Annotated[str, typer.Option(help="What the token is for.", prompt=True)]) -> None:
    """Make a bearer token for a program; it is shown this once."""
    with _records() as records, records.transaction() as session:
        token = issue_token(session, account := _account(session, name), label)
        record(session, CONSOLE, "token issued", "account", account.name)
    typer.echo(token)


@site.command("add")
def add_a_site(
    name: Annotated[str, typer.Argument(help="Name of the ward or hospital.")],
    zone: Annotated[str, typer.Option(help="Its time zone, such as Asia/Shanghai.")],
) -> None:
    """Add a site; people of one site do not see the patients of another."""
    with _records() as records, records.transaction() as session:
        added = add_site(session, name, zone)
        record(session, CONSOLE, "site added", "site", added.id)
    typer.echo(f"{name} is there.")


@audit.command("verify")
def verify_audit() -> None:
    """Walk the whole trail and name every entry that was changed, taken out or put in; status 1 if there is one."""
    faults = 0
    with _records() as records, records.reading() as session:
        head = records.head.read()
        for fault in verify(session, records.head):
            faults += 1
            typer.echo(fault.sentence)
    if faults:
        typer.echo(f"The audit trail does not hold: {faults} faults.", err=True)
        raise typer.Exit(1)
    typer.echo(f"The audit trail holds: {head.newest.sequence if head else 0} entries.")


@cli.command("sweep")
def sweep_pictures(
    many: Annotated[bool, typer.Option("--many", help="Though it is a large share of all files.")] = False,
) -> None:
    """Take away picture files that no exam names and that are older than a day; may run beside the server."""
    settings = Settings()
    with _records(settings) as records:
        swept = sweep(records, PictureStore(settings.data_dir / PICTURES), many=many)
    gone = f"{swept.orphans} files that nothing names, {swept.unfinished} unfinished ones"
    typer.echo(f"Taken away: {gone}, {swept.bytes} bytes.")


@schema.command("upgrade")
def upgrade() -> None:
    """Bring the database's schema up to date."""
    settings = Settings()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    migrate.upgrade(settings.url)
    typer.echo(f"The schema is at {', '.join(migrate.current(settings.url))}.")


def main() -> None:
    """Errors are a sentence, not a stack; what is logged stays apart from what is answered."""
    start_logging("warning")
    try:
        cli()
    except NeoscreenError as error:
        _stop(*(error.fields.values() or (error.sentence,)))
    except ValidationError as error:
        _stop(*(f"NEOSCREEN_{str(fault['loc'][0]).upper()}: {fault['msg']}." for fault in error.errors()))
    except (*UNREACHABLE, OSError) as error:
        _stop(f"The records cannot be reached: {getattr(error, 'orig', error)}")


def _stop(*sentences: str) -> NoReturn:
    for sentence in sentences:
        typer.echo(sentence.strip(), err=True)
    sys.exit(2)


@contextmanager
def _records(settings: Settings | None = None) -> Iterator[Database]:
    """The records, up to date, and closed again."""
    settings = settings or Settings()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    migrate.upgrade(settings.url)
    records = open_records(settings)
    try:
        yield records
    finally:
        records.engine.dispose()


def _account(session: Session, name: str) -> Account:
    account = find_account(session, name)
    if account is None:
        raise NotFound("There is no account of this name.")
    return account


def _ask_password() -> str:
    if sys.stdin.isatty():
        answer: str = typer.prompt("Password (at least 12 signs)", hide_input=True, confirmation_prompt=True)
        return answer
    return sys.stdin.readline().rstrip("\n")


def _greet(settings: Settings, database: Database) -> None:
    """Say where to go; on the first run, with the code that proves who reads the console."""
    address = settings.public_url.rstrip("/") or f"http://{settings.host}:{settings.port}"
    with database.reading() as session:
        first = nobody_yet(session)
    if first:
        code = SetupCode(settings.data_dir / "setup-code").read()
        typer.echo(f"\n  First run. Make the administrator's account at\n  {address}/welcome?code={code}\n", err=True)
    else:
        typer.echo(f"\n  Neoscreen is at {address}\n", err=True)
