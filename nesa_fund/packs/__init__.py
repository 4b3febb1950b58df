"""Chosen statements in one document for one reader: the Board, a governing body, an auditor."""
