"""Founding: an empty ledger with the alliance fact and the Fund's book."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType

from nesa_fund import store
from nesa_fund.actions.command import COMMAND_SOURCE, command_file, maybe_one_line
from nesa_fund.batches import Signature
from nesa_fund.draft import Draft
from nesa_fund.facts import Alliance, FactError, read_fact, specs
from nesa_fund.periods import is_year_start, year_of
from nesa_fund.problems import InputError, LedgerError
from nesa_fund.store import Ledger

LONGEST_DAYS = 3660
_NEVER_SET = {"name", "source", "document", "corrects", "reason"}


def found(root: Path, alliance: Alliance, signature: Signature, note: str = "") -> Ledger:
    """Make an empty ledger.

    Args:
        root: Its folder; it may exist, but holds no ledger.
        alliance: Its name, settings and founding, from ``alliance_fact``.
        signature: Who founds it, and when.
        note: A remark for the history.

    Raises:
        LedgerError: There is a ledger already.
    """
    if (root / "batches").exists():
        raise LedgerError(f"{root} holds a ledger already; choose another folder")
    settled = {field.key: getattr(alliance, field.name) for field in specs(Alliance) if field.key not in _NEVER_SET}
    defaults = {field.key: field.default for field in specs(Alliance)}
    arguments = {f"set {key}": str(value) for key, value in settled.items() if value != defaults[key]}
    arguments |= {"name": alliance.name, "date": alliance.day.isoformat()}
    draft = Draft(
        "init", facts=(alliance,), sources=command_file("init", arguments, signature.recorded_by), rows=1, note=note
    )
    return store.found(root, draft, signature)


def first_day(today: date, settings: Mapping[str, str]) -> date:
    """The founding where none is stated: the first day of the current alliance year."""
    return year_of(today, _year_start(settings)).start


def alliance_fact(name: str, day: date, settings: Mapping[str, str] = MappingProxyType({})) -> Alliance:
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
    given = {key: maybe_one_line(value, key) for key, value in settings.items()}
    try:
        fact = read_fact(Alliance, day, [name.strip()], {**given, "source": COMMAND_SOURCE})
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
        if number > LONGEST_DAYS:
            raise InputError(f"{key} {number} is more than ten years")
    if fact.charter_from and not 2000 <= fact.charter_from.year <= 2100:
        raise InputError(f"charter-from {fact.charter_from} is not a date from 2000 to 2100")
    return fact


def _year_start(settings: Mapping[str, str]) -> str:
    year_start = settings.get("year-start", "09-01")
    if not is_year_start(year_start):
        raise InputError(f'year-start "{year_start}" is not a day like 09-01')
    return year_start
