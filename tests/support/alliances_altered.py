"""Honest books with something altered at random: an amount, a day, a link, an account, a key, or a fact."""

from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from random import Random

from alliances_office import Made, Recorded
from nesa_fund.entries import FUND, Posting, Transaction
from nesa_fund.facts import Agreement, Confirmation, Grant, Member, Roll, Schedule

KEYS = ("event", "agreement", "usage", "census", "instalment", "year", "reason", "plan", "grant", "minute", "reverses",
        "vat", "supplied", "due")  # fmt: skip
FACTS = (Agreement, Confirmation, Grant, Roll, Schedule)


def altered(made: Made, random: Random, times: int = 1) -> tuple[Made, list[str]]:
    """The same alliance with some alterations, and what they are."""
    told = []
    for _ in range(times):
        made, what = _altered(made, random)
        told.append(what)
    return made, told


def _altered(made: Made, random: Random) -> tuple[Made, str]:
    if random.random() < 0.12:
        return _with_other_fact(made, random)
    number, at = _somewhere(made, random)
    entries = list(made.batches[number].draft.transactions)
    act = random.choice((_amount, _amount, _day, _link, _account, _key, _dropped, _payee))
    partner = _partner(entries, at) if random.random() < 0.5 else None
    seed = random.random()
    for where in sorted({at, *([partner] if partner is not None else [])}, reverse=True):
        changed = act(made, entries[where], Random(seed))  # noqa: S311  # The same change in both books.
        entries[where : where + 1] = [changed] if changed else []
    what = f"{act.__name__[1:]} of {made.batches[number].draft.transactions[at].link} in batch {number + 1}"
    both = " in both books" if partner is not None else ""
    return _with(made, number, transactions=tuple(entries)), what + both


def _somewhere(made: Made, random: Random) -> tuple[int, int]:
    """The batch and the place in it of an entry: of each event alike, of the Fund's own entries more often."""
    places: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for number, batch in enumerate(made.batches):
        for at, one in enumerate(batch.draft.transactions):
            places[one.meta.get("event", "")].append((number, at))
            places[f"{one.meta.get('event', '')} of the Fund" if one.entity == FUND else "any"].append((number, at))
    return random.choice(places[random.choice(sorted(places))])


def _with(made: Made, number: int, **changed: object) -> Made:
    batch = made.batches[number]
    batches = (
        *made.batches[:number],
        Recorded(replace(batch.draft, **changed), batch.day),
        *made.batches[number + 1 :],
    )
    return Made(batches, made.last)


def _partner(entries: list[Transaction], at: int) -> int | None:
    """The other book's entry of the same dealing."""
    one = entries[at]
    alike = [n for n, other in enumerate(entries) if n != at and (other.day, other.link) == (one.day, one.link)
             and other.meta.get("event") == one.meta.get("event")]  # fmt: skip
    return alike[0] if alike else None


def _payee(made: Made, one: Transaction, random: Random) -> Transaction:
    """Whom it was with: a member by its alias, or anybody."""
    members = [fact.alias[0] for batch in made.batches for fact in batch.draft.facts
               if isinstance(fact, Member) and fact.alias]  # fmt: skip
    return replace(one, payee=random.choice((*members, "North Net Ltd", "Fund")))


def _dropped(_made: Made, _one: Transaction, _random: Random) -> None:
    return None


def _amount(_made: Made, one: Transaction, random: Random) -> Transaction:
    """By a penny or more: of one posting alone, or of two that still balance."""
    pence = random.choice((1, -1, 1, -1, 100, -5000, 900_000))
    postings = list(one.postings)
    some = random.sample(range(len(postings)), min(2, len(postings))) if random.random() < 0.8 else [0]
    for sign, n in zip((1, -1), some, strict=False):
        postings[n] = postings[n]._replace(pence=postings[n].pence + sign * pence)
    return replace(one, postings=tuple(postings))


def _day(_made: Made, one: Transaction, random: Random) -> Transaction:
    return replace(one, day=one.day + timedelta(random.choice((1, -1, 3, 30, -30, 61, 100, -200, 150))))


def _link(made: Made, one: Transaction, random: Random) -> Transaction:
    links = [entry.link for batch in made.batches for entry in batch.draft.transactions]
    return replace(one, link=random.choice((*random.sample(links, 3), f"{one.link}x")))


def _account(made: Made, one: Transaction, random: Random) -> Transaction:
    """Another account for a posting: of the same book, or of any."""
    accounts = [posting.account for batch in made.batches for entry in batch.draft.transactions
                for posting in entry.postings if random.random() < 0.2 or entry.entity == one.entity]  # fmt: skip
    postings = list(one.postings)
    n = random.randrange(len(postings))
    postings[n] = Posting(random.choice(accounts), postings[n].pence, postings[n].commodity)
    return replace(one, postings=tuple(postings))


def _key(made: Made, one: Transaction, random: Random) -> Transaction:
    """A key that is left out, or says what it says elsewhere."""
    keys = [key for key in KEYS if key in one.meta]
    key = random.choice(keys)
    others = [entry.meta[key] for batch in made.batches for entry in batch.draft.transactions if key in entry.meta]
    said = random.choice(("", *random.sample(others, min(3, len(others)))))
    meta = {**one.meta, key: said}
    return replace(one, meta={key: text for key, text in meta.items() if text})


def _with_other_fact(made: Made, random: Random) -> tuple[Made, str]:
    kind = random.choice(FACTS)
    places = [(n, at) for n, batch in enumerate(made.batches) for at, fact in enumerate(batch.draft.facts)
              if isinstance(fact, kind)]  # fmt: skip
    number, at = random.choice(places)
    facts = list(made.batches[number].draft.facts)
    facts[at] = _other(facts[at], random)
    return _with(made, number, facts=tuple(facts)), f"{kind.TYPE} in batch {number + 1}"


def _other(fact, random: Random):
    pence = random.choice((1, -1, 100, -100))
    match fact:
        case Roll():
            return replace(fact, pupils=max(Fraction(1), fact.pupils + random.choice((1, -1, 20))))
        case Confirmation():
            return replace(
                fact, **random.choice(({"amount": fact.amount + pence}, {"quorate": False}, {"purpose": ""}))
            )
        case Grant():
            later = {"until": (fact.until or fact.day) - timedelta(random.choice((1, 200)))}
            return replace(fact, **random.choice(({"amount": fact.amount - 500_00}, later, {"paid": "advance"})))
        case Schedule():
            return replace(fact, total=fact.total + pence)
    return replace(fact, **random.choice(({"customers": fact.customers[1:]}, {"share": "equal"}, {"leaver": "stays"})))
