"""What happened, as typed events, and the transactions that each leaves in each entity's own book."""

from nesa_fund.records.base import Event, charge_link, charge_links, counted_link, reversal
from nesa_fund.records.charges import CreditNote, CreditRefund, Invoice, SharedCost, Spending
from nesa_fund.records.contributions import Contribution
from nesa_fund.records.income import FundIncome, FundingPaid, Gift, GrantPaid, Raised, WorkGiven
from nesa_fund.records.past import CashbookLine, OpeningBalance, OpeningDebt, grant_unspent
from nesa_fund.records.payments import WAITING, FirmPaid, Payment, Transfer, Unplaced

__all__ = [
    "WAITING",
    "CashbookLine", "Contribution", "CreditNote", "CreditRefund", "Event", "FirmPaid", "FundIncome", "FundingPaid",
    "Gift", "GrantPaid", "Invoice", "OpeningBalance", "OpeningDebt", "Payment", "Raised", "SharedCost", "Spending",
    "Transfer", "Unplaced", "WorkGiven", "charge_link", "charge_links", "counted_link", "grant_unspent", "reversal",
]  # fmt: skip
