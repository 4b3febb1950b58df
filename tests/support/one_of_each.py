"""A sheet of each common kind, for the alliance of `sheets.alliance`."""

from datetime import date

INVOICES = (
    ("Invoice no", "Date", "Supplier", "Customer", "Description", "Net", "Agreement"),
    ("HS-1", date(2025, 11, 14), "Hartside", "Coquet", "Cello", 1200, "music"),
    ("HS-2", date(2025, 11, 15), "Hartside", "Rothley", "Viola", 300, "music"),
)
BILLS = (
    ("Reference", "Date", "Paid by", "Supplier", "Description", "Net", "Agreement", "Paid on"),
    ("NN-881", date(2025, 10, 1), "Hartside", "North Net Ltd", "Broadband", 1000, "net", date(2025, 10, 9)),
)
SPENDING = (
    ("Reference", "Date", "Supplier", "Description", "Gross", "Plan line", "Paid on"),
    ("NN-881", date(2025, 10, 1), "North Net Ltd", "Training day", 450, "maths", None),
)
CONSENTS = (("Agreement", "Member", "Date", "Minute"), ("music", "Coquet", date(2025, 9, 2), "FGB 6"))
CONFIRMED = (
    ("Member", "Year", "Amount", "Date", "Minute", "Quorate", "Purpose"),
    ("Coquet", "2025-26", 4752, date(2025, 9, 22), "FGB 41", True, "Maths network"),
)
PAYMENTS = (
    ("Date", "From", "To", "Amount", "Reference"),
    (date(2025, 12, 1), "Coquet", "Hartside", 1200, "HS-1"),
    (date(2025, 12, 1), "Coquet", "Fund", 4752, None),
)
