"""The ledger of an alliance of schools, and the proof that it keeps its charter."""

__version__ = "0.1.0"
