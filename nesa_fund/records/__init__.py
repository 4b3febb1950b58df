"""What happened, as typed events, and the transactions that each leaves in each entity's own book."""

from nesa_fund.records.base import Event, charge_link, counted_link, reversal
from nesa_fund.records.charges import Invoice, SharedCost, Spending
from nesa_fund.records.contributions import Contribution
from nesa_fund.records.payments import FirmPaid, Payment, Unplaced

__all__ = [
    "Contribution", "Event", "FirmPaid", "Invoice", "Payment", "SharedCost", "Spending", "Unplaced", "charge_link",
    "counted_link", "reversal",
]  # fmt: skip
