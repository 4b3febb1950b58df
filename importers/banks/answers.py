"""What somebody answers for a line of a statement, read from its cell, and the answers offered."""

import re
from typing import NamedTuple

from importers.cells import parts_of

YES = "yes"
HOLD, INTEREST, CHARGE, OTHER = "hold", "interest", "bank charge", "other income"
PLAN, GRANT, TRANSFER, RECORDED, ITEMS = "plan", "grant", "transfer", "as recorded", "items"
BECAUSE = " – "
"""Between an answer and what is said about it: that is not read."""
HOW = (
    "the number or link of what it settles (several between +), as recorded: LINK, plan LINE, grant GRANT, interest, "
    "bank charge, other income, transfer ACCOUNT, or hold: why"
)
_LED = re.compile(r"(hold|as recorded|plan|grant|transfer)\b\s*:?\s*(.*)", re.IGNORECASE)
_REFUND = re.compile(r"refund of\s+", re.IGNORECASE)
_ALONE = frozenset({INTEREST, CHARGE, OTHER, YES})


class Answer(NamedTuple):
    """What kind of answer, and of what: the line of the plan, the grant, the items, why it is held."""

    kind: str
    value: str = ""

    @property
    def items(self) -> tuple[str, ...]:
        """The items that it names, each once."""
        return tuple(dict.fromkeys(parts_of(self.value)))


def answer_of(text: str, we_think: str = "") -> Answer | None:
    """The answer in a cell; "yes" is what we think. None for a yes where nothing is thought."""
    led = _LED.fullmatch(text.strip())
    if led and led[1].casefold() == HOLD:
        return Answer(HOLD, led[2].strip())
    said = text.partition(BECAUSE)[0].strip()
    word = " ".join(said.casefold().split())
    if word == YES:
        return answer_of(we_think) if we_think.strip() and we_think.strip().casefold() != YES else None
    if word in _ALONE:
        return Answer(word)
    led = _LED.fullmatch(said)
    if led and (value := led[2].strip()):
        return Answer(led[1].casefold(), value)
    return Answer(ITEMS, _REFUND.sub("", said))
