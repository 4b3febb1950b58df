"""The value of buying together: what each contract costs and saves, and what each member bore, worked by hand."""

from datetime import date
from fractions import Fraction

import pytest

from behind import apart
from ledgers import book_from_text
from nesa_fund.problems import InputError
from nesa_fund.statements import value as value_
from nesa_fund.statements.catalogue import Arguments, statement_named

REGISTER = """
2024-09-01 custom "alliance" "Coast and Castle Alliance"
2024-09-01 custom "member" "Hartside" "school"
  name: "Hartside Middle School"
2024-09-01 custom "member" "Coquet" "school"
2024-09-01 custom "member" "Rothley" "school"
2026-06-01 custom "plan" "2026-27" "maths" 900.00 GBP
2024-09-01 custom "contract" "net" "North Net Ltd" 900.00 GBP
  title: "Broadband"
  alone-cost: "Hartside=200.00, Coquet=1000.00"
  participants: "Hartside, Coquet"
2025-12-01 custom "contract" "net" "North Net Ltd" 1000.00 GBP
  title: "Broadband"
  alone-cost: "Hartside=240.00, Coquet=1000.00"
  participants: "Hartside, Coquet"
  contact: "Business manager"
  quotes: 3
  until: 2026-12-31
2025-09-01 custom "contract" "ink" "Bookwise Ltd" 50.00 GBP
  alone-cost: "Hartside=30.00"
  participants: "Hartside, Rothley"
2024-09-01 custom "contract" "old" "Bookwise Ltd" 50.00 GBP
  alone-cost: "Hartside=30.00"
  participants: "Hartside"
  until: 2025-08-31
2026-09-01 custom "contract" "new" "Bookwise Ltd" 50.00 GBP
2024-09-01 custom "agreement" "net" "Hartside" 9000.00 GBP
  customers: "Coquet"
  contract: "net"
2024-09-01 custom "agreement" "none" "Hartside" 9000.00 GBP
  customers: "Coquet"
2026-06-01 custom "agreement" "none" "Hartside" 9000.00 GBP
  customers: "Coquet"
  contract: "ink"
"""


def bill(day, link, hartside, coquet, **told):
    told = {"event": "shared-cost", "agreement": "net", **told}
    said = ""
    said += "".join(f'  {key.replace("_", "-")}: "{text}"\n' for key, text in told.items())
    return f"""
{day} * "North Net Ltd" "Broadband" ^{link}
{said}  Expenses:Hartside:Costs:Broadband   {hartside} GBP
  Assets:Hartside:Debtors:Coquet      {coquet} GBP
  Liabilities:Hartside:Suppliers     {-(float(hartside) + float(coquet)):.2f} GBP
{day} * "Hartside" "Broadband" ^{link}
{said}  Expenses:Coquet:Costs:Broadband         {coquet} GBP
  Liabilities:Coquet:Creditors:Hartside  {-float(coquet):.2f} GBP
"""


YEARLY = bill("2026-01-01", "Hartside-1", "365.00", "730.00", covers_from="2026-01-01", covers_until="2026-12-31")
LEDGER = REGISTER + YEARLY


def value(text, as_at=date(2026, 8, 31), **more):
    return statement_named("value")(book_from_text(text), Arguments(as_at=as_at, **more))


def rows(statement, name):
    return [row for table in statement.tables if table.name == name for row in table.rows]


def charged(text, as_at=date(2026, 8, 31), **more):
    return {row[1]: row[3] for row in rows(value(text, as_at, **more), "shares") if row[0] == "Broadband"}


def test_a_contract_stands_with_its_cost_together_and_alone_its_renewal_contact_and_quotes():
    net = ("Broadband", "North Net Ltd", 100000, 124000, 24000, Fraction(24, 124), 24300 + 48600)
    assert rows(value(LEDGER), "contracts") == [
        ("ink", "Bookwise Ltd", 5000, "not stated", None, None, 0, "no end", "nobody named", "none"),
        (*net, date(2026, 12, 31), "Business manager", 3),
    ]


def test_what_nobody_would_pay_alone_is_in_no_sum_of_it():
    told = {table.name: table for table in value(LEDGER).tables}
    assert told["contracts"].totals == ("Total", None, None, None, 24000, None, 72900, None, None, None)
    whole = LEDGER.replace('"Hartside=30.00"', '"Hartside=30.00, Rothley=40.00"')
    told = {table.name: table for table in value(whole).tables}
    assert told["contracts"].totals[:5] == ("Total", None, 105000, 131000, 26000)


