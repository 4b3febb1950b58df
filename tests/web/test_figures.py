"""Every figure of every page leads to the entries that make it, or is told here why it leads to none."""

import re
import shutil
from html import escape, unescape
from urllib.parse import quote

import pytest

from alliances import alliance
from alliances_loaded import recorded
from nesa_fund.problems import InputError
from nesa_fund.web.books import Books
from nesa_fund.web.entries import figures_page
from nesa_fund.web.readings import READINGS, Asked
from planted import DAY, EXAMPLE, MARKUP, OTHER, OWN, ROLES, THIRD, alliance_with_secrets, hostile_member, leaks
from served import HOME, Site

POSITION = ("At the start", "Charged", "Less credited", "Less paid", "Corrected", "At the end")
CLAIMS = {
    "owes": POSITION, "own-owes": POSITION, "fund-owes": POSITION,
    "owed": POSITION, "own-owed": POSITION, "fund-owed": POSITION,
    "summary": ..., "years": ..., "holdings": ..., "held": ..., "bank": ..., "pairs": ...,
    "plan": ("Spent", r"Spent in [0-9-]+"),
    "contributions": ("Charged", "Paid", "Outstanding", r"[0-9-]+"),
    "with-fund": ..., "members": ("Paid", "Received", "Charged"),
    "days": ("Days given", "Days received", "Given less received", "Given", "Received"),
    "contracts": (r"Charged in [0-9-]+",), "shares": ("Charged",),
}  # fmt: skip
"""Table -> the columns whose figures are sums of entries, by how they are headed; ``...`` for each that is a figure."""
BY_ITEM = {"charged", "charging", "payments", "open", "own-open", "fund-open", "invoices", "unpresented", "findings"}
"""Each row tells of one open item, and leads to its entries by the item's name."""
PLAIN = {
    "confirm": "what governing bodies have still to decide: no entry is made before",
    "sum": "the Board's own decisions, and what comings and goings change in the shares",
    "leads": "who is named to lead: facts, not entries",
    "conclusions": "words", "rules": "how much was tested and found; what was found leads to its entries",
    "exceptions": "led to by their items, where there are any", "not-shown": "what is lacking has no entry",
    "recorded-later": "when decisions were recorded: facts, not entries",
}  # fmt: skip
"""Table -> why its figures are no sums of entries."""
NO_SUM = {"By the bank's statement", "On the statement, in no book yet", "Not explained",
          "Entries that do not balance: see SEP2"}  # fmt: skip
"""The rows of such tables that no entry makes: what the bank says, and what is lacking."""


def example(folder):
    return shutil.copytree(EXAMPLE, folder / "ledger"), DAY


def planted(folder):
    return alliance_with_secrets(folder), DAY


def invented(folder):
    made = alliance(4)
    return recorded(made, folder / "ledger"), made.last


HOSTILE = (
    "owes", "/", "owes/", "/Fund", "owes/Nowhere", "owes/Fund/", "OWES/Fund", f"pairs/{OTHER}/{THIRD}", "charged/1",
    f"days/{OTHER}", "__class__/names", "owes/../owed", "owes/Fund\x00", "<script>alert(1)</script>/Fund", "x" * 1900,
    "٠/١",
)  # fmt: skip
"""What may be typed in place of the name of a row, or was one for somebody else."""


@pytest.fixture(scope="module", params=[example, planted, invented], ids=lambda make: make.__name__)
def ledger(request, tmp_path_factory):
    root, day = request.param(tmp_path_factory.mktemp("figures"))
    return Site(root, day=day)


def text_of(markup):
    return unescape(re.sub(r"<[^>]*>", "", markup)).strip()


def cells_of(row):
    return [text_of(cell) for cell in re.findall(r"<t[hd]\b[^>]*>(.*?)</t[hd]>", row, re.DOTALL)]


def tables_of(page):
    """Each table of a page: its name, its heads, its rows as (texts, where the first cell leads), and its total."""
    for name, body in re.findall(r'<h2 id="([^"]+)">[^<]*</h2>(.*?)(?=<h2|<p class="foot")', page, re.DOTALL):
        head, rows, foot = (
            re.search(rf"<t{part}>(.*?)</t{part}>", body, re.DOTALL) for part in ("head", "body", "foot")
        )
        if head and rows:
            lines = []
            for row in re.findall(r"<tr>(.*?)</tr>", rows[1], re.DOTALL):
                led = re.match(r'<th scope="row"><a href="([^"]*[?&](?:amp;)?behind=[^"]*)">', row)
                lines.append((cells_of(row), unescape(led[1]) if led else ""))
            yield unescape(name), cells_of(head[1]), lines, cells_of(foot[1]) if foot else []


def claimed(name, heads):
    """The columns of a table whose figures are sums of entries."""
    said = CLAIMS[name.partition("-")[0] if name.startswith("bank-") else name]
    if said is ...:
        return [n for n, _ in enumerate(heads) if n >= (2 if name == "pairs" else 1)]
    return [n for n, head in enumerate(heads) if any(re.fullmatch(one, head) for one in said)]


def number(text):
    return round(100 * float(text.replace("£", "").replace(",", "") or 0))


def pages(site, name):
    """Every page that somebody may read, of each year; of who sees all, the account of everybody."""
    client, slug = site.signed_in(name), OWN if name == "ann" else "alliance"
    start = client.get(f"/{slug}/extension/Fund/", base_url=HOME).get_data(as_text=True)
    years = re.findall(r"\?year=([0-9-]+)", start)
    account = client.get(f"/{slug}/extension/School/", base_url=HOME).get_data(as_text=True)
    members = dict.fromkeys(["", *re.findall(r"member=(\w+)\">", account)])
    assert years
    for page in READINGS:
        for year in dict.fromkeys(years):
            for member in members if page == "School" else [""]:
                path = f"/{slug}/extension/{page}/?year={year}&member={member}"
                yield path, client, client.get(path, base_url=HOME).get_data(as_text=True)


