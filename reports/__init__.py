"""How a statement reaches its readers: drawn on a screen, a sheet or a page, with nothing computed anew."""

from nesa_fund.problems import InputError
from nesa_fund.statements.base import Statement

# A renderer is loaded only when it is asked for, so that a command which draws nothing starts fast.
# ruff: noqa: PLC0415


def render(statement: Statement, format_name: str) -> str | bytes:
    """Draw any statement in the format of that name: text, csv, json, xlsx, pdf or html.

    Returns:
        Text for text (without colour), json and html; the bytes of the file for csv, xlsx and pdf.

    Raises:
        InputError: No such format.
    """
    match format_name:
        case "text":
            from .text import render_text

            return render_text(statement)
        case "csv":
            from .csv import render_csv

            return render_csv(statement)
        case "json":
            from .json import render_json

            return render_json(statement)
        case "xlsx":
            from .xlsx import render_xlsx

            return render_xlsx(statement)
        case "pdf":
            from .pdf import render_pdf

            return render_pdf(statement)
        case "html":
            from .html import render_html

            return render_html(statement)
    raise InputError(f'there is no format "{format_name}"; choose text, csv, json, xlsx, pdf or html')
