"""The link of a contribution tells its year, its member and its part; no other link is taken for one."""

import pytest

from nesa_fund.charges import contribution_link, of_contribution


@pytest.mark.parametrize("part", ["1", "12", "closing", "closing2", "surplus"])
def test_the_link_of_a_contribution_tells_what_it_is_of(part):
    assert of_contribution(contribution_link("2025-26", "Elm2", part)) == ("2025-26", "Elm2", part)


@pytest.mark.parametrize("link", ["Fund-2025-26-14", "Fund-NN-881", "Hartside-2025-26-0012", "Fund-2025-26-Elm-closed"])
def test_no_other_link_is_taken_for_that_of_a_contribution(link):
    assert of_contribution(link) is None
