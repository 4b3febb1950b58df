"""A ledger for statements."""

import pytest

from accounts import charged


@pytest.fixture
def root(tmp_path):
    return charged(tmp_path / "ledger")
