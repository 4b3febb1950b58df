"""Books that are honest have no breach, on whichever day they are looked at: by alliances that are made from seeds.

The long form is run by hand: NESA_SLOW_TESTS=1 pytest tests/test_honest_books.py -n 4
"""

import os
from collections import Counter
from datetime import date, timedelta
from functools import cache
from random import Random

import pytest

from alliances import alliance
from alliances_loaded import loaded
from alliances_people import shape_of
from honest import breaches_of
from nesa_fund import beans
from nesa_fund.book import Book
from nesa_fund.engine import Status, run
from nesa_fund.entries import FUND, STAFF_DAYS
from nesa_fund.facts import (
    FACTS,
    AgreedAccount,
    Agreement,
    Alliance,
    BankLine,
    Contract,
    Deduction,
    Grant,
    Member,
    PlanLine,
    Roll,
    Schedule,
    Withdrawal,
)
from nesa_fund.periods import add_months
from nesa_fund.register import Register
from nesa_fund.rules import CATALOGUE

IS_LONG = bool(os.environ.get("NESA_SLOW_TESTS"))
SEEDS = range(200 if IS_LONG else 12)
RANDOM_DAYS = 10 if IS_LONG else 1  # Beside the last day.
SHORT = range(12)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_rule_finds_a_breach_in_honest_books_at_their_end_or_before(seed):
    made = alliance(seed)
    found = {str(day): breaches for day in days_before(seed) if (breaches := breaches_of(made.book, day))}
    assert found == {}
    assert {rule: result for rule, result in results(seed).items() if result.status is Status.BREACHED} == {}


def days_before(seed):
    """Some days at random, and in the long form the end of each month."""
    made, shape = alliance(seed), shape_of(seed)
    random = Random(f"days {seed}")  # noqa: S311  # Chance that can be had again.
    some = [shape.founded + timedelta(random.randint(0, (made.last - shape.founded).days)) for _ in range(RANDOM_DAYS)]
    ends = []
    if IS_LONG:
        first = date(shape.founded.year, shape.founded.month, 1)
        ends = [add_months(first, n) - timedelta(1) for n in range(1, 60) if add_months(first, n) <= made.last]
    return [*ends, *some]


@pytest.mark.parametrize("seed", [0, 3])
def test_the_books_are_the_ones_that_their_text_is_read_as(seed):
    made, contents = alliance(seed), beans.Contents()
    for file, text in made.texts.items():
        beans.read_file(text, int(file.split("/")[1]), file, contents)
    assert rows_of(contents.rows) == rows_of(made.book.rows)
    assert placed(Register(contents.facts)) == placed(made.book.register)


def rows_of(rows):
    return sorted(map(str, (rows.transaction(n) for n in range(len(rows.day)))))


def placed(register):
    return sorted(str((fact.place, fact)) for fact in register.facts)


def test_stock_beancount_loads_the_books_without_an_error(tmp_path):
    entries, errors, _ = loaded(alliance(2), tmp_path)
    assert (errors, len(entries) > 1000) == ([], True)


def test_an_alliance_follows_from_its_seed():
    assert alliance.__wrapped__(1).texts == alliance(1).texts


@pytest.mark.parametrize("rule", [rule.id for rule in CATALOGUE])
def test_each_rule_tested_something_and_found_it_kept(rule):
    assert Status.SATISFIED in {results(seed)[rule].status for seed in SHORT}


@cache
def results(seed):
    made = alliance(seed)
    return {result.rule.id: result for result in run(made.book, made.last).results}


# What the generator makes: that it can't come to make nothing of some kind


@cache
def books() -> list[Book]:
    return [alliance(seed).book for seed in SHORT]


def facts(kind):
    return [fact for book in books() for fact in book.register.all(kind)]


def counted(column, event=None):
    """How often each value stands in a column of the transactions, of all or of those of an event."""
    seen = Counter()
    for book in books():
        rows = book.transactions
        seen.update(rows.loc[rows["event"] == event, column] if event else rows[column])
    return {str(value) for value, times in seen.items() if times >= 3}


def test_they_are_of_every_size_and_length():
    shapes = [shape_of(seed) for seed in SHORT]
    assert {len(shape.years) for shape in shapes} == {1, 2, 3}
    assert {4, 40} <= {shape.size for shape in shapes}
    assert {fact.withdrawal for fact in facts(Alliance)} == {"refund", "keep"}
    assert {fact.terms_days for fact in facts(Alliance)} >= {14, 21, 30}
    assert {fact.year_start for fact in facts(Alliance)} == {"09-01", "04-01"}
    assert any(fact.charter_from for fact in facts(Alliance))


def test_they_have_every_event():
    assert counted("event") == {
        "opening", "invoice", "shared-cost", "credit-note", "contribution", "surplus", "payment", "refund", "transfer",
        "funding", "grant", "interest", "raised", "other", "spending", "gift", "in-kind", "unidentified", "cashbook",
        "reversal",
    }  # fmt: skip


def test_they_have_every_fact_but_for_those_of_what_goes_wrong():
    seen = {fact.TYPE for book in books() for fact in book.register.facts}
    assert FACTS.keys() - seen == {"exception", "mapping"}


@pytest.mark.parametrize("event", ["invoice", "shared-cost"])
def test_charges_have_every_treatment_of_vat_that_they_can_have(event):
    passed_on = {"onward", "disbursement"} if event == "shared-cost" else set()
    wanted = {"outside-scope", "exempt", "zero", "reclaimed", "borne"} | passed_on
    assert counted("vat", event) - {""} == wanted


