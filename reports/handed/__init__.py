"""What is handed over to a member's own finance system, in that system's layout: one file a maker.

The columns, their order and spelling are those of the makers' public help pages. Every amount is 1234.56, without a
pound sign or commas; nothing is added up here.
"""

from collections.abc import Callable, Mapping

from nesa_fund.handover.made import Handover, Part
from reports.handed.arbor import arbor
from reports.handed.iris import iris
from reports.handed.plain import plain_csv
from reports.handed.sage import sage
from reports.handed.xero import xero_charges, xero_journals

_DRAWN: Mapping[str, Callable[[Handover, Part], bytes]] = {
    "xero-bills": xero_charges,
    "xero-journals": xero_journals,
    "sage50": sage,
    "arbor": arbor,
    "iris": iris,
    "csv": plain_csv,
}


def render_part(handover: Handover, part: Part) -> bytes:
    """Write one file of a handover; the same handover gives the same bytes."""
    return _DRAWN[handover.layout.name](handover, part)
