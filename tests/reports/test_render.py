"""One door for every format, cheap to walk past."""

import subprocess
import sys

import pytest

from nesa_fund.problems import InputError
from nesa_fund.statements.base import Statement
from reports import render
from reports.csv import render_csv
from reports.html import render_html
from reports.json import render_json
from reports.pdf import render_pdf
from reports.text import render_text
from reports.xlsx import render_xlsx


@pytest.mark.parametrize(
    ("name", "renderer"),
    [
        ("text", render_text),
        ("csv", render_csv),
        ("json", render_json),
        ("xlsx", render_xlsx),
        ("pdf", render_pdf),
        ("html", render_html),
    ],
)
def test_a_format_is_drawn_by_its_renderer(schedule: Statement, name, renderer):
    assert render(schedule, name) == renderer(schedule)


@pytest.mark.parametrize("name", ["docx", ""])
def test_a_format_that_there_is_not_is_refused_with_those_that_are(schedule: Statement, name: str):
    with pytest.raises(InputError, match=f'no format "{name}"; choose text, csv, json, xlsx, pdf or html'):
        render(schedule, name)


def test_the_door_loads_no_renderer_before_it_is_asked():
    code = (
        "import sys, reports; print(sorted({'rich', 'xlsxwriter', 'openpyxl', 'pandas', 'typst'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"
