"""What stands behind the figures of a table: the entries that each row is made of, and how much of each counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

Part = Mapping[int, "pd.Series[int]"]
"""Number of a column -> how much of each posting counts in its figure: pence, or hundredths of a day."""
_OF, _TXN = "of", "txn"


@dataclass(frozen=True, slots=True, eq=False)
class Behind:
    """The entries that figures of a table are sums of, made where the figures are, from the same postings.

    Attributes:
        names: A name for each row of the table, which stays as rows come and go; empty where no entry is behind it.
        figures: The numbers of the columns that are such sums.
        entries: A row for each row of the table and entry that counts in it: row (its position), txn (the
            transaction's row in the book), and a column for each of ``figures``, called by its number.
    """

    names: tuple[str, ...]
    figures: tuple[int, ...]
    entries: pd.DataFrame

    def of(self, row: int) -> pd.DataFrame:
        """The entries behind one row of the table, by its position: txn, and a column a figure."""
        return self.entries.loc[self.entries["row"] == row, ["txn", *self.figures]]


def parts(rows: pd.DataFrame, of: pd.Series | str, figures: Part) -> pd.DataFrame:
    """How much of some postings counts in which figures of the row of a table that goes by a name, or by one each."""
    frame = pd.DataFrame({_OF: of, _TXN: rows[_TXN], **{str(n): pence for n, pence in figures.items()}})
    assert len(frame) == len(rows)  # Else a figure is told of other postings than these.
    return frame[(frame.drop(columns=[_OF, _TXN]) != 0).any(axis=1)]


def behind(names: Sequence[str], *counted: pd.DataFrame) -> Behind:
    """What stands behind the rows of a table, which have those names, by the parts that count in them.

    Args:
        names: Those of the rows, no two alike but for the empty ones, behind which nothing stands.
        counted: Tables of ``parts``, each of some figures; of a name that no row has, they count nowhere.
    """
    place = {name: n for n, name in enumerate(names) if name}
    assert len(place) == sum(map(bool, names))  # Else the entries of one row would be told as another's.
    texts = sorted({name for one in counted for name in one.columns} - {_OF, _TXN}, key=int)
    whole = dict.fromkeys(texts, "int64")
    rows = pd.concat([one.reindex(columns=[_OF, _TXN, *texts], fill_value=0).astype(whole) for one in counted])
    rows = rows.assign(row=rows[_OF].astype("object").map(place)).dropna(subset=["row"])
    sums = rows.astype({"row": "int64"}).groupby(["row", _TXN])[texts].sum()
    sums = sums[(sums != 0).any(axis=1)].reset_index()
    figures = tuple(map(int, texts))
    sums.columns = pd.Index(["row", _TXN, *figures])
    known = set(sums["row"].to_list())
    return Behind(tuple(name if n in known else "" for n, name in enumerate(names)), figures, sums)
