"""Who owes whom, and since when."""

from nesa_fund.web.pages import base


class Owed(base.Page):
    """Who owes whom, and since when."""

    report_title = "Who owes whom"
