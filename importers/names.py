"""Names of members: the code derived from one, and whom a spelling in a sheet means."""

import difflib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from nesa_fund.entries import FUND
from nesa_fund.facts import Member
from nesa_fund.register import FUND_NAMES, spelt, words

__all__ = ["CODE", "LONGEST_CODE", "Names", "derive_codes", "folded", "is_reserved", "spelt", "words"]

CODE = re.compile(r"[A-Z][A-Za-z0-9]{0,39}", re.ASCII)
LONGEST_CODE = 40
_PORTS = (f"{port}{n}" for port in ("com", "lpt") for n in range(10))
_RESERVED = frozenset({"fund", "register", "con", "aux", "nul", "prn", *_PORTS})

_FORM = frozenset(
    {"the", "of", "and", "for", "a", "an", "at", "in"}
    | {"school", "schools", "academy", "academies", "trust", "mat", "multi", "federation", "community", "foundation"}
    | {
        "church",
        "england",
        "c",
        "e",
        "ce",
        "coe",
        "cofe",
        "rc",
        "roman",
        "catholic",
        "voluntary",
        "aided",
        "controlled",
    }
    | {"va", "vc", "cic", "ltd", "limited"}
)
_PHASE = frozenset(
    {"primary", "first", "middle", "secondary", "high", "infant", "infants", "junior", "juniors", "nursery"}
    | {"lower", "upper"}
)
_SINGULAR = {"infants": "infant", "juniors": "junior"}


def folded(name: str) -> str:
    """A name without the words that many names share: School, Academy, Primary, C of E and the like."""
    lower = [word.casefold() for word in words(name)]
    return " ".join(word for word in lower if word not in _FORM and word not in _PHASE) or " ".join(lower)


def _phases(name: str) -> set[str]:
    """The phases that a name speaks of."""
    return {_SINGULAR.get(word, word) for word in map(str.casefold, words(name)) if word in _PHASE}


def is_reserved(code: str) -> bool:
    """Whether a code is one that no member may have."""
    return code.casefold() in _RESERVED


def derive_codes(members: Iterable[tuple[str, str]], taken: Iterable[str]) -> dict[tuple[str, str], str]:
    """Codes for members that have none.

    Args:
        members: Each member's name and URN (empty where it has none), none twice.
        taken: Codes that others have.

    Returns:
        (name, URN) -> code. Noise words are dropped; different names that would meet keep the
        words of their phase; those that meet even so (schools of one name) all get their URN
        behind it, and one without a URN gets none: it is left out.
    """
    wanted = list(dict.fromkeys(members))
    spellings: dict[str, set[str]] = defaultdict(set)
    for name, _ in wanted:
        spellings[_camel(name, _FORM | _PHASE)].add(spelt(name))
    used = {code.casefold() for code in taken} | _RESERVED
    codes: dict[tuple[str, str], str] = {}
    for noise in (_FORM | _PHASE, _FORM):
        alike: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for member in wanted:
            alike[_camel(member[0], noise).casefold()].append(member)
        codes |= {of[0]: _camel(of[0][0], noise) for code, of in alike.items() if len(of) == 1 and code not in used}
        used |= {code.casefold() for code in codes.values()}
        wanted = [member for member in wanted if member not in codes]
    for name, urn in sorted(wanted):
        short = _camel(name, _FORM | _PHASE)
        code = _with_urn(short if len(spellings[short]) == 1 else _camel(name, _FORM), urn)
        if code and code.casefold() not in used:
            codes[name, urn] = code
            used.add(code.casefold())
    return codes


def _with_urn(stem: str, urn: str) -> str:
    """A stem with a URN behind it; empty where there is none that fits."""
    digits = "".join(re.findall(r"[A-Za-z0-9]", urn, re.ASCII))
    code = f"{stem[: max(1, LONGEST_CODE - len(digits))]}{digits}"
    return code if digits and CODE.fullmatch(code) else ""


def _camel(name: str, noise: frozenset[str]) -> str:
    """A code of a name's words in ASCII, but for noise; "The" in front where it has to begin with a letter."""
    every = [plain for word in words(name) if (plain := word.encode("ascii", "ignore").decode())]
    kept = [word for word in every if word.casefold() not in noise] or every
    shouting = name.isupper()
    code = ""
    for word in kept:
        part = word.capitalize() if shouting or word.islower() else word[0].upper() + word[1:]
        if code and len(code) + len(part) > LONGEST_CODE:
            break
        code += part
    return (code if code[:1].isalpha() else f"The{code}")[:LONGEST_CODE]


class Names:
    """Whom a spelling means: a code, a full name, a URN or an alias, or what is one member's alone."""

    def __init__(self, members: Mapping[str, Member]) -> None:
        """Take the members by code."""
        self._codes = {FUND, *members}
        self._exact: dict[str, set[str]] = defaultdict(set)
        self._loose: dict[str, set[str]] = defaultdict(set)
        self._phases: dict[str, set[str]] = defaultdict(set)
        self._shown: dict[str, list[str]] = defaultdict(list)
        for text in FUND_NAMES:
            self._exact[text].add(FUND)
        for code, member in members.items():
            for text in (code, member.name, *member.alias, *re.findall(r"\d+", member.urn)):
                if spelt(text):
                    self._exact[spelt(text)].add(code)
                    self._loose[folded(text)].add(code)
                    self._phases[code] |= _phases(text)
            for key in {spelt(member.name), folded(member.name), spelt(code)} - {""}:
                self._shown[key].append(f"{member.name or code} ({code})")

    def find(self, text: str) -> str | None:
        """The code of the entity that a spelling means; None where it is nobody's or several's."""
        if text in self._codes:
            return text
        codes = self._meant(text)
        return next(iter(codes)) if len(codes) == 1 else None

    def called(self, text: str) -> frozenset[str]:
        """Everyone whose code, name, URN or alias a spelling is, but for case, punctuation and spaces."""
        return frozenset(self._exact.get(spelt(text), ()))

    def _meant(self, text: str) -> set[str]:
        """Everyone that a spelling could mean; a loose one of another phase means nobody."""
        exact, loose = self._exact.get(spelt(text), set()), self._loose.get(folded(text), set())
        return exact or (loose if any(self._agrees(text, code) for code in loose) else set())

    def _agrees(self, text: str, code: str) -> bool:
        """Whether a spelling and a member's names share a phase, or one side tells none."""
        said, known = _phases(text), self._phases[code]
        return not said or not known or not said.isdisjoint(known)

    def complaint(self, text: str) -> str:
        """What is wrong with a spelling that ``find`` does not know, and the nearest it could mean."""
        several = self._meant(text)
        if several:
            return f"could be {' or '.join(sorted(several))}; write the member code"
        near = (folded(text), *difflib.get_close_matches(spelt(text), self._shown, n=3))
        members = dict.fromkeys(member for key in near for member in self._shown.get(key, ()))
        hint = f"; nearest: {', '.join(members)}" if members else ""
        return f"no member of that name{hint}"
