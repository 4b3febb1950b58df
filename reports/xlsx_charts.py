"""The charts of a statement in its workbook: native ones, each beside the figures that it is drawn from."""

from collections.abc import Iterable
from datetime import date, datetime, time
from fractions import Fraction

from xlsxwriter import Workbook
from xlsxwriter.chart import Chart as Picture
from xlsxwriter.worksheet import Worksheet

from nesa_fund.statements.base import Chart, Shape, Unit

from .words import plain

_FILLS = ("#1F3864", "#9DB2CE", "#5B7BA8", "#D5DEEA")
_RULE = "#C9CFD8"
_DASHES = ("solid", "dash", "round_dot", "long_dash_dot")
_TYPES = {Shape.BARS: "bar", Shape.LINE: "line"}
_WIDTH, _HEIGHT, _PER_LABEL = 820, 300, 22  # Pixels.
_ROW = 20
FORMATS = {Unit.MONEY: "£#,##0.00", Unit.PERCENT: "0.00%", Unit.NUMBER: "#,##0.##", Unit.DATE: "d mmm yyyy"}


def draw_charts(book: Workbook, sheet: Worksheet, charts: Iterable[Chart], first_row: int) -> None:
    """Put charts on a sheet, one below the other, each under its title with its figures to the left."""
    bold = book.add_format({"bold": True, "font_color": _FILLS[0]})
    day = book.add_format({"num_format": FORMATS[Unit.DATE], "align": "left"})
    row = first_row
    for chart in charts:
        sheet.write_string(row, 0, plain(chart.title), bold)
        for n, series in enumerate(chart.series, 1):
            sheet.write_string(row + 1, n, plain(series.title), bold)
        figure = book.add_format({"num_format": FORMATS[chart.unit]})
        for n, label in enumerate(chart.labels, row + 2):
            if isinstance(label, date):
                sheet.write_datetime(n, 0, datetime.combine(label, time()), day)
            else:
                sheet.write_string(n, 0, plain(label))
            for column, series in enumerate(chart.series, 1):
                value = series.values[n - row - 2]
                if value is not None:
                    sheet.write_number(
                        n, column, float(Fraction(value, 100 if chart.unit is Unit.MONEY else 1)), figure
                    )
        height = _height(chart)
        picture = _picture(book, sheet, chart, row + 2)
        options = {"description": plain(chart.alt), "object_position": 2}
        sheet.insert_chart(row, len(chart.series) + 2, picture, options)
        row += max(len(chart.labels) + 3, height // _ROW + 2)


def _height(chart: Chart) -> int:
    return max(_HEIGHT, 80 + _PER_LABEL * len(chart.labels) * len(chart.series)) if _is_bars(chart) else _HEIGHT


def _is_bars(chart: Chart) -> bool:
    return chart.shape is Shape.BARS


def _picture(book: Workbook, sheet: Worksheet, chart: Chart, first: int) -> Picture:
    picture = book.add_chart({"type": _TYPES[chart.shape]})
    assert picture is not None  # It knows both types.
    last = first + len(chart.labels) - 1
    for n, series in enumerate(chart.series):
        fill, dash = _FILLS[n % len(_FILLS)], _DASHES[n % len(_DASHES)]
        picture.add_series(
            {
                "name": plain(series.title),
                "categories": [sheet.name, first, 0, last, 0],
                "values": [sheet.name, first, n + 1, last, n + 1],
                **({"fill": {"color": fill}} if _is_bars(chart) else {"line": {"color": fill, "dash_type": dash}}),
            }
        )
    picture.set_title({"name": plain(chart.title), "overlay": False, "name_font": {"size": 12}})
    picture.set_legend({"none": True} if len(chart.series) == 1 else {"position": "bottom"})
    is_dated = bool(chart.labels) and isinstance(chart.labels[0], date)
    names = {"reverse": _is_bars(chart)} | ({"date_axis": True, "num_format": FORMATS[Unit.DATE]} if is_dated else {})
    whole = "£#,##0" if chart.unit is Unit.MONEY else "#,##0"
    values = {"num_format": whole, "major_gridlines": {"visible": True, "line": {"color": _RULE}}}
    across, up = (values, names) if _is_bars(chart) else (names, values)
    picture.set_x_axis(across)
    picture.set_y_axis(up)
    picture.set_size({"width": _WIDTH, "height": _height(chart)})
    return picture
