"""The Partnership Fund."""

from nesa_fund.web.pages import base


class Fund(base.Page):
    """The Partnership Fund."""

    report_title = "Partnership Fund"
