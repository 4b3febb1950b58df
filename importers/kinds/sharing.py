"""How a shared bill, or a credit of it, falls on its sharers: by the agreement's key, as its VAT is treated."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from importers.alike import charge_pence
from importers.cells import CellError, Text, read_number
from importers.desk import Desk
from importers.kinds.charging import AgreedRow, BillRow, terms_on
from importers.kinds.credits import Original
from importers.kinds.vat import Amounts
from nesa_fund.bills import RESHARE, BillKey, Sharing, bill_key, key_over_time, share_bill, sharers_of, sharing_of
from nesa_fund.canon import decimal_text
from nesa_fund.entries import FUND, Transaction
from nesa_fund.facts import Agreement, Withdrawal
from nesa_fund.layers import credited_days, is_reshared, layers_of, stated_time
from nesa_fund.periods import ONE_DAY, day_in_words
from nesa_fund.register import Register

FUNDS_ALONE = BillKey({FUND: Fraction(1)}, "", "by the Partnership Fund alone")
_VAT_IN_BOOKS = ("reclaimed", "onward")


class SharedCostRow(AgreedRow, BillRow):
    """One shared bill, or a firm's credit of one."""

    payer: Text
    bill: Text = ""
    usage: Text = ""


class Shared(NamedTuple):
    """How a bill falls on its sharers, and what that is pinned on."""

    sharing: Sharing
    census: str = ""
    usage: str = ""


def shared(  # noqa: PLR0913, PLR0917  # What a bill states, and what it rests on.
    desk: Desk, row: SharedCostRow, payer: str, amounts: Amounts, terms: Agreement | None, was: Sequence[Transaction]
) -> Shared | None:
    """How a bill falls on its sharers, by the agreement's key or on the Fund alone; None, and a problem, if unknown.

    A bill that was recorded stays as it was shared: what is learnt after it, of rolls or members,
    moves no share.
    """
    usage = _usage(desk, row, payer, terms) if terms else ""
    if usage is None:
        return None
    if was and (kept := _kept(desk, row, amounts, usage, was)):
        return kept
    key = _key(desk, row, payer, terms, usage) if terms else FUNDS_ALONE
    if key is None:
        return None
    if key.census:
        desk.readings[f"{row.number} is shared by the roll of {key.census}"] = None
    reclaiming = _reclaiming(desk.register, key, row)
    falls = share_bill(key.weights, payer, amounts.net, amounts.vat, row.treatment, reclaiming)
    return Shared(falls, key.census, usage)


def credited(
    desk: Desk, row: SharedCostRow, original: Original, amounts: Amounts, was: Sequence[Transaction]
) -> Sharing | None:
    """How a firm's credit falls on the sharers of its bill, by the key pinned on the bill; None, and a problem.

    Of a bill that was shared anew, it falls on each sharing by the days that the credit is for. A
    credit of all that is left of a bill is all that is left of each share, to the penny.
    """
    if was and (was[0].day, charge_pence(was[0])) == (row.day, amounts.gross):
        recorded = sharing_of(was).turned()
        if row.treatment not in _VAT_IN_BOOKS or recorded.reclaimed.get(was[0].entity, 0) == amounts.vat:
            return recorded
    if amounts.gross == original.left:
        return original.sharing
    bill = original.charge
    key = _credit_key(desk, row, original)
    if key.lack:
        desk.problem(row, "credit_of", f"{bill.link} was shared {key.in_words}, and {key.lack}")
        return None
    reclaiming = _reclaiming(_known_to(desk, bill), key, bill)
    return share_bill(key.weights, bill.entity, amounts.net, amounts.vat, row.treatment, reclaiming)