def test_a_charge_counts_by_the_days_of_its_time_that_fall_into_the_year():
    # 243 of 365 days, from January to August; and 122 in the next year.
    assert charged(LEDGER) == {"Hartside Middle School": 24300, "Coquet": 48600}
    assert charged(LEDGER, date(2027, 8, 31)) == {"Hartside Middle School": 12200, "Coquet": 24400}


def test_a_charge_without_a_time_counts_on_its_day_of_supply():
    last = bill("2026-08-31", "Hartside-2", "1.00", "2.00")
    next_ = bill("2026-09-01", "Hartside-3", "4.00", "8.00")
    first = bill("2025-09-01", "Hartside-4", "16.00", "32.00")
    before = bill("2025-09-05", "Hartside-5", "64.00", "128.00", supplied="2025-08-31")
    told = charged(REGISTER + last + next_ + first + before, date(2026, 9, 30), year="2025-26")
    assert told == {"Hartside Middle School": 1700, "Coquet": 3400}


def test_a_credit_counts_in_the_time_of_its_charge_or_in_its_own():
    like_it = bill("2026-05-01", "Hartside-1", "0.00", "-73.00", event="credit-note")
    assert charged(LEDGER + like_it)["Coquet"] == 48600 - 4860
    own = {"covers_from": "2026-08-31", "covers_until": "2026-09-01"}
    half = bill("2026-05-01", "Hartside-1", "0.00", "-73.00", event="credit-note", **own)
    assert charged(LEDGER + half)["Coquet"] == 48600 - 3650


def thirds():
    time = {"covers_from": "2026-08-30", "covers_until": "2026-09-01"}  # Two days of three.
    return "".join(bill("2026-08-30", f"Hartside-{n}", "0.01", "0.02", **time) for n in range(1, 5))


def test_parts_of_pennies_are_rounded_once_a_member():
    # 4 x 2/3 of a penny, and 8 x 2/3.
    assert charged(REGISTER + thirds()) == {"Hartside Middle School": 3, "Coquet": 5}


def test_the_entries_behind_what_a_member_bore_come_to_it_to_the_penny():
    statement = value(REGISTER + thirds())
    (shares,) = [table for table in statement.tables if table.name == "shares"]
    parts = {shares.behind.names[n]: shares.behind.of(n)[3].to_list() for n, _ in enumerate(shares.rows)}
    assert parts == {"net/Hartside": [1, 1, 1], "net/Coquet": [1, 1, 1, 2], "": []}
    assert list(apart(book_from_text(REGISTER + thirds()), statement)) == []


def test_what_was_taken_back_and_what_is_under_no_contract_is_not_counted():
    other = bill("2026-01-02", "Hartside-2", "1.00", "2.00", agreement="none")
    back = """
;; batch 2
2026-01-01 * "Hartside" "Broadband" ^Hartside-1
  event: "reversal"
  reverses: "0001"
  Expenses:Coquet:Costs:Broadband        -730.00 GBP
  Liabilities:Coquet:Creditors:Hartside   730.00 GBP
"""
    assert charged(LEDGER + other + back) == {"Hartside Middle School": 24300, "Coquet": None}


def test_the_contract_is_the_one_that_the_agreement_named_on_the_day_of_supply():
    both = bill("2026-05-31", "Hartside-2", "1.00", "2.00", agreement="none")
    both += bill("2026-06-01", "Hartside-3", "4.00", "8.00", agreement="none")
    told = [row[1:] for row in rows(value(REGISTER + both), "shares") if row[0] == "ink"]
    assert told == [
        ("Hartside Middle School", 3000, 400, 2600),
        ("Rothley", "not stated", None, None),
        ("Coquet", "not stated", 800, None),  # Charged, though it takes no part.
    ]


def test_what_a_member_saves_is_what_it_would_pay_alone_less_what_it_bore():
    said = value(LEDGER)
    assert rows(said, "members") == [
        ("Coquet", 1, 100000, 48600, 51400),
        ("Hartside Middle School", 1, 24000, 24300, -300),
    ]
    assert rows(said, "shares")[2:] == [
        ("Broadband", "Hartside Middle School", 24000, 24300, -300),
        ("Broadband", "Coquet", 100000, 48600, 51400),
    ]


def test_it_answers_what_is_saved_who_pays_more_and_what_is_to_be_renewed():
    said = {one.question: one.answer for one in value(LEDGER).answers}
    assert said == {
        "What does buying together save?": "£240.00 a year: £1,000.00 together, £1,240.00 alone, by 1 contract; of 1 "
        "more it is not shown yet.",
        "Does anybody pay more than alone?": "1 of the 2 charged: Hartside Middle School for Broadband.",
        "What comes up for renewal?": "Broadband, which ends on 31 December 2026.",
    }


