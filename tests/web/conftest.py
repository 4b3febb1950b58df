import pytest

import provider as services
from elsewhere import ANN, Clock, served_by
from planted import alliance_with_secrets
from served import Site, answering


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The example alliance with Coquet's secrets in it, and somebody of every role; for tests that change nothing."""
    return Site(alliance_with_secrets(tmp_path_factory.mktemp("served")))


@pytest.fixture
def own_site(tmp_path):
    """The same for one test that changes it."""
    return Site(alliance_with_secrets(tmp_path))


@pytest.fixture(scope="module")
def clock():
    return Clock()


@pytest.fixture(scope="module")
def service(clock):
    with services.answering(clock) as found:
        yield found


@pytest.fixture
def provider(service):
    """A service that behaves, until a test says otherwise."""
    service.behave()
    return service


@pytest.fixture(scope="module")
def kept_northern(tmp_path_factory, service, clock):
    return served_by(tmp_path_factory.mktemp("elsewhere"), service, clock)


@pytest.fixture
def northern(kept_northern, provider, clock):
    """The example with a service that signs people in, of which ann has an account; for tests that change nobody."""
    assert provider.subject == ANN
    clock.site = kept_northern
    kept_northern.pass_by(hours=2)  # What the service said of itself is asked anew.
    with kept_northern.people.db() as db:
        db.execute("delete from failure")
        db.execute("delete from log")
    return kept_northern


@pytest.fixture
def own_northern(tmp_path, provider, clock):
    """The same for one test that changes it."""
    return served_by(tmp_path, provider, clock)


@pytest.fixture
def served(own_site):
    """The same, answering on an address of this machine: the site and the address."""
    with answering(own_site) as address:
        yield own_site, address


@pytest.fixture(scope="module")
def browser():
    """A real browser without a window."""
    from browser import a_browser  # What it needs is read only where there is one to be driven.

    with a_browser() as found:
        yield found