def mind_leavers(desk: Desk, row: SharedCostRow, payer: str) -> None:
    """Say what is to be done of a new bill that covers time after the last day in of a sharer."""
    terms = terms_on(desk.register, row.agreement, row.day)
    if not (terms and terms.leaver == RESHARE and row.covers_until):
        return
    sharers = sharers_of(desk.register, terms, payer, row.day)
    for one in desk.register.all(Withdrawal):
        if one.code in sharers and one.code != payer and row.day <= one.day < row.covers_until:
            last, after = day_in_words(one.day), day_in_words(one.day + ONE_DAY)
            if row.treatment in {"onward", "disbursement"}:
                two = f"record two, the second dated {after}, each with its own Reference"
                what = f"shares no bill anew whose VAT is {row.treatment}: {two}"
            else:
                became = f" --successor {one.successor}" if one.successor else ""
                command = f'nesa withdraw {one.code} --date {one.day} --minute "{one.minute}"{became}'
                again = command if one.minute else "import the withdrawals sheet that tells of it again"
                what = f"shares it anew from {after} once the leaving is recorded again: {again}"
            desk.warn(row, f"covers time after {one.code}'s last day in, {last}; this program {what}")


def _credit_key(desk: Desk, row: SharedCostRow, original: Original) -> BillKey:
    """The key of a bill that is credited: where it was shared anew, that of each sharing by its days."""
    if not is_reshared(original.entries):
        return pinned_key(desk, original.charge)
    layers = layers_of(original.entries)
    days = credited_days(layers, stated_time(row.covers_from, row.covers_until))
    return key_over_time([pinned_key(desk, layer.entry) for layer in layers], days)


def pinned_key(desk: Desk, bill: Transaction) -> BillKey:
    """The key of a bill as it was recorded: by what was known then, at the census and usage pinned on it."""
    agreement = bill.meta.get("agreement", "")
    register = _known_to(desk, bill)
    terms = terms_on(register, agreement, bill.day)
    if not agreement:
        return FUNDS_ALONE
    if not terms:
        return BillKey({}, "", f"under {agreement}", "that agreement was struck out")
    return bill_key(register, terms, bill.entity, bill.day, bill.meta.get("census", ""), bill.meta.get("usage", ""))


def _known_to(desk: Desk, bill: Transaction) -> Register:
    """What was recorded when a bill was; all there is, for one that is on the desk."""
    return desk.register.recorded_by(bill.place.batch) if bill.place.batch else desk.register


def _reclaiming(register: Register, key: BillKey, bill: SharedCostRow | Transaction) -> frozenset[str]:
    """The sharers that reclaim VAT, by what the register says of the bill's day."""
    members = (code for code in key.weights if code != FUND)
    return frozenset(code for code in members if register.member(code, bill.day).reclaims_vat)


def _kept(desk: Desk, row: SharedCostRow, amounts: Amounts, usage: str, was: Sequence[Transaction]) -> Shared | None:
    """How a recorded bill fell on its sharers; None where the row states another one."""
    bill, meta, recorded = was[0], was[0].meta, sharing_of(was)
    stated = (row.day, row.agreement, row.treatment, usage, amounts.gross)
    if stated != (bill.day, *(meta.get(key, "") for key in ("agreement", "vat", "usage")), charge_pence(bill)):
        return None
    own_vat = recorded.reclaimed.get(bill.entity, 0)
    if row.treatment in _VAT_IN_BOOKS and own_vat != amounts.vat:
        return None
    if row.treatment == "disbursement" and own_vat != _own_vat(desk, bill, amounts, recorded):
        return None
    return Shared(recorded, meta.get("census", ""), usage)


def _own_vat(desk: Desk, bill: Transaction, amounts: Amounts, recorded: Sharing) -> int:
    """The VAT that the payer of a recorded disbursement reclaims if it is as now stated; as recorded if untold."""
    key = pinned_key(desk, bill)
    known = recorded.reclaimed.get(bill.entity, 0)
    if key.lack:
        return known
    fresh = share_bill(
        key.weights,
        bill.entity,
        amounts.net,
        amounts.vat,
        "disbursement",
        _reclaiming(_known_to(desk, bill), key, bill),
    )
    others = {code: pence for code, pence in fresh.costs.items() if code != bill.entity and pence}
    same = others == {code: pence for code, pence in recorded.costs.items() if code != bill.entity and pence}
    return fresh.reclaimed.get(bill.entity, 0) if same else known