@pytest.mark.parametrize("name", ["ann", "ada"])
def test_the_entries_behind_each_row_add_up_to_its_figures(ledger, name):
    followed, summed = set(), 0
    for path, client, page in pages(ledger, name):
        for table, heads, rows, _ in tables_of(page):
            if table in PLAIN or table in BY_ITEM or (table == "plan" and "/Schedule/" in path):
                assert not any(led for _, led in rows), (path, table)
                continue
            columns = claimed(table, heads)
            assert columns, (path, table)
            for cells, led in rows:
                figures = {heads[n]: cells[n] for n in columns if cells[n] and number(cells[n])}
                if not led:
                    assert not figures or cells[0] in NO_SUM, (path, table, cells)
                    continue
                assert behind(client, led) == figures, (path, table, cells)
                followed.add(table)
                summed += 1
    assert {"summary", "plan", "contributions", "holdings", "held", "years"} <= followed
    assert summed > 50


def behind(client, led):
    """Figure -> its sum as the page says it, but for those of nothing; each is what its entries come to."""
    page = client.get(led, base_url=HOME).get_data(as_text=True)
    assert f"/{OWN}/" not in led or list(leaks(page.encode())) == []
    ((table, heads, rows, total),) = tables_of(page)
    assert (table, heads[:6]) == ("entries", ["Entry", "Date", "Book", "Kind", "With", "For"])
    sums = {head: sum(number(cells[n]) for cells, _ in rows) for n, head in enumerate(heads) if n >= 6}
    assert sums == {heads[n]: number(total[n]) for n in range(6, len(heads))}
    assert len(re.findall(r"[?&](?:amp;)?entry=", page)) == len(rows)
    return {heads[n]: total[n] for n in range(6, len(heads)) if number(total[n])}


@pytest.mark.parametrize("typed", HOSTILE)
def test_what_is_no_row_is_told_so_and_nothing_else(site, typed):
    client = site.signed_in("ann")
    for page in ("School", "Owed", "Work"):
        answer = client.get(f"/{OWN}/extension/{page}/?behind={quote(typed)}", base_url=HOME)
        assert answer.status_code == 200
        assert b"there is nothing of that name" in answer.data
        assert b"<script>alert" not in answer.data
        taken = client.get(f"/{OWN}/extension/{page}/download?format=csv&behind={quote(typed)}", base_url=HOME)
        assert taken.status_code == 404


def seen_and_fund(root):
    seen = Books(root, lambda: DAY).seen_by(ROLES["ann"])
    return seen, seen.read("Fund", Asked("2025-26", "Fund"))


def test_of_many_entries_the_newest_are_listed_and_the_earlier_told_in_one_line(site):
    seen, fund = seen_and_fund(site.root)
    (whole,), (short,) = (figures_page(seen, fund, "holdings/In the bank", most).tables for most in (None, 3))
    assert len(short.rows) == 4
    assert short.rows[1:] == whole.rows[-3:]
    assert short.rows[0][0].startswith(f"Earlier: {len(whole.rows) - 3} entries,")
    assert short.totals == whole.totals


def test_the_entries_stand_in_order_of_date(site):
    seen, fund = seen_and_fund(site.root)
    (table,) = figures_page(seen, fund, "holdings/In the bank").tables
    days = [row[1] for row in table.rows]
    assert days == sorted(days)
    assert len(set(days)) > 5


def test_a_row_of_another_page_is_none_of_this(site):
    seen, fund = seen_and_fund(site.root)
    with pytest.raises(InputError, match="nothing of that name"):
        figures_page(seen, fund, "owes/Fund")


def test_from_an_entry_there_is_a_way_back_to_the_figures_and_to_the_page(site):
    client = site.signed_in("ada")
    path = f"/alliance/extension/School/?year=2025-26&member={OTHER}"
    page = client.get(path, base_url=HOME).get_data(as_text=True)
    figures = next(led for _, _, rows, _ in tables_of(page) for _, led in rows if led)
    assert f"member={OTHER}" in figures
    page = client.get(figures, base_url=HOME).get_data(as_text=True)
    assert f'<a href="{path}">Back to Our school</a>'.replace("&", "&amp;") in page
    entry = unescape(re.search(r'href="([^"]*entry=[^"]*)"', page)[1])
    page = client.get(entry, base_url=HOME).get_data(as_text=True)
    assert "What it moved" in page
    assert f'<a href="{figures}">Back to the figures</a>'.replace("&", "&amp;") in page
    assert f'<a href="{path}">Back to Our school</a>'.replace("&", "&amp;") in page


def test_the_entries_can_be_taken_home(site):
    client = site.signed_in("ann")
    answer = client.get(f"/{OWN}/extension/School/download?format=csv&year=2025-26&behind=owes/Fund", base_url=HOME)
    assert "Partnership Fund" in answer.get_data(as_text=True)
    assert "Behind the figures" in answer.headers["Content-Disposition"]


def test_a_member_that_is_called_markup_leads_to_its_entries_under_its_name(own_site):
    hostile_member(own_site.root)
    client = own_site.signed_in("ben")
    page = client.get(f"/{OTHER}/extension/School/?year=2025-26", base_url=HOME).get_data(as_text=True)
    owed = next(rows for name, _, rows, _ in tables_of(page) if name == "owed")
    led = {cells[0]: led for cells, led in owed}
    page = client.get(led[MARKUP], base_url=HOME).get_data(as_text=True)
    assert escape(f"Behind the figures: {MARKUP}") in page
    assert MARKUP not in page
