"""Transactions of any content, for tests of how they are written and read."""

from datetime import date

from hypothesis import strategies as st

from nesa_fund.entries import COMMODITIES, Posting, Transaction
from nesa_fund.rows import META

printable = st.text(st.characters(exclude_categories=["C", "Z"]) | st.sampled_from(' \\"'), max_size=30)
pence = st.integers(-(10**12), 10**12)
words = st.from_regex(r"[A-Z][A-Za-z0-9]{0,8}", fullmatch=True)
accounts = st.builds(
    ":".join, st.tuples(st.sampled_from(["Assets", "Liabilities", "Equity", "Income", "Expenses"]), words, words)
)
transactions = st.builds(
    Transaction,
    day=st.dates(date(2000, 1, 1), date(2100, 12, 31)),
    payee=printable,
    narration=printable,
    link=st.from_regex(r"[A-Za-z0-9._/-]{1,20}", fullmatch=True),
    meta=st.dictionaries(st.sampled_from(META), printable.filter(bool), max_size=5),
    postings=st.lists(st.builds(Posting, accounts, pence, st.sampled_from(COMMODITIES)), min_size=1).map(tuple),
)
