"""A ledger for statements."""

import pytest

from accounts import charged
from made_once import made_once


@made_once
def _begun(root):
    return charged(root)


@pytest.fixture
def root(tmp_path):
    return _begun(tmp_path / "ledger")