def _key(desk: Desk, row: SharedCostRow, payer: str, terms: Agreement, usage: str) -> BillKey | None:
    """The agreement's key on the bill's day; None, and a problem, where it has none, or nobody but the payer a part."""
    if terms.supplier != payer:
        desk.problem(row, "payer", f"is {payer}, but the agreement {terms.code} is with {terms.supplier}")
        return None
    key = bill_key(desk.register, terms, payer, row.day, usage=usage)
    if key.lack:
        desk.problem(row, "agreement", f"is shared {key.in_words}, and {key.lack}")
    elif not any(weight for code, weight in key.weights.items() if code != payer):
        fault = f"leaves nothing to share: on that day nobody but {payer} has a part in it"
        desk.problem(row, "agreement", fault)
    else:
        return key
    return None


# Usage: what each sharer used of what is billed


def _usage(desk: Desk, row: SharedCostRow, payer: str, terms: Agreement) -> str | None:
    """The usage that a row states, as it is pinned; empty for another key; None, and a problem, where it is wrong."""
    if terms.share != "usage":
        if row.usage:
            desk.problem(row, "usage", f"is not asked for: the agreement {terms.code} is not shared by usage")
        return None if row.usage else ""
    used = desk.by_member(row, "usage", "usage", read_number)
    if used is not None and row.usage:
        used = _one_of(desk, row, used)
    if used is None or not _is_whole(desk, row, terms, sharers_of(desk.register, terms, payer, row.day), used):
        return None
    return ", ".join(f"{code}={decimal_text(used[code])}" for code in sorted(used))


def _one_of(desk: Desk, row: SharedCostRow, by_column: Mapping[str, Fraction]) -> Mapping[str, Fraction] | None:
    if by_column:
        desk.problem(row, "usage", "is stated twice: in this cell, and in the columns headed by members")
        return None
    return _usage_in_cell(desk, row)


def _usage_in_cell(desk: Desk, row: SharedCostRow) -> dict[str, Fraction] | None:
    """What one cell says: Coquet=12, Rothley=7."""
    found: dict[str, Fraction] = {}
    for part in filter(str.strip, row.usage.replace(";", ",").split(",")):
        who, equals, number = (text.strip() for text in part.partition("="))
        if not equals:
            desk.problem(row, "usage", f"{part.strip()} is not like Coquet=12")
            return None
        code = desk.entity(row, "usage", who)
        if code is None or code in found:
            if code:
                desk.problem(row, "usage", f"has {code} twice")
            return None
        try:
            found[code] = read_number(number)
        except (CellError, ValueError) as error:
            desk.problem(row, "usage", f"{part.strip()}: {error}")
            return None
    return found


def _is_whole(
    desk: Desk, row: SharedCostRow, terms: Agreement, sharers: Sequence[str], used: Mapping[str, Fraction]
) -> bool:
    """Whether there is a figure of each sharer, of nobody else, and not all nothing; else a problem."""
    lacking, others = [code for code in sharers if code not in used], [code for code in used if code not in sharers]
    if not used:
        fault = (
            f"is blank: {terms.code} is shared by usage; give a column headed Usage for each of {', '.join(sharers)}"
        )
    elif lacking:
        fault = f"lacks {', '.join(lacking)}: each sharer has a figure, 0 where it used nothing"
    elif others:
        fault = f"has {', '.join(others)}, on that day no sharer of a bill under {terms.code}"
    elif not any(used.values()):
        fault = "is nothing for everyone: it tells no share"
    else:
        return True
    desk.problem(row, "usage", fault)
    return False
