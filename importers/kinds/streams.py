"""Streams of public funding: the words that people write for one, and a member's own year that it is of."""

import difflib
import re

from importers.desk import Desk
from importers.rows import Row
from nesa_fund.periods import Year, parse_year

_COMPONENT = re.compile(r"[A-Z][A-Za-z0-9]*", re.ASCII)

STREAMS: dict[str, tuple[str, ...]] = {
    "BudgetShare": (
        "School budget share",
        "Dedicated Schools Grant",
        "DSG",
        "Delegated budget",
        "Schools block",
    ),
    "GAG": ("General Annual Grant", "General Annual Grant (GAG)"),
    "PupilPremium": ("Pupil premium grant", "PP", "PPG", "Deprivation pupil premium"),
    "ServicePupilPremium": ("Service premium", "SPP"),
    "UIFSM": ("Universal infant free school meals", "Universal infant free school meals grant"),
    "PESportPremium": (
        "PE and sport premium",
        "PE and sports premium",
        "Primary PE and sport premium",
        "Sport premium",
    ),
    "HighNeeds": ("High needs funding", "High needs block", "Top-up funding", "SEN top-up", "EHCP top-up"),
    "EarlyYears": ("Early years funding", "Early years block", "Early years entitlement", "Nursery funding"),
    "Post16": ("Post-16 funding", "Sixth form funding", "16 to 19 funding"),
    "DevolvedCapital": ("Devolved formula capital", "DFC", "DFCG"),
    "ConditionAllocation": ("School condition allocation", "SCA"),
    "CoreSchoolsBudget": ("Core schools budget grant", "CSBG"),
    "MainstreamAdditional": ("Mainstream schools additional grant", "MSAG"),
    "SchoolsSupplementary": ("Schools supplementary grant", "SSG"),
    "TeachersPay": ("Teachers' pay grant", "Teachers' pay additional grant", "TPG", "TPAG"),
    "TeachersPension": ("Teachers' pension grant", "Teachers' pension employer contribution grant", "TPECG"),
    "NationalInsurance": ("National Insurance grant", "National Insurance contributions grant", "NICs grant"),
    "RecoveryPremium": ("Recovery premium grant",),
}
"""The streams that have a name here -> other words for each."""


def stream_of(text: str) -> str | None:
    """The stream that a text names, as an account has it; None where that is not certain.

    One word like WraparoundGrant is a stream of its own, unless it looks like a slip in one of these.
    """
    known = _BY_WORDS.get(_folded(text))
    if known or not _COMPONENT.fullmatch(text):
        return known
    return None if difflib.get_close_matches(_folded(text), _BY_WORDS, n=1, cutoff=0.8) else text


def nearest(text: str) -> list[str]:
    """Names of the streams most like a text that names none."""
    close = difflib.get_close_matches(_folded(text), _BY_WORDS, n=3, cutoff=0.5)
    return list(dict.fromkeys(_BY_WORDS[words] for words in close)) or list(STREAMS)[:3]


def stream_named(desk: Desk, row: Row, column: str, text: str) -> str | None:
    """The stream that a cell means; None, and a problem, where there is none such."""
    stream = stream_of(text)
    if stream is None:
        near = ", ".join(nearest(text))
        desk.problem(
            row, column, f"no such stream; nearest: {near}; another one is a single word, like WraparoundGrant"
        )
    return stream


def own_year(desk: Desk, row: Row, column: str, code: str, name: str) -> Year | None:
    """A member's own financial year of that name, by its year start (default: the alliance's)."""
    year_start = desk.register.members[code].year_start or desk.register.alliance().year_start
    try:
        return parse_year(name, year_start)
    except ValueError as error:
        desk.problem(row, column, f"{error}: {code}'s own year starts on {year_start}")
        return None


def _folded(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold().replace("&", "and")))


_BY_WORDS = {_folded(words): name for name, others in STREAMS.items() for words in (name, *others)}
