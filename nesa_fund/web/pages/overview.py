"""The start page: how the promises stand, what is in the Fund, what is awaited and owed."""

from nesa_fund.web.pages import base


class Overview(base.Page):
    """The start page: how the promises stand, what is in the Fund, what is awaited and owed."""

    report_title = "Overview"
    has_js_module = True  # One script for all pages: it sorts tables and orders the sidebar.
