"""Staff days and leads, and what buying together saves."""

from nesa_fund.web.pages import base


class Work(base.Page):
    """Staff days and leads, and what buying together saves."""

    report_title = "Work and value"
