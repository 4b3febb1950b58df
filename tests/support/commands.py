"""The command as it is run, whole."""

import pytest

from nesa_fund.cli import main


def run(*args):
    """The exit code of one command."""
    with pytest.raises(SystemExit) as ended:
        main(list(args))
    return ended.value.code
