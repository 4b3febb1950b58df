"""Charts whose marks stand where their figures say, and read without colour."""

import re
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree as ET

import pytest

from nesa_fund.statements.base import Chart, Series, Shape, Unit
from reports.charts import svg

BARS = Chart(
    "planned", "Planned and spent", Shape.BARS, Unit.MONEY, ("Maths", "Reading"),
    (Series("Plan", (10_000, 5_000)), Series("Spent", (2_500, None))), "Two lines.",
)  # fmt: skip
LINE = Chart(
    "balance", "Balance", Shape.LINE, Unit.MONEY, (date(2025, 9, 1), date(2025, 9, 11), date(2025, 9, 21)),
    (Series("Bank", (0, 100_000, 50_000)),), "Up and down.",
)  # fmt: skip


def marks(chart: Chart, tag: str) -> list[dict[str, str]]:
    root = ET.fromstring(svg(chart))  # noqa: S314  # Our own drawing.
    return [one.attrib for one in root.iter(f"{{http://www.w3.org/2000/svg}}{tag}")]


def test_bars_are_as_long_as_their_figures():
    lengths = [float(one["width"]) for one in marks(BARS, "rect") if "y" in one and one["y"] != "8"]
    assert lengths == [pytest.approx(lengths[0] * part, abs=0.1) for part in (1, 0.25, 0.5)]


def test_each_bar_bears_its_figure_and_what_is_not_there_has_none():
    told = re.findall(r">(£[\d,.]+)<", svg(BARS))
    assert told == ["£100.00", "£25.00", "£50.00"]


def test_a_dated_line_holds_until_the_next_day_that_is_told():
    (line,) = marks(LINE, "polyline")
    points = [tuple(map(float, point.split(","))) for point in line["points"].split()]
    assert len(points) == 5
    assert points[0][1] == points[1][1] > points[2][1] == points[3][1]
    assert [points[n][0] for n in (1, 3)] == [points[n][0] for n in (2, 4)]
    assert points[4][0] - points[2][0] == pytest.approx(points[2][0] - points[0][0])


def test_the_axis_counts_in_round_pounds():
    assert re.findall(r">(£[\d,]+)<", svg(LINE)) == ["£0", "£500", "£1,000"]


def test_series_differ_without_colour_and_are_named():
    fills = {one["fill"] for one in marks(BARS, "rect")}
    assert len(fills) == 2
    assert all(name in svg(BARS) for name in ("Plan", "Spent"))
    grey = sorted(sum(int(fill[n : n + 2], 16) for n in (1, 3, 5)) / 3 for fill in fills)
    assert grey[1] - grey[0] > 80


def test_below_nothing_the_bar_goes_the_other_way():
    chart = replace(BARS, series=(Series("Change", (-5_000, 5_000)),))
    below, above = [one for one in marks(chart, "rect") if "y" in one]
    assert float(below["x"]) + float(below["width"]) == pytest.approx(float(above["x"]), abs=0.1)


def test_nothing_at_all_is_drawn_without_a_fault():
    chart = replace(LINE, labels=(date(2025, 9, 1),), series=(Series("Bank", (0,)),))
    assert "polyline" in svg(chart)
    assert svg(replace(BARS, labels=(), series=(Series("None", ()),))).endswith("</svg>")


def test_names_are_text_and_long_ones_are_cut():
    chart = replace(
        BARS, labels=("<script>alert(1)</script>", "A school with a name of sixty characters and then some")
    )
    assert "<script>" not in svg(chart)
    assert "…" in svg(chart)
