"""Categories of cost, each with its line in the returns that schools make.

``cfr`` is the Consistent Financial Reporting code of maintained schools, ``aar`` the line of the
Academies Accounts Return, both of 2024-25. Source: DfE's published code lists and their mapping.
"""

import difflib
from functools import cache, lru_cache
from typing import NamedTuple


class Category(NamedTuple):
    """One category: its name in accounts, what it is in words, and its two codes."""

    name: str
    title: str
    cfr: str
    aar: str


CATEGORIES: dict[str, Category] = {
    row[0]: Category(*row)
    for row in (
        ("Teaching", "Teaching staff", "E01", "BAE010"),
        ("SupplyTeaching", "Supply teaching staff", "E02", "BAE020"),
        ("EducationSupport", "Education support staff", "E03", "BAE030"),
        ("PremisesStaff", "Premises staff", "E04", "BAE050"),
        ("Administration", "Administrative and clerical staff", "E05", "BAE040"),
        ("CateringStaff", "Catering staff", "E06", "BAE060"),
        ("OtherStaff", "Other staff", "E07", "BAE070"),
        ("IndirectEmployee", "Indirect employee expenses", "E08", "BAE080"),
        ("Training", "Staff development and training", "E09", "BAE090"),
        ("SupplyInsurance", "Supply teacher insurance", "E10", "BAE100"),
        ("StaffInsurance", "Staff-related insurance", "E11", "BAE110"),
        ("Maintenance", "Building maintenance and improvement", "E12", "BAE120"),
        ("Grounds", "Grounds maintenance and improvement", "E13", "BAE170"),
        ("Cleaning", "Cleaning and caretaking", "E14", "BAE130"),
        ("Water", "Water and sewerage", "E15", "BAE140"),
        ("Energy", "Energy", "E16", "BAE150"),
        ("Rates", "Rates", "E17", "BAE160"),
        ("Occupation", "Other occupation costs", "E18", "BAE180"),
        ("LearningResources", "Learning resources, not IT equipment", "E19", "BAE200"),
        ("Broadband", "Connectivity", "E20A", "BAE210"),
        ("Servers", "Onsite servers", "E20B", "BAE210"),
        ("LearningIT", "IT learning resources", "E20C", "BAE210"),
        ("Software", "Administration software and systems", "E20D", "BAE280"),
        ("Devices", "Laptops, desktops and tablets", "E20E", "BAE210"),
        ("Hardware", "Other hardware", "E20F", "BAE210"),
        ("ITSupport", "IT support", "E20G", "BAE210"),
        ("Examinations", "Examination fees", "E21", "BAE220"),
        ("AdminSupplies", "Administrative supplies, non-educational", "E22", "BAE280"),
        ("Insurance", "Other insurance premiums", "E23", "BAE270"),
        ("SpecialFacilities", "Special facilities, such as visits and transport", "E24", "BAE190"),
        ("Catering", "Catering supplies", "E25", "BAE250"),
        ("AgencySupply", "Agency supply teaching staff", "E26", "BAE240"),
        ("Consultancy", "Educational consultancy", "E27", "BAE230"),
        ("ProfessionalServices", "Bought-in professional services, such as payroll, HR and audit", "E28a", "BAE300"),
        ("BankCharges", "Interest and charges of loan and bank", "E29", "BAE320"),
        ("CommunityStaff", "Community-focused school staff", "E31", ""),
        ("CommunityCosts", "Community-focused school costs", "E32", ""),
    )
}


@lru_cache(maxsize=2**10)  # A sheet says the same few over and over.
def find(text: str) -> Category | None:
    """The category that a text names, by its name, its words or a code, ignoring case and spaces."""
    return _BY_ALIAS.get(_folded(text))


def nearest(text: str) -> list[str]:
    """Names of the categories most like a text that names none."""
    close = difflib.get_close_matches(_folded(text), _BY_ALIAS, n=3, cutoff=0.5)
    return list(dict.fromkeys(_BY_ALIAS[alias].name for alias in close)) or list(CATEGORIES)[:3]


def codes_of(account: str) -> tuple[tuple[str, str], ...]:
    """The codes that an account of a member's costs carries where it is opened."""
    root, _, klass, *rest = account.split(":")
    category = CATEGORIES.get(rest[-1]) if rest and (root, klass) == ("Expenses", "Costs") else None
    return (
        tuple((key, code) for key, code in (("cfr", category.cfr), ("aar", category.aar)) if code) if category else ()
    )


@cache
def _folded(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


_BY_ALIAS = {
    _folded(alias): category
    for category in CATEGORIES.values()
    for alias in (category.title, category.cfr, category.name)
}
