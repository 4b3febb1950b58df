"""The README of an audit pack: what each file is, and how each headline is worked out again."""

from collections.abc import Iterator
from textwrap import wrap

from nesa_fund.packs.audit import AuditPack
from nesa_fund.packs.printed import LONGEST
from nesa_fund.packs.reperformed import Reperformed

from .words import day, plain

DOCUMENT, WORKBOOK, SHARES = "Audit pack {year}.pdf", "Audit pack {year}.xlsx", "Shares {year}.xlsx"
_FILES = {
    DOCUMENT: f"the statements, to read and to print; a table of more than {LONGEST:,} rows is in the workbook alone.",
    WORKBOOK: "the same statements, a sheet a table; totals are formulas. The journal's test sheet is for your ticks.",
    SHARES: "each contribution and each shared bill, shared anew in live formulas beside what was charged.",
    "ledger/books.beancount": "all books together, for stock Beancount; `ledger/views` has one entity's book each.",
    "ledger/batches": "everything that was ever recorded, a folder a batch in order: its manifest batch.json (who "
    "recorded it, when, who approved it, and the SHA-256 of each of its files), its books, and under `source` the "
    "spreadsheets and papers that it came from, as they were given. A statement names such a paper by its batch and "
    "file, a cell of it as in `rolls.xlsx [Rolls!A5]`.",
    "SHA256SUMS": "the SHA-256 of every other file here.",
}
_WIDTH = 100


def render_readme(made: AuditPack) -> str:
    """Write the README, plain text that reads as Markdown too."""
    pack, year = made.pack, made.year.name
    lines = [
        f"# {plain(pack.title)}",
        "",
        *_wrapped(f"Alliance: {plain(pack.alliance)}. As at {day(pack.as_at)}. Head {pack.head}."),
        "",
        *_wrapped(
            "For auditors: internal scrutiny and independent examiners. Every school's book and every paper that was "
            "given with it is in this folder, so it is for nobody else."
        ),
        "",
        "## What is here",
        "",
        *(line for name, what in _FILES.items() for line in _item(f"`{name.format(year=year)}`: {what}")),
        "",
        "## Each headline, worked out again",
        "",
        *_wrapped(
            "You need not trust the program that made this pack. Each command below is for a shell opened in this "
            "folder. It uses stock Beancount 3 and beanquery 0.2 (`pip install beancount beanquery`) and sha256sum, "
            "and should print just what stands below it. (On a Mac sha256sum is `shasum -a 256`; on Windows it comes "
            "with Git.) Beancount may leave a cache file beside the books."
        ),
        *(line for n, one in enumerate(made.headlines, 1) for line in _headline(n, one)),
        "",
        "The shares are worked out again in the workbook named Shares: its formulas are live, and every difference",
        "in it is 0.00 where a share is what was charged.",
        "",
        "## With the program",
        "",
        *_wrapped(
            "`ledger` is a whole ledger, a copy byte for byte. These re-hash its history, run every rule over it, and "
            "draw a sample by a seed of your own:"
        ),
        "",
        "```",
        f'nesa --ledger ledger verify --head "{pack.head}"',
        f"nesa --ledger ledger check --year {year} --as-at {pack.as_at}",
        f"nesa --ledger ledger report journal --year {year} --as-at {pack.as_at} --sample 25 --seed SEED",
        "```",
        "",
        "## What is not shown",
        "",
        *(line for said in made.not_shown for line in _item(plain(said))),
        "",
        "## How this was made",
        "",
        *_wrapped(
            f"`nesa pack audit {year} --as-at {pack.as_at} -o FOLDER`, from the ledger at that head. The "
            "same ledger, day and program give the same bytes, but for the dates that files carry on your disk."
        ),
    ]
    return "\n".join(lines) + "\n"


def _headline(number: int, one: Reperformed) -> Iterator[str]:
    yield from ("", f"### {number}. {one.title}", "", *_wrapped(one.told), "", "```sh", one.command, "```", "")
    if one.prints:
        yield from ("prints", "", "```text", *one.prints, "```")
    else:
        yield "prints nothing."


def _item(text: str) -> list[str]:
    return wrap(f"- {text}", _WIDTH, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)


def _wrapped(text: str) -> list[str]:
    return wrap(text, _WIDTH, break_long_words=False, break_on_hyphens=False)
