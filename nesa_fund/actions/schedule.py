"""The annual schedule of contributions, step by step: propose, adopt, confirm, charge."""

from nesa_fund.actions.schedule_adopt import adopt, checked_adoption
from nesa_fund.actions.schedule_charge import ChargeRun, Charges, charge, charged_days, charges_due
from nesa_fund.actions.schedule_chosen import is_current, lines_not_planned
from nesa_fund.actions.schedule_confirm import checked_confirmation, confirm
from nesa_fund.actions.schedule_options import (
    Option,
    OptionShare,
    arguments_of,
    keep_option,
    kept_option,
    kept_options,
    option_from,
    shares_in,
)
from nesa_fund.actions.schedule_propose import Proposal, proposal_warning, propose
from nesa_fund.actions.schedule_shared import Done
from nesa_fund.actions.schedule_whatif import AS_RECORDED, Joining, Leaving, WhatIf, what_if_from

__all__ = [
    "AS_RECORDED", "ChargeRun", "Charges", "Done", "Joining", "Leaving", "Option", "OptionShare", "Proposal", "WhatIf",
    "adopt", "arguments_of", "charge", "charged_days", "charges_due", "checked_adoption", "checked_confirmation",
    "confirm", "is_current", "keep_option", "kept_option", "kept_options", "lines_not_planned", "option_from",
    "proposal_warning", "propose", "shares_in", "what_if_from",
]  # fmt: skip
