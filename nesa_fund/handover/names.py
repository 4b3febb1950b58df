"""What a member's own finance system has a code for: categories of cost, and the names of everything else.

A ``code`` fact's category is the name of a category of cost, or one of the keys here: ``Contribution``,
``Bank``, ``Creditors:Hartside``, ``Recharges:Teaching``, ``Treatment:exempt``. A sheet says them in words.
"""

from collections.abc import Callable

from nesa_fund import categories
from nesa_fund.categories import CATEGORIES
from nesa_fund.register import Register, spelt

CONTRIBUTION, BANK, SUPPLIERS, CUSTOMERS, INCOME = "Contribution", "Bank", "Creditors", "Debtors", "Recharges"
VAT_ON_PURCHASES, VAT_ON_SALES, NO_VAT = "VAT", "VAT:Sales", "NoVAT"
TREATMENT, SALES_TREATMENT = "Treatment", "SalesTreatment"
DATABASE, COMPANY, DOCUMENT_TYPE, PAYMENT_TYPE, TRACKING = (
    "Database",
    "Company",
    "DocumentType",
    "PaymentType",
    "Tracking",
)
TREATMENTS = ("charged", "exempt", "zero", "outside-scope", "none")

_WORDS = {
    CONTRIBUTION: "Contribution",
    BANK: "Bank",
    SUPPLIERS: "Suppliers",
    CUSTOMERS: "Customers",
    VAT_ON_PURCHASES: "VAT on purchases",
    VAT_ON_SALES: "VAT on sales",
    NO_VAT: "No VAT",
    DATABASE: "Database",
    COMPANY: "Company",
    DOCUMENT_TYPE: "Document type",
    PAYMENT_TYPE: "Payment type",
    TRACKING: "Tracking category",
}
_LEADS = {
    INCOME: "Income",
    SUPPLIERS: "Supplier",
    CUSTOMERS: "Customer",
    TREATMENT: "VAT treatment",
    SALES_TREATMENT: "VAT treatment on sales",
    BANK: "Bank",
}
_KEYS = {spelt(words): key for key, words in _WORDS.items()}
_LEADING = {spelt(words): key for key, words in _LEADS.items()}

ALL_WORDS = ", ".join(
    (
        *_WORDS.values(),
        f"{_LEADS[INCOME]}: CATEGORY",
        f"{_LEADS[SUPPLIERS]}: NAME",
        f"{_LEADS[CUSTOMERS]}: NAME",
        *(f"{_LEADS[key]}: {treatment}" for key in (TREATMENT, SALES_TREATMENT) for treatment in TREATMENTS),
    )
)
"""What a sheet may say beside a category of cost."""


def key_of(text: str, entity: Callable[[str], str | None]) -> str | None:
    """The key that a sheet's words mean; None where they mean none.

    Args:
        text: A category of cost in any of its spellings, or words as ``in_words`` writes them.
        entity: The code of the entity that a spelling means, None where that is not certain.
    """
    if category := categories.find(text):
        return category.name
    if key := _KEYS.get(spelt(text)):
        return key
    lead, colon, rest = text.partition(":")
    key = _LEADING.get(spelt(lead)) if colon else None
    tail = _tail(key, rest.strip(), entity) if key else None
    return f"{key}:{tail}" if tail else None


def _tail(key: str, text: str, entity: Callable[[str], str | None]) -> str | None:
    """What stands behind a lead: a category, an entity, a treatment of VAT, or which bank account."""
    if key == INCOME:
        category = categories.find(text)
        return category.name if category else None
    if key in {SUPPLIERS, CUSTOMERS}:
        return entity(text)
    if key in {TREATMENT, SALES_TREATMENT}:
        return text if text in TREATMENTS else None
    return text if text.isascii() and text.isalnum() else None


def in_words(key: str, register: Register) -> str:
    """A key as people read it, and as ``key_of`` reads it back."""
    if known := CATEGORIES.get(key):
        return known.title
    if key in _WORDS:
        return _WORDS[key]
    lead, _, tail = key.partition(":")
    if lead == INCOME:
        known = CATEGORIES.get(tail)
        tail = known.title if known else tail
    elif lead in {SUPPLIERS, CUSTOMERS}:
        tail = register.name(tail)
    return f"{_LEADS[lead]}: {tail}" if lead in _LEADS else key
