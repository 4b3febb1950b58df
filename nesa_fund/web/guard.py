"""What stands before every request: known hosts, endpoints and people; what is not allowed is not there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NamedTuple

from fava.context import g
from flask import Flask, Request, Response, abort, redirect, request, session

from nesa_fund.web.pages.base import FORMATS
from nesa_fund.web.people import People
from nesa_fund.web.readings import READINGS
from nesa_fund.web.roles import WHOLE, Person, Role
from nesa_fund.web.served import PLAIN_QUERY
from nesa_fund.web.sessions import signed_in

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
ON_ONES_OWN = Person("local", Role.AUDITOR)
"""Where nobody is set up, only this machine is answered, and whoever uses it reads all."""
_LONGEST = 2000  # Characters of a query; Fava's own filters read a long one slowly.

REPORTS = frozenset({"income_statement", "balance_sheet", "trial_balance", "journal"})
_DATA = (
    "get_changed", "get_errors", "get_ledger_data", "get_income_statement", "get_balance_sheet", "get_trial_balance",
    "get_context",
)  # fmt: skip
_POLLS = frozenset({"json_api.get_changed", "json_api.get_errors"})

Test = Callable[[Request, Person, Mapping[str, Any]], bool]


def _always(_request: Request, _person: Person, _values: Mapping[str, Any]) -> bool:
    return True


def _is_report(_request: Request, person: Person, values: Mapping[str, Any]) -> bool:
    report = str(values["report_name"])
    return report in REPORTS or (report == "query" and person.sees_all)


def _is_page(_request: Request, _person: Person, values: Mapping[str, Any]) -> bool:
    return bool(values["extension_name"] in READINGS)


def _is_download(asked: Request, _person: Person, values: Mapping[str, Any]) -> bool:
    if values["endpoint"] == "pack":
        return bool(values["extension_name"] == "School")
    is_ours = values["extension_name"] in READINGS and values["endpoint"] == "download"
    return bool(is_ours and asked.args.get("format") in FORMATS)


def _is_script(_request: Request, _person: Person, values: Mapping[str, Any]) -> bool:
    return bool(values["extension_name"] == "Overview")


def _is_plain_query(asked: Request, person: Person, values: Mapping[str, Any]) -> bool:
    is_csv = values.get("result_format", "csv") == "csv"
    return person.sees_all and is_csv and PLAIN_QUERY.match(asked.args.get("query_string", "")) is not None


def _is_small_account(asked: Request, _person: Person, values: Mapping[str, Any]) -> bool:
    """Fava sends an account's journal whole: of all books together no more than one account's of one entity."""
    name = values.get("name") or asked.args.get("a", "")
    return values.get("bfile") != WHOLE or name.count(":") >= 2


def _is_numbered(asked: Request, _person: Person, _values: Mapping[str, Any]) -> bool:
    """Fava counts back from the last page where the number of a page is less than one, and stumbles."""
    number = asked.args.get("page", "")
    return number.isascii() and number.isdecimal() and int(number) > 0


SIGN_IN, PEOPLE = "/signin", "/people"

ALLOWED: dict[str, Test] = {
    "index": _always,
    "report": _is_report,
    "account": _is_small_account,
    "extension_report": _is_page,
    "extension_endpoint": _is_download,
    "extension_js_module": _is_script,
    "download_query": _is_plain_query,
    "json_api.get_query": _is_plain_query,
    "json_api.get_account_report": _is_small_account,
    "json_api.get_journal_page": _is_numbered,
    **{f"json_api.{name}": _always for name in _DATA},
}
"""Fava's endpoints that a signed-in person reaches, by GET alone; the others are not there."""

OPEN: dict[str, frozenset[str]] = {
    "static": frozenset({"GET", "HEAD"}),
    "nesa_static": frozenset({"GET", "HEAD"}),
    "health": frozenset({"GET", "HEAD"}),
    "sign_in": frozenset({"GET", "HEAD", "POST"}),
    "invitation": frozenset({"GET", "HEAD", "POST"}),
    "elsewhere": frozenset({"GET"}),
    "elsewhere_back": frozenset({"GET"}),
}
"""Endpoints that need nobody signed in, and their methods."""


class Way(NamedTuple):
    """An endpoint of ours for people who are signed in: by which methods, and for which roles."""

    methods: frozenset[str]
    roles: frozenset[Role] = frozenset(Role)


_GET, _POST, _FORM = frozenset({"GET"}), frozenset({"POST"}), frozenset({"GET", "POST"})
_OFFICER, _APPROVER, _CLERK, _KEEPER = (
    frozenset({role}) for role in (Role.OFFICER, Role.APPROVER, Role.CLERK, Role.KEEPER)
)
_DOERS = frozenset({Role.OFFICER, Role.BOARD, Role.AUDITOR})

