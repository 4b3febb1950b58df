"""Charges under the joint contracts with firms, as the rules of value look at them."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import pandas as pd

from nesa_fund.book import numbered
from nesa_fund.facts import Agreement, Alliance, Contract
from nesa_fund.register import Register
from nesa_fund.rules.base import Gap

Positions = np.ndarray[tuple[int], np.dtype[np.int64]]

EVENTS = ("invoice", "shared-cost", "credit-note")


def has_contracts(register: Register) -> bool:
    """Whether any agreement names a contract."""
    return bool(_naming(register))


def under_contracts(register: Register, rows: pd.DataFrame) -> pd.DataFrame:
    """Those of some charges and credits whose agreement names a contract on the day of supply.

    Args:
        register: The facts as they are recorded now.
        rows: One row a transaction, in order of date: owner, link, event and agreement as they are
            in the book, and supply, the day of supply.

    Returns:
        Those rows, with claim (alike for a charge and its credits), contract (its code) and
        is_charge beside them. What is credited or charged anew on a claim has the agreement and the
        day of supply of its first charge; a credit without a charge among the rows is left out.
    """
    naming = _naming(register)
    claim = pd.Series(numbered(rows, ["owner", "link"]), index=rows.index)
    rows = rows.assign(claim=claim)[claim.isin(claim[rows["agreement"].isin(list(naming))])]
    rows = rows.assign(is_charge=rows["event"] != "credit-note", agreement=rows["agreement"].astype("object"))
    first = rows[rows["is_charge"]].drop_duplicates("claim").set_index("claim")
    for column in ("agreement", "supply"):
        rows[column] = first[column].reindex(rows["claim"]).array
    contract = np.full(len(rows), "", dtype="object")
    for code, states in naming.items():
        is_its = (rows["agreement"] == code).to_numpy()
        held = held_on(states, rows.loc[is_its, "supply"])
        contract[is_its] = np.array([terms.contract for terms in states], dtype="object")[held]
    rows["contract"] = contract
    return rows[rows["contract"] != ""]


def contract_terms(register: Register, rows: pd.DataFrame) -> tuple[list[Contract], Positions]:
    """All terms of contracts, and for each row which of them held on its day of supply; -1 where none is recorded."""
    terms: list[Contract] = []
    found = np.full(len(rows), -1)
    for code, states in _contracts(register).items():
        is_its = (rows["contract"] == code).to_numpy()
        found[is_its] = len(terms) + held_on(states, rows.loc[is_its, "supply"])
        terms += states
    return terms, found


def held_on(states: Sequence[Alliance | Agreement | Contract], days: pd.Series) -> Positions:
    """Which of some states, oldest first, held on each of some days; before the first of them, that."""
    turns = np.array([state.day for state in states], dtype="datetime64[s]")
    return np.maximum(np.searchsorted(turns, days.to_numpy(), side="right") - 1, 0)


def unknown_contracts(register: Register, codes: Iterable[str]) -> Iterator[Gap]:
    """What is lacking where a charge's agreement names a contract that is nowhere recorded."""
    known = _contracts(register)
    for code in sorted(set(codes) - known.keys()):
        yield Gap(
            message=f'charges are under a contract "{code}", which is nowhere in the register',
            who="whoever keeps the contract",
            remedy="record it on a sheet of contracts, or correct the agreement that names it",
        )


def _naming(register: Register) -> dict[str, list[Agreement]]:
    """Agreement code -> its terms, oldest first, of the agreements that name a contract."""
    return {code: states for code, states in register.agreements.items() if any(terms.contract for terms in states)}


def _contracts(register: Register) -> dict[str, list[Contract]]:
    """Contract code -> its terms, oldest first."""
    found: dict[str, list[Contract]] = {}
    for contract in register.all(Contract):
        found.setdefault(contract.code, []).append(contract)
    return found
