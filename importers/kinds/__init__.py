"""The kinds of sheet, in the order in which what one says can rest on another."""

from importers.kinds.agreements import AGREEMENTS, CONSENTS
from importers.kinds.base import AnyKind
from importers.kinds.confirmations import CONFIRMATIONS
from importers.kinds.invoices import INVOICES
from importers.kinds.members import MEMBERS
from importers.kinds.payments import PAYMENTS
from importers.kinds.plan import PLAN
from importers.kinds.rolls import ROLLS
from importers.kinds.shared_costs import SHARED_COSTS
from importers.kinds.spending import FUND_SPENDING

KINDS: dict[str, AnyKind] = {
    kind.name: kind
    for kind in (
        MEMBERS,
        ROLLS,
        PLAN,
        AGREEMENTS,
        CONSENTS,
        CONFIRMATIONS,
        INVOICES,
        SHARED_COSTS,
        FUND_SPENDING,
        PAYMENTS,
    )
}
