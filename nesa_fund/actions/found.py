"""Founding: an empty ledger with the alliance fact and the Fund's book."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from nesa_fund import store
from nesa_fund.actions.command import COMMAND_SOURCE, command_file
from nesa_fund.batches import Signature
from nesa_fund.facts import Alliance, FactError, read_fact, specs
from nesa_fund.periods import is_year_start, year_of
from nesa_fund.problems import InputError, LedgerError
from nesa_fund.store import Draft, Ledger

_NEVER_SET = {"name", "source", "document", "corrects", "reason"}


def found(
    root: Path,
    name: str,
    today: date,
    signature: Signature,
    day: date | None = None,
    settings: Mapping[str, str] | None = None,
) -> Ledger:
    """Make an empty ledger.

    Args:
        root: Its folder; it may exist, but holds no ledger.
        name: What the alliance is called.
        today: The day, from which the founding is taken where ``day`` is not given.
        signature: Who founds it, and when.
        day: The founding (default: the first day of the current alliance year).
        settings: Keys of the alliance fact and their values as text, "terms-days" -> "30".

    Raises:
        InputError: A setting that there is not, or with a value that it can't have.
        LedgerError: There is a ledger already.
    """
    given = dict(settings or {})
    fact = alliance_fact(name, given, day or year_of(today, _year_start(given)).start)
    if (root / "batches").exists():
        raise LedgerError(f"{root} holds a ledger already; choose another folder")
    arguments = {"name": name, "date": fact.day.isoformat(), **{f"set {key}": value for key, value in given.items()}}
    draft = Draft("init", facts=(fact,), sources=command_file("init", arguments, signature.recorded_by), rows=1)
    return store.found(root, draft, signature)


def alliance_fact(name: str, settings: Mapping[str, str], day: date, source: str = COMMAND_SOURCE) -> Alliance:
    """The alliance fact with these settings.

    Raises:
        InputError: A key that there is not, or a value that it can't have.
    """
    known = {field.key for field in specs(Alliance)} - _NEVER_SET
    unknown = sorted(set(settings) - known)
    if unknown:
        raise InputError(f"no setting {unknown[0]!r}; there are {', '.join(sorted(known))}")
    if not name.strip() or not name.isprintable():
        raise InputError("the alliance needs a name, in one line")
    try:
        fact = read_fact(Alliance, day, [name.strip()], {**settings, "source": source})
    except FactError as error:
        raise InputError(str(error)) from error
    assert isinstance(fact, Alliance)
    if not is_year_start(fact.year_start):
        raise InputError(f'year-start "{fact.year_start}" is not a day like 09-01')
    if fact.withdrawal not in {"refund", "keep"}:
        raise InputError(f'withdrawal "{fact.withdrawal}" is neither refund nor keep')
    for key, number in (("terms-days", fact.terms_days), ("overdue-days", fact.overdue_days)):
        if number < 0:
            raise InputError(f"{key} {number} is below zero")
    return fact


def _year_start(settings: Mapping[str, str]) -> str:
    year_start = settings.get("year-start", "09-01")
    if not is_year_start(year_start):
        raise InputError(f'year-start "{year_start}" is not a day like 09-01')
    return year_start
