"""Statements compute: a book and arguments in, titled tables and notes out; nothing is drawn, read or written."""