@pytest.mark.parametrize(("own", "answer"), [("239.99", "1 of the 2 charged"), ("240.00", "Nobody of the 2 charged.")])
def test_to_pay_as_much_as_alone_is_not_to_pay_more(own, answer):
    alone = LEDGER.replace("Hartside=240.00", f"Hartside={own}").replace('"365.00"', own)
    paid = alone.replace("365.00 GBP", "0.00 GBP") + bill("2026-02-01", "Hartside-2", "240.00", "0.00")
    assert value(paid).answers[1].answer.startswith(answer)


@pytest.mark.parametrize(
    ("until", "answer"),
    [
        ("2027-08-31", "Broadband, which ends on 31 August 2027."),
        ("2027-09-01", "None within a year."),
        ("2026-08-31", "Broadband, which ends on 31 August 2026."),
        ("2026-08-30", "Broadband, which ended on 30 August 2026."),
    ],
)
def test_a_contract_is_up_for_renewal_that_ends_within_a_year(until, answer):
    assert value(LEDGER.replace("until: 2026-12-31", f"until: {until}")).answers[2].answer == answer


def test_a_contract_that_ended_before_the_year_is_left_out_unless_it_was_charged():
    titles = [row[0] for row in rows(value(LEDGER), "contracts")]
    assert titles == ["ink", "Broadband"]
    late = REGISTER.replace('contract: "ink"', 'contract: "old"') + bill(
        "2026-06-01", "Hartside-3", "4.00", "8.00", agreement="none"
    )
    assert [row[0] for row in rows(value(late), "contracts")] == ["ink", "Broadband", "old"]
    assert [row[0] for row in rows(value(REGISTER, year="2024-25"), "contracts")] == ["Broadband", "old"]
    assert [row[2] for row in rows(value(REGISTER, year="2024-25"), "contracts")] == [90000, 5000]


def test_a_contract_of_all_is_of_those_in_membership_in_the_year():
    some = LEDGER.replace('participants: "Hartside, Rothley"', 'participants: "all"')
    gone = some + '2025-08-31 custom "withdrawal" "Rothley"\n'
    assert [row[1] for row in rows(value(some), "shares") if row[0] == "ink"] == [
        "Coquet",
        "Hartside Middle School",
        "Rothley",
    ]
    assert [row[1] for row in rows(value(gone), "shares") if row[0] == "ink"] == ["Coquet", "Hartside Middle School"]


def test_whose_cost_alone_is_lacking_is_said():
    assert "ink: what Rothley would pay alone is not stated; record it on a sheet of contracts." in value(LEDGER).notes


def test_a_year_that_is_not_over_says_so():
    said = "The year is not over: what is still charged in it lessens the members' savings."
    assert said in value(LEDGER, date(2026, 8, 30)).notes
    assert said not in value(LEDGER).notes


def test_one_member_sees_the_contracts_it_has_a_part_in_and_its_own_part():
    said = value(LEDGER, member="Coquet")
    assert said.title == "Value of buying together 2025-26 for Coquet"
    assert [row[0] for row in rows(said, "contracts")] == ["Broadband"]
    assert rows(said, "shares") == [("Broadband", "Coquet", 100000, 48600, 51400)]
    assert rows(said, "members") == [("Coquet", 1, 100000, 48600, 51400)]


def test_of_very_many_parts_those_that_are_dearer_than_alone_are_listed(monkeypatch):
    monkeypatch.setattr(value_, "_MOST_ROWS", 4)
    assert len(rows(value(LEDGER), "shares")) == 4
    monkeypatch.setattr(value_, "_MOST_ROWS", 3)
    said = value(LEDGER)
    assert [row[:2] for row in rows(said, "shares")] == [("ink", "Rothley"), ("Broadband", "Hartside Middle School")]
    assert any(note.startswith("4 parts of members in contracts are too many to list") for note in said.notes)
    assert said.tables[2].title == "Each contract by member: what is dearer than alone, or can't be told"


def test_the_picture_shows_the_saving_of_each_contract_of_which_it_is_known():
    (chart,) = value(LEDGER).charts
    assert chart.labels == ("Broadband",)
    assert chart.series[0].values == (24000,)


def test_without_contracts_it_says_so():
    said = value('2025-09-01 custom "alliance" "Ash and Elm"')
    assert [one.answer for one in said.answers] == ["No joint contract is recorded that ran in 2025-26."]
    assert said.charts == ()
    assert [table.rows for table in said.tables] == [(), (), ()]


def test_a_year_that_has_not_begun_is_refused():
    with pytest.raises(InputError, match=r"2026-27 begins on 1 September 2026, after 31 August 2026"):
        value(LEDGER, year="2026-27")
