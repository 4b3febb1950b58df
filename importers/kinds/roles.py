"""Roles, not people: what a sheet may say of whom to ask, and what of a person it may not."""

import re

from importers.desk import Desk
from importers.rows import Row

_ADDRESS = re.compile(r"\S@\S")
_NUMBER = re.compile(r"(?:\d[ ().-]{0,2}){7,}", re.ASCII)
_TITLED = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr)\b\.? +\w", re.IGNORECASE)


def is_role(desk: Desk, row: Row, column: str, text: str) -> bool:
    """Whether a cell can be a role; a problem where it holds a person's name, address or number."""
    for pattern, fault in ((_ADDRESS, "an e-mail address"), (_NUMBER, "a phone number"), (_TITLED, "a person's name")):
        if pattern.search(text):
            desk.problem(
                row, column, f"holds {fault}; personal data stay out: write a role, like School Business Manager"
            )
            return False
    return True
