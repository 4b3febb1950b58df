"""A chart as SVG, drawn from a statement's own figures: the same picture on a page and on the web.

It reads in grey: series differ by how dark they are, and lines by their dashes. Each bar bears its
figure. Nothing is computed here but where a mark stands.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from math import ceil, floor
from xml.sax.saxutils import escape

from nesa_fund.statements.base import Chart, Series, Shape, Unit

from .words import day, plain, shown

_WIDTH = 760
_LEFT, _RIGHT, _TOP, _BOTTOM = 190, 96, 30, 34
_BAR, _SPACE = 13, 7
_PLOT_HEIGHT = 190
_FILLS = ("#1F3864", "#9DB2CE", "#5B7BA8", "#D5DEEA")
_DASHES = ("", "7 4", "2 3", "10 3 2 3")
_INK, _RULE = "#222222", "#C9CFD8"
_TEXT = 'font-family="Libertinus Serif, Georgia, serif" font-size="11"'
_LONGEST_LABEL = 32
_TICKS = 4


def svg(chart: Chart) -> str:
    """Draw a chart; it fills whatever width it is given."""
    drawn = _bars if chart.shape is Shape.BARS else _lines
    height, marks = drawn(chart)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img" {_TEXT}>',
            f"<title>{_safe(chart.title)}</title><desc>{_safe(chart.alt)}</desc>",
            *_legend(chart),
            *marks,
            "</svg>",
        ]
    )


def _bars(chart: Chart) -> tuple[int, list[str]]:
    """Horizontal bars, a group a label: names of any length stand beside them."""
    group = _BAR * len(chart.series) + _SPACE
    marks: list[str] = []
    least, most = _range(chart.series)
    for n, label in enumerate(chart.labels):
        top = _TOP + n * group
        middle = top + _BAR * len(chart.series) / 2 + 4
        marks.append(_text(_LEFT - 8, middle, _short(_label(label)), "end"))
        for position, series in enumerate(chart.series):
            value = series.values[n]
            if value is not None:
                marks += _bar(chart.unit, value, (least, most), top + position * _BAR, position)
    zero = _across(0, least, most)
    height = _TOP + len(chart.labels) * group + 8
    marks.append(_stroke(zero, _TOP - 4, zero, height - 8, _INK))
    return height, marks


def _bar(unit: Unit, value: int | Fraction, span: tuple[int | Fraction, int | Fraction], top: int, n: int) -> list[str]:
    begin, end = sorted((_across(0, *span), _across(value, *span)))
    fill = _FILLS[n % len(_FILLS)]
    return [
        f'<rect x="{begin:.1f}" y="{top}" width="{max(end - begin, 0.5):.1f}" height="{_BAR - 2}" fill="{fill}"/>',
        _text(end + 5, top + _BAR - 4, shown(value, unit), "start"),
    ]


def _lines(chart: Chart) -> tuple[int, list[str]]:
    """Lines through the labels in their order; days stand as far apart as they are."""
    least, most = _range(chart.series)
    bottom = _TOP + _PLOT_HEIGHT
    marks: list[str] = []
    for value in _ticks(least, most, chart.unit):
        y = _up(value, least, most)
        marks += [_stroke(90, y, _WIDTH - 20, y, _RULE), _text(84, y + 4, _tick(value, chart.unit), "end")]
    places = _places(chart.labels)
    for position, series in enumerate(chart.series):
        points = _points(chart, places, [None if one is None else _up(one, least, most) for one in series.values])
        dash = f' stroke-dasharray="{_DASHES[position % len(_DASHES)]}"' if _DASHES[position % len(_DASHES)] else ""
        fill = _FILLS[0] if position % 2 == 0 else _FILLS[2]
        marks.append(f'<polyline points="{" ".join(points)}" fill="none" stroke="{fill}" stroke-width="2"{dash}/>')
    for n in sorted({0, len(places) // 2, len(places) - 1}) if places else ():
        anchor = "start" if n == 0 else "end" if n == len(places) - 1 else "middle"
        marks.append(_text(places[n], bottom + 18, _label(chart.labels[n]), anchor))
    if least < 0:
        zero = _up(0, least, most)
        marks.append(_stroke(90, zero, _WIDTH - 20, zero, _INK))
    return bottom + _BOTTOM, marks


def _points(chart: Chart, places: Sequence[float], heights: Sequence[float | None]) -> Iterator[str]:
    """The corners of a line; what is dated holds until the next day that is told, in steps."""
    before: float | None = None
    for x, y in zip(places, heights, strict=True):
        if y is not None:
            if before is not None and isinstance(chart.labels[0], date):
                yield f"{x:.1f},{before:.1f}"
            yield f"{x:.1f},{y:.1f}"
            before = y


def _places(labels: Sequence[str | date]) -> list[float]:
    """Where each label stands from left to right."""
    left, right = 90.0, _WIDTH - 20.0
    days = [label.toordinal() for label in labels if isinstance(label, date)]
    numbers = days if len(days) == len(labels) else list(range(len(labels)))
    span = max(numbers, default=0) - min(numbers, default=0)
    return [left + (right - left) * (one - numbers[0]) / span if span else left for one in numbers]


def _legend(chart: Chart) -> Iterator[str]:
    """What each series is, where there are several."""
    x = float(_LEFT if chart.shape is Shape.BARS else 90)
    for n, series in enumerate(chart.series if len(chart.series) > 1 else ()):
        if chart.shape is Shape.BARS:
            yield f'<rect x="{x:.0f}" y="8" width="14" height="10" fill="{_FILLS[n % len(_FILLS)]}"/>'
        else:
            dash = _DASHES[n % len(_DASHES)]
            fill = _FILLS[0] if n % 2 == 0 else _FILLS[2]
            yield (
                f'<line x1="{x:.0f}" y1="13" x2="{x + 22:.0f}" y2="13" stroke="{fill}" stroke-width="2"'
                f' stroke-dasharray="{dash or "none"}"/>'
            )
        yield _text(x + 28, 17, series.title, "start")
        x += 44 + 6.2 * len(series.title)


def _range(series: Sequence[Series]) -> tuple[int | Fraction, int | Fraction]:
    """The least and the most that is drawn, nothing included; never the same."""
    values = [value for one in series for value in one.values if value is not None]
    least, most = min([0, *values]), max([0, *values])
    return least, most if most > least else least + 1


def _across(value: int | Fraction, least: int | Fraction, most: int | Fraction) -> float:
    return _LEFT + float(Fraction(value - least) / Fraction(most - least)) * (_WIDTH - _LEFT - _RIGHT)


def _up(value: int | Fraction, least: int | Fraction, most: int | Fraction) -> float:
    return _TOP + _PLOT_HEIGHT * (1 - float(Fraction(value - least) / Fraction(most - least)))


def _ticks(least: int | Fraction, most: int | Fraction, unit: Unit) -> list[Fraction]:
    """Round values within what is drawn, about five: in whole pounds where it is money."""
    whole = 100 if unit is Unit.MONEY else 1
    wanted = Fraction(most - least, whole * _TICKS)
    power = Fraction(10 ** (len(str(floor(max(wanted, Fraction(1))))) - 1))
    step = next(power * n for n in (1, 2, 5, 10) if power * n >= wanted) * whole
    first, last = ceil(least / step), floor(most / step)
    return [step * n for n in range(first, last + 1)]


def _tick(value: Fraction, unit: Unit) -> str:
    """A value at an axis, in whole pounds or numbers: the exact ones stand in the table."""
    whole = int(value / 100) if unit is Unit.MONEY else int(value)
    return f"£{whole:,}" if unit is Unit.MONEY else f"{whole:,}"


def _label(label: str | date) -> str:
    return plain(label) if isinstance(label, str) else day(label)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_LABEL else f"{text[: _LONGEST_LABEL - 1]}…"


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{_INK}">{_safe(text)}</text>'


def _stroke(x1: float, y1: float, x2: float, y2: float, colour: str) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" stroke-width="1"/>'


def _safe(text: str) -> str:
    return escape(plain(text))
