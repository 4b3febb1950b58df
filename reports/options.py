"""How every workbook is written: what a cell is given stays the text that it is."""

PLAIN = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
"""XlsxWriter's options: a text that begins like a formula, a link or a number is a text."""
