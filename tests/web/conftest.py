import pytest

from planted import alliance_with_secrets
from served import Site


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The example alliance with Coquet's secrets in it, and somebody of every role; for tests that change nothing."""
    return Site(alliance_with_secrets(tmp_path_factory.mktemp("served")))


@pytest.fixture
def own_site(tmp_path):
    """The same for one test that changes it."""
    return Site(alliance_with_secrets(tmp_path))
