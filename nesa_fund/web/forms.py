"""Forms that only our own pages send: their token, what is wrong in them, and the pages that they stand on."""

import secrets
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from flask import abort, current_app, request, session

LARGEST_FORM = 64 * 1024
LARGEST_UPLOAD = 20 * 1024 * 1024
"""Bytes of all files of one form together."""

_READ_AT_ONCE = 4 * LARGEST_FORM  # A file is read in parts of 64 KB, each with what is left of the one before.


class Fault(NamedTuple):
    """What is wrong with a form: the id of the field or row that it leads to, and what is said."""

    of: str
    said: str


def form_token() -> str:
    """The token of this visitor's forms, made when a form is first drawn."""
    if "form" not in session:
        session["form"] = secrets.token_urlsafe(24)
    return str(session["form"])


def refuse_foreign(sent: Mapping[str, str] | None = None) -> None:
    """Refuse a form, or what a link ``sent``, that is another site's, or that none of our pages drew."""
    origin, known = request.headers.get("Origin"), session.get("form", "")
    is_ours = origin is None or origin.rpartition("//")[2].casefold() == request.host.casefold()
    is_from_here = request.headers.get("Sec-Fetch-Site", "same-origin") in {"same-origin", "none"}
    given = (request.form if sent is None else sent).get("form", "")
    if not (is_ours and is_from_here and known and secrets.compare_digest(given.encode(), known.encode())):
        abort(404)


def is_too_large() -> bool:
    """Let a form of this request bring files; whether they are more than it may bring, so that none is read."""
    request.max_content_length = LARGEST_UPLOAD
    request.max_form_memory_size = _READ_AT_ONCE
    return (request.content_length or 0) > LARGEST_UPLOAD


def draw(template: str, alliance: str, problems: Sequence[tuple[str, str]] = (), **more: object) -> str:
    """A page of ours that is none of Fava's: Fava's own way would ask which ledger is meant."""
    return current_app.jinja_env.get_template(template).render(alliance=alliance, problems=problems, **more)
