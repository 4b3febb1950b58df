"""Every kind of sheet is taken back and recorded again: the ledger ends as if it had been recorded once."""

import shutil
import tempfile
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from folders import CLERK, bean_check, founded
from importers.kinds import KINDS
from nesa_fund.actions.close import Closing, close_year
from nesa_fund.actions.papers import Paper
from nesa_fund.actions.reverse import TakingBack, reverse
from nesa_fund.actions.schedule import ChargeRun, adopt, charge, confirm
from nesa_fund.actions.strike import Striking, strike
from nesa_fund.actions.surplus import Surplus, return_surplus
from nesa_fund.actions.withdraw import withdraw
from nesa_fund.closing.taking_back import facts_in, live_in
from nesa_fund.facts import Withdrawal
from nesa_fund.store import open_ledger
from schedules import OCTOBER, YEAR, adoption, confirmation, refused
from sheets import TODAY, take

SETTLED = """
Setting,Value,Date
charter-from,01/09/2025,02/09/2025
withdrawal,refund,02/09/2025
"""
SHEETS = {
    "members": """
Name,Member code,Kind,Joined,Host,Reclaims VAT,Revenue reserve,Reserve as at
Hartside Primary School,Hartside,school,01/09/2025,,yes,,
Coquet High School,Coquet,school,01/09/2025,,yes,,
Elsdon First School,Elsdon,school,01/09/2025,,no,1200.00,31/03/2025
Hartside PTA,HartsidePTA,association,01/09/2025,Hartside,no,,
""",
    "settings": """
Setting,Value,Date
terms-days,45,01/10/2025
quotes-above,1000.00,01/10/2025
""",
    "rolls": """
Member,Census,Pupils
Hartside,2024-10,412
Coquet,2024-10,198.5
Elsdon,2024-10,83
""",
    "grants": """
Grant,Giver,Title,Amount,Date
Reading,Coastshire Council,Reading together,3000.00,01/09/2025
""",
    "plan": """
Year,Line,Title,Amount,Category,Grant
2025-26,maths,Maths network,6935.00,Training,
2025-26,reading,Reading together,3000.00,LearningResources,Reading
""",
    "schedule": """
Year,Total,Census,Instalments,Minute,Date
2025-26,6935.00,2024-10,2,Board 5,02/09/2025
""",
    "confirmations": """
Member,Year,Amount,Date,Minute,Quorate,Purpose
Hartside,2025-26,4120.00,08/09/2025,FGB 4,yes,The plan
Elsdon,2025-26,830.00,09/09/2025,FGB 5,yes,The plan
""",
    "contracts": """
Contract,Supplier,Title,From,Annual cost,Cost alone Coquet,Participants,Contact
net,North Net Ltd,Broadband,01/09/2025,1000.00,300.00,Coquet,Office manager
""",
    "agreements": """
Agreement,Supplier,Customers,Title,Category,Share,Unit price,Ceiling,From,Until,Leaver,Contract
music,Hartside,"Coquet, Elsdon",Music,Teaching,priced,40.00,9000,01/09/2025,31/08/2026,,
net,Hartside,"Coquet, Elsdon",Broadband,Broadband,roll,,9000,01/09/2025,31/08/2026,reshare,net
""",
    "consents": """
Agreement,Member,Date,Minute
music,Hartside,01/09/2025,FGB 1
music,Coquet,01/09/2025,FGB 2
net,Hartside,01/09/2025,FGB 1
net,Coquet,01/09/2025,FGB 2
net,Elsdon,01/09/2025,FGB 3
""",
    "duties": "Member,Title,Date,Line\nCoquet,Maths lead,01/09/2025,maths",
    "funding": """
Member,Year,Stream,Published amount,Received,Date received
Coquet,2025-26,GAG,1000.00,400.00,08/09/2025
Coquet,2025-26,GAG,,400.00,08/09/2025
""",
    "deductions": "Member,Year,Stream,Amount,Reason\nHartside,2025-26,BudgetShare,42.10,rates",
    "codes": "Member,Category,Code\nHartside,Teaching,E01",
    "opening": """
Entity,What,Who,Reference,Due,Amount,Date
Hartside,bank balance,,,,5200.00,01/09/2025
Hartside,owed by,Coquet,OLD-7,15/10/2025,120.00,01/09/2025
Fund,grant unspent,Reading,,,55.00,01/09/2025
Elsdon,owed to suppliers,Slate Ltd,S-1,,10.01,01/09/2025
""",
    "cashbook": """
Date,Details,In,Out,Balance,School,Line
01/09/2024,Brought forward,,,500.00,,
03/10/2024,Contribution,400.00,,900.00,Hartside,
14/03/2025,Maths day,,650.00,250.00,,Training
""",
    "invoices": """
Invoice no,Date,Supplier,Customer,Description,Net,VAT,VAT treatment,Agreement,Credit of,Reason
0012,03/11/2025,Hartside,Coquet,Cello,400.00,80.00,reclaimed,music,,
0012,03/11/2025,Hartside,Coquet,Double bass,80.00,16.00,reclaimed,music,,
0012-C,10/11/2025,Hartside,Coquet,One hour too many,40.00,8.00,reclaimed,,0012,error
""",
    "shared-costs": """
Ref,Date,Paid by,Firm,Description,Net,VAT,VAT treatment,Agreement,Credit of,Reason,Paid on,Covers from,Covers until
NN-1,01/10/2025,Hartside,North Net Ltd,Broadband,693.50,138.70,reclaimed,net,,,20/10/2025,01/09/2025,31/08/2026
NN-1C,03/11/2025,Hartside,North Net Ltd,Outage,69.35,13.87,reclaimed,net,NN-1,price,20/11/2025,,
""",
    "fund-spending": """
Reference,Date,Supplier,Description,Gross,Plan line,Paid on,Credit of,Reason
PF-1,08/10/2025,Maths Ltd,Network days,500.00,maths,22/10/2025,,
PF-1C,05/11/2025,Maths Ltd,A day less,100.00,,19/11/2025,PF-1,not supplied
PF-2,15/10/2025,Books Ltd,Reading books,900.00,reading,,,
""",
    "fund-income": """
Date,From,What,Grant,Amount,Reference
06/10/2025,Coastshire Council,grant instalment,Reading,3000.00,BK-1
31/10/2025,Coast Bank,interest,,1.25,
""",
    "raised": """
Date,Association,Amount,Description
06/12/2025,HartsidePTA,812.50,Fair
06/12/2025,HartsidePTA,812.50,Fair
""",
    "gifts": "Date,Association,School,Amount,For\n15/12/2025,HartsidePTA,Hartside,500.00,Playground",
    "in-kind": "Date,Giver,Receiver,Days,Duty\n03/02/2026,Hartside,Coquet,0.5,Moderation",
    "payments": """
Date,From,To,Amount,Reference,Bank reference,Refund
28/11/2025,Coquet,Hartside,706.65,"0012, NN-1",BK-7,
01/12/2025,Elsdon,Hartside,80.00,NN-1,,
04/12/2025,Hartside,Elsdon,5.30,NN-1,,yes
05/12/2025,Coquet,Partnership Fund,12.00,,,
""",
    "bank-statement": """
Date,Description,Paid out,Paid in,Balance
05/12/2025,INTEREST,,2.50,2.50
08/12/2025,INTEREST,,1.25,3.75
""",
    "withdrawals": "Member,Date,Minute\nElsdon,31/01/2026,FGB 9",
    "acceptances": "Invoice no,Supplier,Customer,Answer,By,Date\n0012,Hartside,Coquet,accepted,Head,20/11/2025",
    "returns": """
Member,As at,Owed to it,Owing,Answer,By,Date
Coquet,31/12/2025,0.00,0.00,agree,Business manager,07/01/2026
""",
    "exceptions": "Rule,Link,Amount,Date,Reason,Minutes\nSUB1,Hartside-0012,500.00,05/01/2026,Late,Coquet: FGB 7",
    "reviews": "Year,Date,Minute\n2025-26,08/07/2026,Annual meeting 2",
    "notes": "Statement,Line,Text,Date\nschedule,maths,Why it is so,01/07/2026",
}  # fmt: skip
STANDING = (
    "members", "rolls", "grants", "plan", "schedule", "confirmations", "contracts", "agreements", "consents",
)  # fmt: skip
BEFORE = {
    **{kind: STANDING[:n] for n, kind in enumerate(STANDING)},
    "settings": (),
    "payments": (*STANDING, "invoices", "shared-costs"),
    "acceptances": (*STANDING, "invoices"),
    "withdrawals": (*STANDING, "shared-costs"),
}
"""What is recorded before a kind; before the others all that stands."""


