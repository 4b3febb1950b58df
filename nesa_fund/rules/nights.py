"""The ends of days: figures that hold from one to the next, and the spells in which something is amiss."""

import pandas as pd

from nesa_fund.periods import ONE_DAY
from nesa_fund.register import Register


def nights(register: Register, figures: pd.DataFrame, last: pd.Timestamp) -> pd.DataFrame:
    """Figures by day, on the days that they changed and on the first day of each further year up to a day.

    Args:
        register: Which days years begin on.
        figures: By day, oldest first; a row holds until the next.
        last: The day up to which years are judged.

    Returns:
        The figures, day, and the name of its alliance year, in order of day.
    """
    days = figures.index
    if len(days):
        year = register.year_of(days[0].date())
        while pd.Timestamp((year := register.year_of(year.end + ONE_DAY)).start) <= last:
            days = days.union([pd.Timestamp(year.start)])
    years = [register.year_of(day.date()).name for day in days]
    return figures.reindex(days, method="ffill").assign(day=days, year=years).reset_index(drop=True)


def in_spells(of: pd.DataFrame, is_amiss: pd.Series) -> pd.DataFrame:
    """The nights on which something is amiss, with the number of their spell and the day that it began."""
    number = (is_amiss != is_amiss.shift()).cumsum()
    return of.assign(spell=number, began=of["day"].groupby(number).transform("first"))[is_amiss]
