"""EVI4: nothing in the history was altered."""

from datetime import date

import pandas as pd

from nesa_fund.book import Book
from nesa_fund.entries import Place
from nesa_fund.rules.base import Finding, Outcome, Rule


def check(book: Book, as_at: date) -> Outcome:  # noqa: ARG001  # An alteration is of every day.
    """Every file of every batch is byte for byte as it was recorded, and no batch is missing.

    Each manifest holds the hashes of its batch's files and of the manifest before it. Whoever
    alters an old file must alter every manifest after it, and the head that was minuted tells.
    """
    findings = [
        Finding(
            message=f"{alteration.file}: {alteration.message}",
            remedy="put the file back from a backup; nesa verify names every place",
            place=Place(alteration.batch, alteration.file),
            subject=alteration.file,
        )
        for alteration in book.alterations
    ]
    days = pd.Series(pd.NaT, index=range(book.files), dtype="datetime64[s]")
    return Outcome(pd.DataFrame({"day": days, "pence": 0}), tuple(findings))


RULE = Rule("EVI4", "unaltered", promises=(8,), check=check, can_be_excepted=False)