@cache
def _made(kinds: tuple[str, ...]) -> Path:
    """A ledger in which some kinds of sheet are recorded, each in a batch of its own."""
    root = Path(tempfile.mkdtemp(prefix="kinds-", dir=_SCRATCH.name)) / "ledger"
    if not kinds:
        founded(root)
        take(root, Paper("settled.csv", SETTLED.strip().encode()))
        return root
    shutil.copytree(_made(kinds[:-1]), root)
    put(root, kinds[-1])
    return root


_SCRATCH = tempfile.TemporaryDirectory(prefix="every-kind-")


def put(root: Path, kind: str) -> int:
    """Record the sheet of a kind, all of it new; its batch."""
    imported = take(root, Paper(f"{kind}.csv", SHEETS[kind].strip().encode()), as_at=TODAY)
    assert (imported.present, imported.batch) == (0, imported.next_batch)
    return imported.next_batch


def said(root: Path) -> tuple[Counter[object], Counter[object]]:
    """What stands in a ledger: its entries, and its facts, without where they came from."""
    book = open_ledger(root).book
    entries = book.recorded(book.live_transactions)
    aside = {"source", "number"}  # A leaver's credit has a number of its own each time.
    return (
        Counter(
            (
                one.entity,
                one.day,
                one.payee,
                one.narration,
                one.link,
                one.postings,
                *sorted((key, text) for key, text in one.meta.items() if key not in aside),
            )
            for one in entries
        ),
        Counter(fact.says for facts in book.register.in_force.values() for fact in facts if fact.TYPE != "struck"),
    )


