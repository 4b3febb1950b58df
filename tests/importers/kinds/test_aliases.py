"""Spellings of members: listed beside the sheets that use them, used at once, and remembered with the member."""

import json
from dataclasses import replace
from datetime import date

import pytest

from folders import CLERK
from importers.columns import Layout
from nesa_fund.actions.import_sheets import Request, import_sheets
from nesa_fund.actions.reverse import TakingBack, reverse
from nesa_fund.store import open_ledger
from sheets import FOUNDING, MEMBERS, alliance, facts, refusal, said, sheet, take

HEADER = ("Invoice no", "Date", "Supplier", "Customer", "Description", "Net", "Agreement")
BILL = ("12", date(2025, 11, 14), "HRTSD (CMTY)", "Coquet", "Cello", 1200, "music")
SPELT = (("Their spelling", "Member"), ("HRTSD (CMTY)", "Hartside Middle School"))


@pytest.fixture
def root(tmp_path):
    return alliance(tmp_path / "ledger")


def bring(root, *tables, aliases=SPELT, name="alias.csv", **options):
    papers = tuple(one if hasattr(one, "content") else sheet(one) for one in tables)
    request = Request(papers, FOUNDING, aliases=sheet(aliases, name), **options)
    return import_sheets(root, request, CLERK)


def members(root):
    return open_ledger(root).register.members


@pytest.mark.parametrize("name", ["alias.csv", "alias.xlsx"])
def test_a_spelling_is_used_at_once_and_remembered_in_the_same_batch(root, name):
    assert "no member of that name" in refusal(root, (HEADER, BILL))
    brought = bring(root, (HEADER, BILL), name=name)
    assert (said(brought), brought.batch, brought.new) == ([], 3, 2)
    assert members(root)["Hartside"].alias == ("HRTSD (CMTY)",)
    assert take(root, (HEADER, (13, *BILL[1:]))).new == 1
    assert brought.tallies["aliases"].new == 1


def test_a_member_is_the_same_but_for_the_spelling_and_in_membership_as_it_was(root):
    before = open_ledger(root).register
    bring(root, (HEADER, BILL))
    after = open_ledger(root).register
    known, now = before.members["Hartside"], after.members["Hartside"]
    assert now == replace(known, alias=now.alias, source="alias.csv [A2]", reason="spellings remembered")
    assert before.spells("Hartside") == after.spells("Hartside")


def test_the_list_again_adds_nothing_and_neither_does_the_list_of_members(root):
    bring(root, (HEADER, BILL))
    again = bring(root, (HEADER, BILL))
    assert (said(again), again.batch, again.present) == ([], None, 2)
    assert take(root, MEMBERS).batch is None
    blank = [(*row, "Alias" if not n else None) for n, row in enumerate(MEMBERS)]
    assert take(root, blank).batch is None


def test_a_correction_that_lists_other_spellings_replaces_those_remembered(root):
    bring(root, (HEADER, BILL))
    listed = [
        (*row, "Alias" if not n else "Hart High" if row[-1] == "Hartside" else None) for n, row in enumerate(MEMBERS)
    ]
    assert "to correct it" in refusal(root, listed)
    take(root, listed, correct="they are called otherwise now")
    assert members(root)["Hartside"].alias == ("Hart High",)


def test_a_member_of_the_same_drop_has_its_spelling_in_its_own_fact(root):
    new = (*MEMBERS[:1], ("Ash Nursery", "school", date(2025, 9, 1), "Ash"))
    spelt = (SPELT[0], ("THE ASH (KG)", "Ash"), ("Ash, Kindergarten", "Ash"))
    brought = bring(root, sheet(new, "members.csv"), aliases=spelt)
    assert said(brought) == []
    assert members(root)["Ash"].alias == ("THE ASH (KG)", "Ash Kindergarten")
    assert len([one for one in facts(root, "member") if '"Ash"' in one]) == 1
    assert take(root, [("Member", "Census", "Pupils"), ("Ash, kindergarten", "2024-10", 5)]).new == 1


def test_what_is_taken_back_forgets_the_spelling_and_nothing_else(root):
    brought = bring(root, [("Member", "Census", "Pupils"), ("HRTSD (CMTY)", "2025-10", 5)])
    reverse(root, TakingBack(brought.batch, "wrong list"), FOUNDING, CLERK)
    register = open_ledger(root).register
    assert (register.members["Hartside"].alias, register.roll("Hartside", "2025-10")) == ((), None)
    assert register.is_in("Hartside", date(2025, 9, 1))


def test_a_spelling_of_another_member_is_refused_wherever_it_comes_from(root):
    def fault(*rows):
        (problem,) = said(bring(root, (HEADER, BILL), aliases=(SPELT[0], *rows)))
        return problem

    taken = "is Coquet already, by name, code, URN or alias"
    assert fault(("Coquet High School", "Hartside")).endswith(taken)
    assert fault(("coquet", "Hartside")).endswith(taken)
    assert fault(("The Fund", "Hartside")).endswith("is Fund already, by name, code, URN or alias")
    assert fault(("?!", "Hartside")).endswith("has no letter or digit")
    assert "no member of that name" in fault(("HRTSD", "Nobody"))
    assert fault(("HRTSD", "Fund")).endswith("the Partnership Fund is not a member")
    assert fault(("X School Y", "Hartside"), ("x school-y", "Coquet")) == (
        'alias.csv [A3] Spelling "x school-y": row 2 says that it is Hartside; one spelling is one member\'s'
    )
    bring(root, (HEADER, BILL))
    assert fault(("HRTSD, CMTY", "Coquet")).endswith("is Hartside already, by name, code, URN or alias")


def test_a_spelling_that_was_read_as_another_member_so_far_is_remarked(root):
    brought = bring(root, (HEADER, (*BILL[:2], "Coquet Infants Unit", "Rothley", *BILL[4:])),
                    aliases=(SPELT[0], ("Coquet Academy", "Hartside")), dry_run=True)  # fmt: skip
    assert "row 2 was read as Coquet so far" in brought.readings


def test_its_own_name_and_a_spelling_twice_are_no_news(root):
    spelt = (*SPELT, ("hrtsd cmty", "Hartside"), ("Hartside Middle School", "Hartside"))
    brought = bring(root, (HEADER, BILL), aliases=spelt)
    assert (said(brought), brought.tallies["aliases"][:2]) == ([], (1, 2))


def test_a_list_without_its_columns_or_that_is_no_sheet_is_refused(root):
    from nesa_fund.problems import InputError

    with pytest.raises(InputError, match=r"^alias\.csv: has no columns headed Spelling and Member"):
        bring(root, (HEADER, BILL), aliases=(("x", "y"), ("a", "b")))
    with pytest.raises(InputError, match=r"^alias\.txt: is no spreadsheet; --alias takes"):
        bring(root, (HEADER, BILL), name="alias.txt")


def test_the_layout_of_the_other_sheets_is_not_the_lists(root):
    layout = Layout(maps={"Supplier": "Who"})
    brought = bring(root, (("Invoice no", "Date", "Who", *HEADER[3:]), BILL), kind="invoices", layout=layout)
    assert (said(brought), json.dumps(sorted(brought.tallies))) == ([], '["aliases", "invoices"]')
