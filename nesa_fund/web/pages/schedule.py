"""What each school contributes for a year, and why."""

from nesa_fund.web.pages import base


class Schedule(base.Page):
    """What each school contributes for a year, and why."""

    report_title = "Contribution schedule"
