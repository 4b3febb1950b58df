"""The annual contribution schedule: every figure worked by hand."""

from datetime import date
from fractions import Fraction

import pytest

from ledgers import book_from_text
from nesa_fund.problems import InputError
from nesa_fund.statements.catalogue import Arguments, statement_named

AS_AT = date(2025, 12, 31)
JOINS_AND_LEAVES = """
;; batch 6
2026-03-02 custom "member" "Ash" "school"
2024-10-01 custom "roll" "Ash" 100
  census: "2024-10"
2026-05-31 custom "withdrawal" "Coquet"
  minute: "FGB 50"

2026-05-31 * "Coquet" "Left" ^Fund-2025-26-Coquet-1
  event: "credit-note"
  year: "2025-26"
  reason: "withdrawal"
  Income:Fund:Contributions:Coquet     1197.76 GBP
  Assets:Fund:Debtors:Coquet          -1197.76 GBP
"""


def schedule(book, as_at=AS_AT, year="2025-26"):
    return statement_named("schedule")(book, Arguments(as_at=as_at, year=year))


def table(statement, name):
    return next(table for table in statement.tables if table.name == name)


def column(statement, title, name="contributions"):
    found = table(statement, name)
    n = [column.title for column in found.columns].index(title)
    return {row[0]: row[n] for row in found.rows}


def test_each_member_pays_its_share_by_roll(book):
    said = schedule(book)
    shares = {"Coquet": 475200, "Elsdon": 199200, "Hartside Middle School": 988800, "Rothley": 736800}
    assert column(said, "Contribution") == shares
    assert column(said, "Pupils on roll") == {
        "Coquet": 198,
        "Elsdon": 83,
        "Hartside Middle School": 412,
        "Rothley": 307,
    }
    assert column(said, "Share")["Hartside Middle School"] == Fraction(412, 1000)
    assert set(column(said, "Per pupil").values()) == {2400}


def test_the_sum_closes_to_the_penny_in_both_tables(book):
    said = schedule(book)
    shares = table(said, "contributions")
    totals = dict(zip([column.title for column in shares.columns], shares.totals, strict=True))
    assert (totals["Contribution"], totals["Share"], totals["Pupils on roll"]) == (2400000, 1, 1000)
    assert table(said, "sum").totals[-1] == 2400000


def test_instalments_charged_paid_and_outstanding_stand_beside_each_share(book):
    said = schedule(book)
    assert column(said, "Instalment 1")["Coquet"] == 158400
    assert column(said, "Charged") == {"Coquet": 158400, "Elsdon": 0, "Hartside Middle School": 329600, "Rothley": 0}
    assert column(said, "Paid")["Hartside Middle School"] == 329600
    assert column(said, "Outstanding")["Coquet"] == 158400
    assert column(said, "Outstanding")["Hartside Middle School"] == 0


def test_a_confirmation_shows_its_date_and_minute_and_others_are_awaited(book):
    said = schedule(book)
    assert column(said, "Confirmed by the governing body")["Rothley"] == date(2025, 11, 30)
    assert column(said, "Minute")["Hartside Middle School"] == "FGB 2025-09/6"
    assert column(said, "Confirmed by the governing body")["Elsdon"] == "awaited"
    assert "Awaited: the confirmation of Elsdon." in said.notes


def test_a_confirmation_counts_from_its_own_day(book):
    said = schedule(book, as_at=date(2025, 11, 29))
    assert column(said, "Confirmed by the governing body")["Rothley"] == "awaited"
    assert "Awaited: the confirmation of Elsdon and Rothley." in said.notes


def test_a_confirmation_of_less_or_without_quorum_is_named(ledger):
    said = schedule(
        book_from_text(
            ledger.replace('"Rothley" "2025-26" 7368.00', '"Rothley" "2025-26" 7000.00').replace(
                'minute: "FGB 41"\n  quorate: TRUE', 'minute: "FGB 41"\n  quorate: FALSE'
            )
        )
    )
    assert "The governing body of Rothley confirmed £7,000.00 of £7,368.00 only." in said.notes
    assert any("for Coquet was not quorate" in note for note in said.notes)


