"""What tests do where people sign in by another service: a ledger with one, and the way there and back."""

import html
import re
from http.client import HTTPConnection
from urllib.parse import urlsplit

from brought import text
from nesa_fund.web.identities import bind
from nesa_fund.web.providers import read_providers
from planted import NOON, alliance_with_secrets
from served import HOME, Site

ANN = "subject-of-ann"
NORTHERN = "/signin/with/northern"


class Clock:
    """The moment, at the service as here."""

    site = None

    def __call__(self):
        return self.site.now if self.site else NOON


def served_by(folder, provider, clock, *, mfa=False):
    root = alliance_with_secrets(folder)
    site = Site(root, providers=read_providers([provider.settings(folder, mfa=mfa)], root))
    clock.site = site
    assert bind(site.people, site.people.invite("ann", site.now), provider.issuer, ANN, site.now)
    return site


def look(client, address):
    return client.get(address, base_url=HOME)


def link(page, provider="northern"):
    """Where a page of ours offers the service."""
    (found,) = re.findall(rf'href="(/signin/with/{provider}\?[^"]+)"', page.data.decode())
    return html.unescape(found)


def go(client, page="/signin"):
    """From a page of ours to the service and, as its browser is led, to the address that comes back."""
    left = look(client, link(look(client, page)))
    assert left.status_code == 303
    return led(left.headers["Location"])


def led(address):
    parts = urlsplit(address)
    connection = HTTPConnection(parts.netloc, timeout=30)
    connection.request("GET", f"{parts.path}?{parts.query}")
    location = urlsplit(connection.getresponse().headers["Location"])
    connection.close()
    assert f"{location.scheme}://{location.netloc}" == HOME
    return f"{location.path}?{location.query}"


def signed_in_as(client):
    found = re.search(rb"Signed in as (\w+)", client.get("/", base_url=HOME, follow_redirects=True).data)
    return found[1].decode() if found else None


def is_refused(site, client, answer, said, why, *, who="(nobody)"):  # noqa: PLR0913  # All that a refusal is.
    """A refusal lets nobody in, says one sentence that leads to a link, and stands in the log."""
    assert answer.status_code == 403
    assert "There is a problem" in text(answer)
    assert said in text(answer)
    assert re.findall(rb'<a href="#(\w+)"', answer.data) == [b"again"]
    assert signed_in_as(client) is None
    last = site.people.events(who)[-1]
    assert last.what == f"sign-in with Northern refused: {why}"
    return True
