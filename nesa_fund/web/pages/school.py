"""One school's account with the alliance."""

from nesa_fund.web.pages import base


class School(base.Page):
    """One school's account with the alliance."""

    report_title = "Our school"
