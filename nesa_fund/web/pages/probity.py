"""The charter, rule by rule, with what was found."""

from nesa_fund.web.pages import base


class Probity(base.Page):
    """The charter, rule by rule, with what was found."""

    report_title = "Probity"