def test_a_joiner_pays_on_top_and_a_leaver_less_as_lines_of_their_own(ledger):
    said = schedule(book_from_text(ledger + JOINS_AND_LEAVES), as_at=date(2026, 6, 30))
    joiner, leaver = "Ash, joined 2 March 2026", "Coquet, left 31 May 2026"
    # 24,000.00 × 100 ÷ 1,000 × 183 ÷ 365 days; 4,752.00 × 273 ÷ 365 days, less 4,752.00.
    assert column(said, "Contribution")[joiner] == 120329
    assert column(said, "Contribution")[leaver] == 355424 - 475200 == -119776
    assert column(said, "Charged")[leaver] == -119776
    assert column(said, "Contribution")["Coquet"] == 475200
    assert column(said, "Share")[joiner] is None
    assert table(said, "contributions").totals[3] == 2400000 + 120329 - 119776
    assert [row[1] for row in table(said, "sum").rows] == [2400000, 120329, -119776]


def test_what_a_leaver_owes_or_is_owed_stands_with_its_share_once_its_credit_is_counted(ledger):
    said = schedule(book_from_text(ledger + JOINS_AND_LEAVES), as_at=date(2026, 6, 30))
    # The first instalment of 1,584.00 is unpaid, and 1,197.76 of it is credited.
    assert column(said, "Outstanding")["Coquet"] == 158400 - 119776
    settled = schedule(book_from_text(ledger + JOINS_AND_LEAVES + paid(38624)), as_at=date(2026, 6, 30))
    assert (column(settled, "Paid")["Coquet"], column(settled, "Outstanding")["Coquet"]) == (38624, 0)
    owed_back = schedule(book_from_text(ledger + JOINS_AND_LEAVES + paid(158400)), as_at=date(2026, 6, 30))
    assert column(owed_back, "Outstanding")["Coquet"] == -119776
    assert column(owed_back, "Outstanding")["Coquet, left 31 May 2026"] is None


def paid(pence):
    """Coquet's payment of its first instalment."""
    amount = f"{pence // 100}.{pence % 100:02d}"
    return f"""
2026-06-01 * "Coquet" "Paid" ^Fund-2025-26-Coquet-1
  event: "payment"
  Assets:Fund:Bank             {amount} GBP
  Assets:Fund:Debtors:Coquet  -{amount} GBP
"""


def test_the_pupils_of_a_leaver_are_taken_off_as_those_of_a_joiner_are_added(ledger):
    said = schedule(book_from_text(ledger + JOINS_AND_LEAVES), as_at=date(2026, 6, 30))
    assert column(said, "Pupils on roll")["Coquet, left 31 May 2026"] == -198
    assert table(said, "contributions").totals[1] == 1000 + 100 - 198


LEAVING = '2026-06-30 custom "withdrawal" "Ash"'
JOINING = f"""
;; batch 6
2026-03-02 custom "member" "Ash" "school"
2024-10-01 custom "roll" "Ash" 100
  census: "2024-10"
;; batch 7
{LEAVING}
"""


def test_a_joiner_that_leaves_again_has_both_its_lines(ledger):
    said = schedule(book_from_text(ledger + JOINING), as_at=date(2026, 7, 31))
    # 1,203.29 × 121 ÷ 183 days = 795.62.
    assert column(said, "Contribution")["Ash, joined 2 March 2026"] == 120329
    assert column(said, "Contribution")["Ash, left 30 June 2026"] == 79562 - 120329


def test_a_joiner_known_to_leave_when_it_joined_has_a_share_for_its_days_alone(ledger):
    together = JOINING.replace(f";; batch 7\n{LEAVING}\n", f"{LEAVING}\n")
    said = schedule(book_from_text(ledger + together), as_at=date(2026, 7, 31))
    # 24,000.00 × 100 ÷ 1,000 × 121 ÷ 365 days.
    assert column(said, "Contribution")["Ash, joined 2 March 2026"] == 79562
    assert "Ash, left 30 June 2026" not in column(said, "Contribution")


def test_a_leaver_under_keep_owes_what_it_had_been_charged(ledger):
    keep = ledger.replace('"Coast and Castle Alliance"', '"Coast and Castle Alliance"\n  withdrawal: "keep"')
    text = JOINS_AND_LEAVES.partition("\n2026-05-31 *")[0]
    said = schedule(book_from_text(keep + text), as_at=date(2026, 6, 30))
    assert column(said, "Contribution")["Coquet, left 31 May 2026"] == 158400 - 475200


