"""Bank statements: each line is what is recorded already, what was due, or what somebody answers that it was."""

from importers.banks.rows import COLUMNS, StatementRow
from importers.banks.statements import put_statements
from importers.kinds.base import Kind

BANK_STATEMENT = Kind(
    "bank-statement", "Bank statement", StatementRow, COLUMNS, put_statements, ("account",), standing=False
)
