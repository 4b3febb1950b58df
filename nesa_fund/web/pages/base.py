"""What all our pages in Fava have in common: whose book they read, how they are drawn, and how they are taken home."""

import re
from collections.abc import Callable
from functools import cached_property, partial
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import jinja2
from fava.ext import FavaExtensionBase, extension_endpoint
from flask import Response, current_app, request, send_file, url_for
from markupsafe import Markup

from nesa_fund.derived import VIEWS
from nesa_fund.problems import InputError
from nesa_fund.statements.arguments import Arguments
from nesa_fund.statements.base import Statement
from nesa_fund.web.books import Books
from nesa_fund.web.entries import entry_page, figures_page, item_page, taking_back
from nesa_fund.web.journal import escape_journal
from nesa_fund.web.readings import Asked, Seen, year_asked
from nesa_fund.web.roles import Person, Role

FORMATS = {"xlsx": "Excel", "pdf": "PDF", "csv": "CSV"}
_CSS = Path(__file__).with_name("pages.css")
_WHERE = re.compile(r"batches/([0-9]+)/(\w+)\.beancount line ([0-9]+)")
_FOLLOWED = ("item", "entry", "behind")
"""What may be followed from a figure: an open item, an entry, or all entries that it is the sum of."""
_MOST = 500
"""So many entries behind figures does a page list; what is taken home lists all."""
_ON_ONES_OWN = Person("local", Role.AUDITOR)
"""Whoever runs Fava on their own machine has the files themselves: everything is theirs to read."""
_REMEDIES = frozenset({"What clears it", "Remedy", "How"})
"""Columns whose words are our own: what a ledger's texts say is never taken for a command."""
_books: dict[Path, Books] = {}