def test_a_member_known_to_leave_at_adoption_counts_for_its_days(ledger):
    known = ledger.replace(";; batch 2", '2026-05-31 custom "withdrawal" "Coquet"\n;; batch 2')
    said = schedule(book_from_text(known))
    assert "Coquet, 273 of 365 days" in column(said, "Contribution")
    assert table(said, "contributions").totals[3] == 2400000
    assert len(table(said, "sum").rows) == 1


def test_change_is_shown_against_the_year_before(ledger):
    before = ledger.replace(
        ";; batch 2\n", ';; batch 2\n2024-09-01 custom "schedule" "2024-25" 20000.00 GBP\n  census: "2024-10"\n'
    )
    before = before.replace('2025-09-01 custom "member"', '2024-09-01 custom "member"')
    before = before.replace('2024-09-01 custom "member" "Elsdon"', '2025-09-01 custom "member" "Elsdon"')
    said = schedule(book_from_text(before))
    # Without Elsdon: 20,000.00 × 412 ÷ 917 = 8,985.82.
    assert column(said, "Change on last year")["Hartside Middle School"] == 988800 - 898582
    assert column(said, "Change on last year")["Elsdon"] == "new"
    assert "Last year's adopted total was £20,000.00." in said.notes


def test_the_plan_stands_below_with_what_grants_pay(book):
    said = schedule(book)
    assert table(said, "plan").totals[-1] == 2900000
    assert column(said, "Paid from", "plan")["Early reading"] == "School improvement grant"
    assert column(said, "Taking part", "plan")["Broadband review"] == "Coquet and Rothley"
    assert any(
        "£29,000.00, £5,000.00 of it paid from grants; members are asked for £24,000.00" in n for n in said.notes
    )


def test_a_year_without_a_schedule_says_how_to_adopt_one(book):
    with pytest.raises(
        InputError, match=r"no schedule of 2026-27 is adopted \(adopted: 2025-26\).*nesa schedule propose"
    ):
        schedule(book, as_at=date(2026, 9, 1), year=None)


def test_before_its_adoption_there_is_none(book):
    with pytest.raises(
        InputError, match="the Board adopted the schedule of 2025-26 on 10 July 2025, after 9 July 2025"
    ):
        schedule(book, as_at=date(2025, 7, 9))


@pytest.mark.parametrize(
    ("asked", "near"), [("2025-2026", "2025-26"), ("2031-32", "2025-26"), ("2019-20", "2025-26"), ("25/26", "2025-26")]
)
def test_an_unknown_year_names_the_nearest(book, asked, near):
    with pytest.raises(InputError, match=f'year "{asked}"; the nearest is {near}'):
        schedule(book, year=asked)


def test_a_choice_it_can_not_take_is_refused(book):
    with pytest.raises(InputError, match='"schedule" takes no choice of a member'):
        statement_named("schedule")(book, Arguments(as_at=AS_AT, member="Coquet"))


@pytest.mark.parametrize("reversed_on", ["2025-10-01", "2026-09-02"])
def test_a_reversed_charge_is_neither_charged_nor_outstanding_whenever_it_was_reversed(ledger, reversed_on):
    reversal = f"""
;; batch 6
{reversed_on} * "Coquet" "Contribution 2025-26, instalment 1" ^Fund-2025-26-Coquet-1
  event: "reversal"
  reverses: "0004"
  Assets:Fund:Debtors:Coquet                    -1584.00 GBP
  Income:Fund:Contributions:Coquet               1584.00 GBP
"""
    said = schedule(book_from_text(ledger + reversal))
    assert column(said, "Charged")["Coquet"] == 0
    assert column(said, "Outstanding")["Coquet"] == 0


def test_the_policy_for_a_leaver_is_that_of_its_last_day_whenever_it_is_asked(ledger):
    changed = """
2026-06-01 custom "alliance" "Coast and Castle Alliance"
  withdrawal: "keep"
"""
    said = schedule(book_from_text(ledger + JOINS_AND_LEAVES + changed), as_at=date(2026, 6, 30))
    assert column(said, "Contribution")["Coquet, left 31 May 2026"] == 355424 - 475200


def test_a_total_that_nobody_has_a_roll_for_is_named_with_its_place(ledger):
    other = ledger.replace('24000.00 GBP\n  census: "2024-10"', '24000.00 GBP\n  census: "2023-10"')
    with pytest.raises(InputError, match=r"the £24,000.00 adopted for 2025-26 can't be shared: nobody had a roll"):
        schedule(book_from_text(other))
