"""A pack as it is printed: without the tables that nobody would print, which stand in its workbook alone."""

from dataclasses import replace

from nesa_fund.statements.base import Pack, Statement

LONGEST = 1_000
"""A table of more rows is not printed."""


def printed(pack: Pack) -> Pack:
    """The pack for its document."""
    return replace(pack, statements=tuple(map(_printed, pack.statements)))


def _printed(statement: Statement) -> Statement:
    long = [table for table in statement.tables if len(table.rows) > LONGEST]
    if not long:
        return statement
    notes = (f'"{table.title}" has {len(table.rows):,} rows: they stand in the workbook beside this.' for table in long)
    kept = tuple(table for table in statement.tables if table not in long)
    return replace(statement, tables=kept, notes=(*statement.notes, *notes))