def test_credit_notes_have_every_reason():
    assert counted("reason", "credit-note") - {""} == {"not-supplied", "price", "error", "withdrawal", "reshare"}


def test_agreements_have_every_key_and_are_renewed_with_other_terms():
    assert {fact.share for fact in facts(Agreement)} == {"priced", "roll", "equal", "fixed", "usage"}
    assert {fact.leaver for fact in facts(Agreement)} == {"stays", "reshare"}
    assert any(len(terms) > 1 for book in books() for terms in book.register.agreements.values())
    for book in books():
        for terms in book.register.all(Agreement):
            parties = {terms.supplier, *terms.customers} - {FUND}
            assert any(book.register.consents_to(terms)) or not parties


def test_members_join_leave_and_convert_under_both_policies_and_trusts_have_several_academies():
    policies, joiners = set(), []
    for book in books():
        policies |= {book.register.alliance(fact.day).withdrawal for fact in book.register.all(Withdrawal)}
        joiners += [one for one in book.register.all(Member) if one.day > book.register.settings[0].day]
    assert policies == {"refund", "keep"}
    assert len(joiners) > 12
    assert any(fact.successor for fact in facts(Withdrawal))
    assert any(fact.kind == "trust" and fact.urn.count(",") > 1 for fact in facts(Member))
    assert any(fact.urn for fact in facts(Roll))
    assert any(fact.pupils.denominator == 2 for fact in facts(Roll))
    assert {fact.bank for fact in facts(Member)} >= {"own", "authority"}


def test_contributions_have_one_to_four_instalments():
    assert {fact.instalments for fact in facts(Schedule)} == {1, 2, 3, 4}
    aside = {fact.set_aside for fact in facts(Schedule)}
    assert None in aside
    assert len(aside) > 3


def test_grants_are_paid_in_advance_and_in_arrears_and_spent_on_lines_of_their_own():
    assert {fact.paid for fact in facts(Grant)} == {"advance", "arrears"}
    assert "" in counted("grant", "spending")
    assert len(counted("grant", "spending")) > 3
    moved = [
        book.postings[(book.postings["event"] == "grant") & (book.postings["klass"] == "Bank")] for book in books()
    ]
    assert any((rows["pence"] < 0).any() for rows in moved)


def test_payments_are_made_in_parts_too_high_several_at_once_and_placed_later():
    parts = over = 0
    for book in books():
        rows = book.live[(book.live["klass"] == "Debtors") & book.live["event"].isin(["payment", "refund"])]
        paid = rows.groupby(["link", "entity", "counterparty"], observed=True)["pence"].agg(["size", "max"])
        parts += int((paid["size"] > 1).sum())
        over += int((paid["max"] > 0).sum())
    assert min(parts, over, len(counted("payment"))) > 10
    lines = facts(BankLine)
    assert any(len(line.answers) > 1 for line in lines)
    told = [fact for book in books() for fact in book.register.facts if isinstance(fact, BankLine)]
    assert any(line.answers == ("held",) for line in told)
    assert not any(line.answers == ("held",) for line in lines)


def test_what_was_reversed_was_imported_right_under_the_same_link():
    again = 0
    for book in books():
        rows = book.transactions
        undone = rows[rows["event"] == "reversal"]
        stands = rows[rows["is_live"] & (rows["link"].isin(undone["link"]))]
        again += stands["link"].nunique()
        assert not rows["is_loose"].any()
    assert again > 20


def test_plan_lines_have_leads_spread_over_members_and_contracts_what_each_would_pay_alone():
    for book in books():
        lines = [line for line in book.register.all(PlanLine) if line.line != "bank"]
        assert all(line.lead and line.quotes and line.minute for line in lines)
        assert len({line.lead for line in lines}) > 1
    assert all(fact.contact and fact.quotes and fact.alone_cost for fact in facts(Contract))


def test_funding_is_published_in_full_with_what_the_law_deducts():
    assert {fact.reason for fact in facts(Deduction)} == {"de-delegation"}


def test_accounts_are_signed_at_what_the_books_say():
    signed = 0
    for book in books():
        for fact in book.register.all(AgreedAccount):
            rows = book.until(fact.as_at).money
            own = rows[rows["entity"] == fact.code]
            sums = own["pence"].groupby(own["klass"].astype(str)).sum()
            assert (sums.get("Debtors", 0), -sums.get("Creditors", 0)) == (fact.owed_to, fact.owing)
            signed += bool(fact.owing or fact.owed_to)
    assert signed > 20


def test_every_batch_is_recorded_by_one_and_approved_by_another_soon_after_its_entries():
    for book in books():
        assert {(one.recorded_by, one.approved_by, one.how) for one in book.batches.values()} == {
            ("clerk", "head", "signed-in")
        }
        recorded = book.live_transactions["batch"].map({n: one.recorded_at.date() for n, one in book.batches.items()})
        late = [(day - entry.date()).days for day, entry in zip(recorded, book.live_transactions["day"], strict=True)]
        cash_book = (book.live_transactions["event"] != "cashbook") & (book.live_transactions["link"] != "Opening-Fund")
        assert max(days for days, is_now in zip(late, cash_book, strict=True) if is_now) <= 60
        assert min(late) >= 0


def test_days_are_given_to_members_and_to_the_fund():
    rows = [book.postings[book.postings["commodity"] == STAFF_DAYS] for book in books()]
    takers = {str(code) for of_book in rows for code in of_book.loc[of_book["root"] == "Expenses", "counterparty"]}
    assert FUND in takers
    assert len(takers) > 4
