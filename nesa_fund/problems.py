"""What can be wrong outside our own code: with the input, or with the ledger."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in what was brought in, said so that its owner can mend it.

    ``file``, ``sheet``, ``cell`` and ``column`` are empty where the problem has no such place.
    """

    message: str
    file: str = ""
    sheet: str = ""
    cell: str = ""
    column: str = ""
    value: str = ""

    def __str__(self) -> str:
        """Say it in one line: place, column and value as found, what is wrong."""
        address = "!".join(part for part in (self.sheet, self.cell) if part)
        place = " ".join(part for part in (self.file, f"[{address}]" if address else "") if part)
        shown = f'{self.column} "{self.value}"' if self.column and self.value else self.column
        return ": ".join(part for part in (" ".join(p for p in (place, shown) if p), self.message) if part)


class InputError(Exception):
    """What was brought in can't be recorded; nothing was written (exit code 2)."""

    def __init__(self, *problems: Problem | str) -> None:
        """Take problems, or plain sentences for problems without a place."""
        self.problems = tuple(Problem(p) if isinstance(p, str) else p for p in problems)
        super().__init__("\n".join(map(str, self.problems)))


class LedgerError(Exception):
    """The ledger can't be read or written (exit code 3)."""
