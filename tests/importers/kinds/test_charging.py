"""What every charge does: one number once a year, copies refused, corrections in their place."""

from datetime import date

import pytest

from sheets import alliance, balances, bring, item, lines, refusal, said, sheet, take

HEADER = ("Invoice no", "Date", "Supplier", "Customer", "Description", "Net", "Agreement", "Category", "Quantity")
CELLO = (
    "0012",
    date(2025, 11, 14),
    "Hartside",
    "Coquet High School",
    "Cello teaching, autumn",
    1200,
    "music",
    None,
    30,
)


@pytest.fixture
def root(tmp_path):
    return alliance(tmp_path / "ledger")


def rows(*changed, header=HEADER):
    """The invoice, once for each set of columns that are changed in it."""
    told = [dict(zip(HEADER, CELLO, strict=True)) | one for one in changed or [{}]]
    header = (*header, *(name for name in told[0] if name not in header))
    return [header, *([one.get(name) for name in header] for one in told)]


@pytest.mark.parametrize("number", ["hs 12", "HS-12", "hs/12", "Hs12", "HS–12", "ＨＳ１２"])
def test_a_number_written_otherwise_is_the_same_number(root, number):
    take(root, rows({"Invoice no": "HS-12"}))
    assert take(root, rows({"Invoice no": number})).present == 1
    assert refusal(root, rows({"Invoice no": number, "Net": 1})).endswith("a correction is a credit note")


@pytest.mark.parametrize(
    ("name", "number", "kept"),
    [("a.xlsx", "00123", "00123"), ("a.csv", "00123", "00123"), ("a.xlsx", 123.0, "123"), ("a.xlsx", 123, "123")],
)
def test_a_number_that_looks_like_one_keeps_its_zeros_and_gets_no_decimals(root, name, number, kept):
    take(root, sheet(rows({"Invoice no": number}), name))
    assert f'number: "{kept}"' in item(root, f"Hartside-{kept}").splitlines()


@pytest.mark.parametrize(
    ("changed", "column"),
    [({"Net": 1200.01}, "Invoice no"), ({"Customer": "Rothley"}, "Invoice no"), ({"Date": "15/11/2025"}, "Invoice no")],
    ids=["amount", "party", "date"],
)
def test_another_charge_under_a_known_number_is_refused_by_cell(root, changed, column):
    take(root, rows())
    wanted = (
        f'sheet.xlsx [Sheet1!A2] {column} "0012": Hartside already invoiced under that number, for £1,200.00 on '
        "14 Nov 2025 (batch 3); a different charge needs its own number, a correction is a credit note"
    )
    assert refusal(root, rows(changed)) == wanted
    assert refusal(root, rows(changed), correct="slip") == wanted


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        ({"Description": "Cello and viola"}, "description"),
        ({"Category": "EducationSupport"}, "category"),
        ({"Plan line": "maths"}, "plan line"),
        ({"Quantity": 31}, "quantity"),
    ],
)
def test_what_a_charge_is_for_is_corrected_in_one_batch_and_no_balance_moves(root, changed, what):
    take(root, rows())
    before = balances(root)
    hint = "to correct it: --correct --reason WHY"
    assert (
        refusal(root, rows(changed))
        == f'sheet.xlsx [Sheet1!A2] Invoice no "0012": is in batch 3 with another {what}; {hint}'
    )
    assert take(root, rows(changed), correct="slip", minute="SB 7").batch == 4
    after = balances(root)
    kept = {name: pence for name, pence in before.items() if "Costs" not in name and "Recharges" not in name}
    assert {name: pence for name, pence in after.items() if "Costs" not in name and "Recharges" not in name} == kept
    assert sorted(after.values()) == sorted(before.values())
    assert take(root, rows(changed)).batch is None
    assert take(root, rows(changed), correct="slip").batch is None


def test_a_correction_reverses_both_books_and_records_them_anew(root):
    take(root, rows())
    take(root, rows({"Description": "Viola"}), correct="wrong instrument", minute="SB 2025-12/3")
    assert (
        item(root, "Hartside-0012")
        .partition('\n\n2025-11-14 * "Coquet" "Viola"')[0]
        .endswith(
            lines(
                """
            2025-11-14 * "Hartside" "Viola" ^Hartside-0012
              event: "invoice"
              number: "0012"
              agreement: "music"
              quantity: "30"
              Expenses:Coquet:Costs:Teaching            1200.00 GBP
              Liabilities:Coquet:Creditors:Hartside    -1200.00 GBP

            2025-11-14 * "Coquet" "Cello teaching, autumn" ^Hartside-0012
              event: "reversal"
              number: "0012"
              agreement: "music"
              quantity: "30"
              reason: "wrong instrument"
              minute: "SB 2025-12/3"
              reverses: "0003"
              Assets:Hartside:Debtors:Coquet            -1200.00 GBP
              Income:Hartside:Recharges:Teaching       1200.00 GBP
            """
            )
        )
    )


def test_a_charge_paid_in_the_next_year_and_then_corrected_is_still_known(root):
    july = {"Date": date(2026, 7, 20)}
    take(root, rows(july))
    header = ("Date", "From", "To", "Amount", "Reference")
    take(root, [header, (date(2026, 9, 2), "Coquet", "Hartside", 1200, "0012")])
    take(root, rows(july | {"Description": "Viola"}), correct="wrong instrument")
    assert take(root, rows(july | {"Description": "Viola"})).batch is None


def test_a_number_used_again_in_a_later_year_takes_the_year_before_it(root):
    take(root, rows())
    later = rows({"Date": date(2026, 11, 14), "Net": 99})
    take(root, later)
    assert 'number: "0012"' in item(root, "Hartside-2026-27-0012")
    assert take(root, later).batch is None
    assert take(root, rows()).batch is None
    assert "£99.00 on 14 Nov 2026 (batch 4)" in refusal(root, rows({"Date": date(2026, 11, 15), "Net": 99}))


def test_two_numbers_that_meet_as_one_link_in_one_year_are_refused(root):
    fault = '"HSö": meets another number of the same year as Hartside-HS_; write it another way'
    assert refusal(root, rows({"Invoice no": "HSé"}, {"Invoice no": "HSö"})).endswith(fault)
    take(root, rows({"Invoice no": "HSé"}))
    assert refusal(root, rows({"Invoice no": "HSö"})).endswith(fault)


def test_numbers_that_differ_in_punctuation_alone_are_one_number_written_two_ways(root):
    problem = refusal(root, rows({"Invoice no": "HS 12"}, {"Invoice no": "HS_12", "Description": "more"}))
    assert problem == 'sheet.xlsx [Sheet1!A3] Invoice no "HS_12": row 2 writes "HS 12"; one number is written one way'


def test_a_number_of_signs_alone_is_none(root):
    assert refusal(root, rows({"Invoice no": "---"})).endswith("not a number of a charge: it has no letter or digit")


def test_exact_copies_are_refused_wherever_they_stand(root):
    remedy = "take it out, or give it a number of its own; --drop-copies leaves out all copies"
    assert refusal(root, rows({}, {})) == f'sheet.xlsx [Sheet1!A3] Invoice no "0012": an exact copy of row 2; {remedy}'
    twice = bring(root, sheet(rows(), "a.xlsx"), sheet(rows(), "b.csv"))
    assert said(twice) == [f'b.csv [A2] Invoice no "0012": an exact copy of a.xlsx [Sheet1!A2]; {remedy}']
