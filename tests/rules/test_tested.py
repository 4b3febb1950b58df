"""What a rule counts as tested, where its rows have no value."""

import pandas as pd

from nesa_fund.rules import base


def test_rows_without_a_value_are_counted_and_add_nothing():
    rows = pd.DataFrame({"day": pd.to_datetime(["2025-10-01", "2025-10-02"])})
    assert base.tested(rows)["pence"].tolist() == [0, 0]