@pytest.fixture(params=KINDS)
def kind(request):
    return request.param


@pytest.fixture
def root(kind, tmp_path):
    return Path(shutil.copytree(_made(BEFORE.get(kind, STANDING)), tmp_path / "ledger"))


def test_a_batch_taken_back_is_as_if_never_recorded_and_recorded_again_as_if_once(root, kind):
    before = said(root)
    batch = put(root, kind)
    once = said(root)
    assert once != before
    reverse(root, TakingBack(batch, "the wrong sheet"), TODAY, CLERK)
    assert said(root) == before
    put(root, kind)
    assert said(root) == once
    assert bean_check(root) == ""


def test_its_rows_taken_back_one_by_one_are_as_if_never_recorded_and_recorded_again_as_if_once(root, kind):
    before = said(root)
    batch = put(root, kind)
    once = said(root)
    book = open_ledger(root).book
    entries = dict.fromkeys(one.meta["source"] for one in book.recorded(live_in(book, batch)))
    for source in entries:
        reverse(root, TakingBack(batch, "mistyped", (source,)), TODAY, CLERK)
    facts = sorted(
        facts_in(book, batch), key=lambda one: (one.place.file, -one.place.line)
    )  # The last said goes first.
    for source in dict.fromkeys(fact.source for fact in facts):
        strike(root, Striking(batch, source, "mistyped"), TODAY, CLERK)
    assert said(root) == before
    put(root, kind)
    assert said(root) == once
    assert bean_check(root) == ""


COMMANDS = {
    "adopt": lambda root: adopt(root, adoption(total=693_500, instalments=2), CLERK),
    "confirm": lambda root: confirm(root, confirmation("Elsdon", 83_000), CLERK),
    "charge": lambda root: charge(root, ChargeRun(YEAR, OCTOBER), CLERK),
    "withdraw": lambda root: withdraw(
        root, Withdrawal(day=date(2026, 1, 31), code="Elsdon", minute="FGB 9"), TODAY, CLERK
    ),
    "surplus": lambda root: return_surplus(root, Surplus(YEAR, 10_000, TODAY, "Board 9"), CLERK),
    "close": lambda root: close_year(root, Closing(YEAR, "Board 9"), date(2026, 12, 8), CLERK),
}
AGREED = ("members", "rolls", "grants", "plan", "contracts", "agreements", "consents", "cashbook", "shared-costs")


@pytest.mark.parametrize("command", COMMANDS)
def test_what_a_command_recorded_is_taken_back_and_recorded_again(command, tmp_path):
    root = Path(shutil.copytree(_made(AGREED), tmp_path / "ledger"))
    for earlier in ("adopt", "confirm", "charge"):
        if earlier == command:
            break
        COMMANDS[earlier](root)
    before = said(root)
    batch = COMMANDS[command](root).batch
    once = said(root)
    assert once != before
    reverse(root, TakingBack(batch, "not so"), TODAY, CLERK)
    assert said(root) == before
    assert COMMANDS[command](root).batch
    assert said(root) == once
    assert COMMANDS[command](root).batch is None
    assert bean_check(root) == ""


@pytest.mark.parametrize(
    ("kind", "row", "after", "rests"),
    [
        ("members", "A2", "rolls", "the roll of Hartside Primary School (Hartside) at 2024-10"),
        ("rolls", "A3", "schedule", "the adoption of 2025-26"),
        ("rolls", "A4", "shared-costs", "the shared-cost Hartside-NN-1"),
        ("grants", "A2", "plan", "the plan 2025-26 reading"),
        ("grants", "A2", "fund-income", "the grant Grant-Reading-1"),
        ("plan", "A3", "fund-spending", "the spending Fund-PF-2"),
        ("contracts", "A2", "agreements", "the agreement net"),
        ("agreements", "A2", "consents", "the consent of Coquet High School to music"),
        ("agreements", "A3", "shared-costs", "the shared-cost Hartside-NN-1"),
        ("consents", "A3", "invoices", "the invoice Hartside-0012"),
    ],
)
def test_what_others_rest_on_is_refused_by_name(kind, row, after, rests, tmp_path):
    root = Path(shutil.copytree(_made(BEFORE.get(after, STANDING)), tmp_path / "ledger"))
    batch, resting = 3 + STANDING.index(kind), put(root, after)
    told = refused(root, lambda: reverse(root, TakingBack(batch, "the wrong sheet"), TODAY, CLERK))
    assert f"batch {batch} (import {kind}) can't be taken back: batch {resting}, {rests}, rests on the " in told
    told = refused(root, lambda: strike(root, Striking(batch, row, "mistyped"), TODAY, CLERK))
    assert f"can't be struck: batch {resting}, {rests}, rests on it; take that back first" in told