OURS: dict[str, Way] = {
    "sign_out": Way(_POST),
    "import_bring": Way(_FORM, _OFFICER),
    "import_look": Way(_GET, _OFFICER),
    "import_marked": Way(_GET, _OFFICER),
    "import_read": Way(_POST, _OFFICER),
    "import_questions": Way(_GET, _OFFICER),
    "import_submit": Way(_POST, _OFFICER),
    "import_withdraw": Way(_POST, _OFFICER),
    "enter_listed": Way(_GET, _OFFICER),
    "enter_rows": Way(_FORM, _OFFICER),
    "approve_listed": Way(_GET, _APPROVER),
    "approve_decide": Way(_FORM, _APPROVER),
    "approve_file": Way(_GET, _APPROVER),
    "confirm": Way(_FORM, _CLERK),
    "do_listed": Way(_GET, _DOERS),
    "do_ask": Way(_FORM, _DOERS),
    "asked_look": Way(_GET, _DOERS | _CLERK),
    "asked_submit": Way(_POST, _DOERS | _CLERK),
    "asked_withdraw": Way(_POST, _DOERS | _CLERK),
    "people": Way(_FORM, _KEEPER),
    "people_invited": Way(_GET, _KEEPER),
    "people_log": Way(_GET, _KEEPER),
    "person": Way(_FORM, _KEEPER),
    "person_invite": Way(_POST, _KEEPER),
    "person_remove": Way(_FORM, _KEEPER),
}
"""Endpoints of ours for people who are signed in."""

_ABOUT_PEOPLE = frozenset(endpoint for endpoint, way in OURS.items() if way.roles == _KEEPER)

HEADERS = {
    "Content-Security-Policy": "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' "
    "'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@dataclass(frozen=True)
class Guard:
    """The guard of an app: who is let in under which names of the host, by which clock.

    ``asks_always`` says that people sign in whatever becomes of their store: where it is lost, nobody is let in.
    """

    people: People
    hosts: frozenset[str]
    asks_always: bool = False
    clock: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))

    def stand_before(self, app: Flask) -> None:
        """Stand before everything of Fava's: even before it looks which ledger is meant."""
        app.url_value_preprocessors.setdefault(None, []).insert(0, self._check)
        app.before_request_funcs.setdefault(None, []).insert(0, lambda: self._ours(app))
        app.after_request(_add_headers)

    @property
    def asks(self) -> bool:
        """Whether people sign in: from the moment that the first was added."""
        return self.asks_always or self.people.are_set_up

    def _check(self, endpoint: str | None, values: dict[str, Any] | None) -> None:
        g.person = None  # type: ignore[attr-defined]
        if host_of(request) not in self.hosts:
            abort(404)
        if endpoint in OPEN:
            if request.method not in OPEN[endpoint]:
                abort(404)
            return
        person = self._person(endpoint)
        if person is None:
            abort(redirect(SIGN_IN, 303))
        g.person = person  # type: ignore[attr-defined]
        if (endpoint, request.method, person.sees_books) == ("index", "GET", False) and not values:
            abort(redirect(PEOPLE, 303))
        if not self._is_allowed(endpoint, values or {}, person):
            abort(404)
        if self.asks and endpoint not in _POLLS:
            self.people.note(person.code, f"{request.method} {_asked_for(endpoint)}", self.clock())

    def _person(self, endpoint: str | None) -> Person | None:
        if not self.asks:
            return ON_ONES_OWN
        token = session.get("token", "")
        return signed_in(self.people, token, self.clock(), counts=endpoint not in _POLLS) if token else None

    def _is_allowed(self, endpoint: str | None, values: Mapping[str, Any], person: Person) -> bool:
        if endpoint in OURS:
            way = OURS[endpoint]
            return self.asks and request.method in way.methods and person.role in way.roles
        test = ALLOWED.get(endpoint or "")
        if test is None or not person.sees_books:
            return False
        is_short = len(request.query_string) <= _LONGEST
        return request.method == "GET" and is_short and test(request, person, values)

    @staticmethod
    def _ours(app: Flask) -> Any:  # noqa: ANN401  # Whatever a view answers.
        """Answer our own endpoints here: Fava, being read-only, would refuse their forms."""
        endpoint = request.endpoint or ""
        if endpoint in OPEN.keys() | OURS.keys() - {"static"}:
            return app.view_functions[endpoint](**(request.view_args or {}))
        return None


def _asked_for(endpoint: str | None) -> str:
    """What the log says that somebody asked for; of people not of whom, since it would outlive their erasure."""
    if endpoint in _ABOUT_PEOPLE and request.url_rule:
        return request.url_rule.rule
    return request.full_path.rstrip("?")[:300]


def person_now() -> Person | None:
    """Who asks, as the guard found."""
    person: Person | None = getattr(g, "person", None)
    return person


def host_of(asked: Request) -> str:
    """The host that a request names, without its port."""
    host = asked.host.casefold()
    return host.partition("]")[0].removeprefix("[") if host.startswith("[") else host.partition(":")[0]


def _add_headers(response: Response) -> Response:
    response.headers.update(HEADERS)
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    if request.endpoint not in {"static", "nesa_static"}:
        response.headers["Cache-Control"] = "no-store"
    return response
