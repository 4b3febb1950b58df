"""The kinds of sheet, in the order in which what one says can rest on another."""

from importers.kinds.agreements import AGREEMENTS, CONSENTS
from importers.kinds.bank_statement import BANK_STATEMENT
from importers.kinds.base import AnyKind
from importers.kinds.cashbook import CASHBOOK
from importers.kinds.codes import CODES
from importers.kinds.confirmations import CONFIRMATIONS
from importers.kinds.contracts import CONTRACTS
from importers.kinds.deductions import DEDUCTIONS
from importers.kinds.duties import DUTIES
from importers.kinds.exceptions import EXCEPTIONS
from importers.kinds.fund_income import FUND_INCOME
from importers.kinds.funding import FUNDING
from importers.kinds.grants import GRANTS
from importers.kinds.in_kind import IN_KIND
from importers.kinds.invoices import INVOICES
from importers.kinds.members import MEMBERS
from importers.kinds.opening import OPENING
from importers.kinds.payments import PAYMENTS
from importers.kinds.plan import PLAN
from importers.kinds.raised import GIFTS, RAISED
from importers.kinds.rolls import ROLLS
from importers.kinds.schedules import SCHEDULE
from importers.kinds.settings import SETTINGS
from importers.kinds.shared_costs import SHARED_COSTS
from importers.kinds.spending import FUND_SPENDING
from importers.kinds.withdrawals import WITHDRAWALS
from importers.kinds.words import ACCEPTANCES, RETURNS
from importers.kinds.year import NOTES, REVIEWS

KINDS: dict[str, AnyKind] = {
    kind.name: kind
    for kind in (
        SETTINGS,
        MEMBERS,
        WITHDRAWALS,
        ROLLS,
        GRANTS,
        PLAN,
        SCHEDULE,
        CONTRACTS,
        AGREEMENTS,
        CONSENTS,
        CONFIRMATIONS,
        DUTIES,
        FUNDING,
        DEDUCTIONS,
        CODES,
        OPENING,
        CASHBOOK,
        INVOICES,
        SHARED_COSTS,
        FUND_SPENDING,
        FUND_INCOME,
        RAISED,
        GIFTS,
        IN_KIND,
        PAYMENTS,
        BANK_STATEMENT,
        ACCEPTANCES,
        RETURNS,
        EXCEPTIONS,
        REVIEWS,
        NOTES,
    )
}
