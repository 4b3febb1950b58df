"""The command line, thin: it reads arguments, calls an action or a statement, and prints."""

from nesa_fund.cli.main import main

__all__ = ["main"]