class Page(FavaExtensionBase):
    """A page that draws one statement, of what whoever asks may see and nothing else."""

    @cached_property
    def jinja_env(self) -> jinja2.Environment:
        """Fava asks for a template of the page's name: ours all draw themselves."""
        loader = jinja2.FunctionLoader(lambda _: "{{ extension.draw() }}")
        return current_app.jinja_env.overlay(loader=loader)

    def before_request(self) -> None:
        """See to it that Fava's journal, too, shows texts as texts, on one's own machine as elsewhere."""
        escape_journal(current_app._get_current_object())  # type: ignore[attr-defined]  # noqa: SLF001  # Flask's own way.

    def draw(self) -> Markup:
        """The page: its choices, the statement, and where to take it home."""
        from reports.html import article

        seen, asked = self._asked()
        style = Markup("<style>{}</style>").format(Markup(_CSS.read_text("utf-8")))  # noqa: S704  # Our own file.
        choices = self._choices(seen, asked)
        try:
            drawn = article(self._read(seen, asked, _MOST), partial(self._address, asked.year), figures_first=True)
            said = Markup(drawn.replace('<a href="/do/', '<a data-remote href="/do/'))  # noqa: S704  # It escapes every text itself; Fava's script leaves such links alone.
            choices += self._downloads(seen, asked)
        except InputError as error:
            said = Markup("<h1>{}</h1><p>{}</p>").format(self.report_title, str(error))
        return Markup('{}<div class="nesa">{}{}</div>').format(style, choices, said)

    @extension_endpoint
    def download(self) -> Response | None:
        """The statement of the page as a file: a workbook, a PDF or a CSV."""
        import reports

        chosen = request.args.get("format", "")
        if chosen not in FORMATS:
            return None
        seen, asked = self._asked()
        try:
            statement = self._read(seen, asked)
        except InputError:
            return None
        return _taken_home(reports.render(statement, chosen), statement.title, chosen)

    @extension_endpoint
    def pack(self) -> Response | None:
        """The governors' pack of whose account it is, as a PDF."""
        from nesa_fund.packs.governors import governors_pack
        from reports.pdf import render_pack

        seen, asked = self._asked()
        if self.name != "School" or asked.entity not in seen.book.register.members:
            return None
        wanted = Arguments(as_at=seen.as_at, year=asked.year, member=asked.entity)
        try:
            pack = governors_pack(seen.book, wanted, seen.judge(asked.year))
        except InputError:
            return None
        return _taken_home(render_pack(pack), pack.title, "pdf")

    def _asked(self) -> tuple[Seen, Asked]:
        seen = seen_now(Path(self.ledger.beancount_file_path))
        of_ledger = Path(self.ledger.beancount_file_path)
        entity = seen.entity(of_ledger.stem if of_ledger.parent.name == VIEWS else "", request.args.get("member", ""))
        return seen, Asked(year_asked(seen, request.args.get("year", "")).name, entity)

    def _read(self, seen: Seen, asked: Asked, most: int | None = None) -> Statement:
        """What the page shows: its statement, or what somebody follows from it, of a figure so many entries at most."""
        if name := request.args.get("entry"):
            return entry_page(seen, name)
        if link := request.args.get("item"):
            return item_page(seen, link)
        statement = seen.read(self.name, asked)
        if name := request.args.get("behind"):
            return figures_page(seen, statement, name, most)
        return statement

    def _address(self, year: str, title: str, text: str) -> str:
        """Figures lead to their entries, and so do items; an entry to its row of its sheet, a command to its page."""
        if title == "Behind":
            return self._url(year=year, member=_given("member"), behind=text)
        if found := _WHERE.fullmatch(text) if title == "Where" else None:
            title, text = "Entry", f"{found[1]}/{found[2]}:{found[3]}"
        if title in _REMEDIES:
            return _leads(text)
        if title not in {"Item", "Entry"} or " " in text:
            return ""
        way = {key: _given(key) for key in ("year", "member", "behind")} if _given("behind") else {}
        return self._url(**way, **{title.lower(): text})

    def _choices(self, seen: Seen, asked: Asked) -> Markup:
        """The years there are to read of, and on the page of an account of the whole ledger whose; or the way back."""
        if any(map(_given, _FOLLOWED)):
            asks = {"year": _given("year"), "member": _given("member")}
            back = self._link(f"Back to {self.report_title}", is_chosen=False, **asks)
            if _given("behind") and (_given("entry") or _given("item")):
                back += self._link("Back to the figures", is_chosen=False, **asks, behind=_given("behind"))
            undo = taking_back(seen, _given("entry") or "")
            if undo and (address := _leads(undo)):
                back += Markup('<li><a href="{}" data-remote>Take it back</a></li>').format(address)
            return Markup('<nav aria-label="Back"><ul class="choices">{}</ul></nav>').format(back)
        links = [self._link(year, asked.year == year, year=year, member=_given("member")) for year in seen.years]
        choices = Markup('<nav aria-label="Year"><ul class="choices"><li>Year</li>{}</ul></nav>').format(
            Markup("").join(links)
        )
        is_whole = Path(self.ledger.beancount_file_path).parent.name != VIEWS
        if self.name == "School" and is_whole and not seen.person.member:
            name = seen.book.register.name
            codes = [*sorted(seen.book.register.members), "Fund"]
            links = [self._link(name(one), asked.entity == one, year=asked.year, member=one) for one in codes]
            choices += Markup('<nav aria-label="Whose account"><ul class="choices"><li>Whose</li>{}</ul></nav>').format(
                Markup("").join(links)
            )
        return choices

    def _link(self, text: str, is_chosen: bool, **asked: str | None) -> Markup:
        here = Markup(' aria-current="page"') if is_chosen else ""
        return Markup('<li><a href="{}"{}>{}</a></li>').format(self._url(**asked), here, text)

    def _url(self, **asked: str | None) -> str:
        page = url_for("extension_report", extension_name=self.name)
        return f"{page}?{urlencode({key: value for key, value in asked.items() if value})}"

    def _downloads(self, seen: Seen, asked: Asked) -> Markup:
        page = url_for("extension_report", extension_name=self.name)

        def url(chosen: str) -> str:
            more = {name: request.args[name] for name in _FOLLOWED if request.args.get(name)}
            asks = {"format": chosen, "year": asked.year, "member": asked.entity, **more}
            return f"{page}download?{urlencode(asks)}"

        ways = [(url(one), said) for one, said in FORMATS.items()]
        is_account = self.name == "School" and not any(map(_given, _FOLLOWED))
        if is_account and asked.entity in seen.book.register.members:
            ways.append((f"{page}pack?{urlencode({'year': asked.year, 'member': asked.entity})}", "Governors' pack"))
        links = (Markup('<li><a href="{}" data-remote download>{}</a></li>').format(*way) for way in ways)
        return Markup(
            '<nav aria-label="Take this page home"><ul class="choices"><li>Take home as</li>{}</ul></nav>'
        ).format(Markup("").join(links))


def seen_now(file: Path) -> Seen:
    """What whoever asks may see: by the map of ledgers where we serve, everything on one's own machine."""
    ledgers: Any = current_app.config["LEDGERS"]
    if hasattr(ledgers, "seen"):
        seen: Seen = ledgers.seen()
        return seen
    root = file.parent.parent if file.parent.name == VIEWS else file.parent
    return _books.setdefault(root, Books(root)).seen_by(_ON_ONES_OWN)


def _leads(text: str) -> str:
    """Where a command that a text names is done by whoever asks, where we serve."""
    leads: Callable[[str], list[tuple[str, str]]] = current_app.config.get("NESA_LEADS", lambda _: [])
    return next((address for address, _ in leads(text)), "")


def file_name(title: str) -> str:
    """A title as a file's name: a school may be called anything."""
    return re.sub(r"[^\w .()-]+", " ", title).strip(" .")[:120] or "page"


def _taken_home(drawn: str | bytes, title: str, ending: str) -> Response:
    content = BytesIO(drawn.encode() if isinstance(drawn, str) else drawn)
    return send_file(content, as_attachment=True, download_name=f"{file_name(title)}.{ending}")


def _given(name: str) -> str | None:
    return request.args.get(name) or None
