"""The application put together: Fava, our map of its ledgers, the door and the guard."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
from fava.application import create_app
from flask import Flask, Response

from nesa_fund.problems import InputError, LedgerError
from nesa_fund.web import served
from nesa_fund.web.acts import Commands
from nesa_fund.web.answers import keep_answers
from nesa_fund.web.approving import Approving
from nesa_fund.web.books import Books, today
from nesa_fund.web.chosen import said_of
from nesa_fund.web.confirming import Confirming
from nesa_fund.web.doing import Doing
from nesa_fund.web.door import Door
from nesa_fund.web.elsewhere import Elsewhere
from nesa_fund.web.entering import Entering
from nesa_fund.web.fields import in_fields, in_words
from nesa_fund.web.forms import LARGEST_FORM
from nesa_fund.web.guard import LOOPBACK, Guard, person_now
from nesa_fund.web.importing import Importing
from nesa_fund.web.journal import escape_journal
from nesa_fund.web.keeping import Keeping
from nesa_fund.web.ledgers import Ledgers
from nesa_fund.web.office import TASKS, Office
from nesa_fund.web.people import People
from nesa_fund.web.providers import Provider
from nesa_fund.web.sessions import AT_MOST
from nesa_fund.web.submissions import Submissions
from nesa_fund.web.telling import leads, linked

if TYPE_CHECKING:
    from nesa_fund.web.oidc import Connection

_TEMPLATES = Path(__file__).with_name("templates")


def _now() -> datetime:
    return datetime.now(UTC)


def make_app(
    root: Path,
    people: People,
    commands: Commands,
    hosts: frozenset[str] = frozenset(),
    clock: Callable[[], datetime] = _now,
    day: Callable[[], date] = today,
    providers: Sequence[Provider] = (),
) -> Flask:
    """The safe server of a ledger, as an application.

    Args:
        root: The ledger's folder.
        people: Who may sign in; while nobody is set up, whoever reaches it reads all.
        commands: The command line, of which pages are made.
        hosts: The names under which it may be asked, beside those of this machine itself.
        clock: Tells the moment, for sessions.
        day: Tells the day, as at which the pages are.
        providers: The services with whose accounts people may sign in, beside a password.

    Raises:
        LedgerError: The ledger can't be read.
    """
    served.make_safe()
    root = root.resolve()
    books = Books(root, day)
    books.remake_files()
    app = create_app([], read_only=True)
    app.jinja_loader = jinja2.ChoiceLoader([jinja2.FileSystemLoader(_TEMPLATES), app.jinja_loader])  # type: ignore[list-item]
    escape_journal(app)
    app.config.update(
        LEDGERS=Ledgers(books, person_now),
        SECRET_KEY=people.secret_key() if people.are_set_up else secrets.token_hex(32),
        SESSION_COOKIE_NAME="__Host-nesa",
        SESSION_COOKIE_SECURE=True,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=AT_MOST + timedelta(hours=1),
        MAX_CONTENT_LENGTH=LARGEST_FORM,
        MAX_FORM_MEMORY_SIZE=LARGEST_FORM,
    )
    guard = Guard(people, LOOPBACK | hosts, people.are_set_up or bool(hosts), clock)
    app.add_url_rule("/health", "health", lambda: _health(guard, books))
    Door(people, guard, books.alliance()).build_into(app)
    Elsewhere(people, guard, books.alliance(), _connections(providers, clock)).build_into(app)
    office = Office(books, people, Submissions(people), guard, commands)
    office.submissions.take_up_again()
    entering, keeping = Entering(office), Keeping(office, {one.issuer: one.name for one in providers})
    for pages in (Importing(office), entering, Doing(office), Approving(office), Confirming(office), keeping):
        pages.build_into(app)
    app.jinja_env.globals.update(
        tasks_of=lambda person: TASKS.get(person.role, ()), in_fields=in_fields, in_words=in_words, said_of=said_of,
        typed_of=entering.typed, linked=lambda text: linked(text, commands, office.person),
    )  # fmt: skip
    app.config["NESA_LEADS"] = lambda text: leads(text, commands, office.person) if guard.asks else []
    keep_answers(app, day)
    guard.stand_before(app)
    app.register_error_handler(LedgerError, _unreadable)
    app.register_error_handler(InputError, _unreadable)
    return app


def _health(guard: Guard, books: Books) -> Response:
    """Whether those who are let in would be answered: the ledger can be read, and so can the store of its people."""
    books.alliance()
    if guard.asks:
        guard.people.all()
    return Response("well\n", mimetype="text/plain")


def _connections(providers: Sequence[Provider], clock: Callable[[], datetime]) -> "Mapping[str, Connection]":
    """The connections to some services, by their keys."""
    if not providers:
        return {}
    from nesa_fund.web.oidc import Connection  # What it needs is installed only where it is wanted.

    return {one.key: Connection(one, clock) for one in providers}


def _unreadable(_: LedgerError | InputError) -> Any:  # noqa: ANN401  # An answer, as Flask takes them.
    said = (
        "The ledger or its people can't be read just now: nesa verify and nesa user list tell whoever keeps it why.\n"
    )
    return Response(said, 503, mimetype="text/plain")
