"""The annual schedule of contributions, step by step: propose, adopt, confirm, charge."""

from nesa_fund.actions.schedule_adopt import adopt, checked_adoption
from nesa_fund.actions.schedule_charge import ChargeRun, Charges, charge, charged_days, charges_due
from nesa_fund.actions.schedule_confirm import checked_confirmation, confirm
from nesa_fund.actions.schedule_propose import AS_RECORDED, Joining, Leaving, Proposal, WhatIf, propose
from nesa_fund.actions.schedule_shared import Done

__all__ = [
    "AS_RECORDED", "ChargeRun", "Charges", "Done", "Joining", "Leaving", "Proposal", "WhatIf", "adopt", "charge",
    "charged_days", "charges_due", "checked_adoption", "checked_confirmation", "confirm", "propose",
]  # fmt: skip
