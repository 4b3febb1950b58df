import pytest

from nesa_fund.actions.papers import LONGEST_NAME, Paper, keep, safe_name
from nesa_fund.problems import InputError


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("minute.pdf", "minute.pdf"),
        ("/srv/clerk/minute.pdf", "minute.pdf"),
        ("C:\\Papers\\minute.pdf", "minute.pdf"),
        ("../../etc/passwd", "passwd"),
        (".hidden. ", "hidden"),
        ("a, b: [c]?.pdf", "a_ b_ _c__.pdf"),
        ("shot 3.04 PM.png", "shot 3.04 PM.png"),
        ("cafe\u0301.pdf", "café.pdf"),
        ("x" * 300 + ".pdf", "x" * (LONGEST_NAME - 4) + ".pdf"),
        ("console.txt", "console.txt"),
    ],
)
def test_a_name_is_made_safe(given, kept):
    assert safe_name(given, ()) == kept


@pytest.mark.parametrize(
    "name", ["", "..", "dir/", "a\nb.pdf", "a\u202eb.pdf", "\udcff.pdf", "CON", "nul.pdf", "Com1.tar.gz"]
)
def test_a_name_that_can_not_be_safe_is_refused(name):
    with pytest.raises(InputError):
        safe_name(name, ())


def test_names_that_meet_ignoring_case_are_numbered():
    kept = keep([Paper("A.pdf", b"1"), Paper("a.PDF", b"2"), Paper("x/a.pdf", b"3")], taken=["command.json"])
    assert kept.sources == {"A.pdf": b"1", "a-2.PDF": b"2", "a-3.pdf": b"3"}
    assert kept.names == {"A.pdf": "A.pdf", "a-2.PDF": "a.PDF", "a-3.pdf": "a.pdf"}
    assert keep([Paper("Command.json", b"")], taken=["command.json"]).cited == "Command-2.json"
