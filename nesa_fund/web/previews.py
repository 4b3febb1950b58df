"""What an import would record, in the words of its pages; the command line says the same in lines."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from importers.seen import HOW
from nesa_fund.actions.import_sheets import Imported
from nesa_fund.money import format_pounds
from nesa_fund.problems import Problem
from nesa_fund.web.fields import in_fields, in_words
from nesa_fund.web.forms import Fault
from nesa_fund.web.meant import Meant, meant_of
from reports.words import plain

SHOWN_PROBLEMS, SHOWN_ROWS = 50, 200
_LONGEST_IN_SUMMARY = 20


class Pair(NamedTuple):
    """How much one member would owe another by what is new."""

    debtor: str
    creditor: str
    amount: str


class Breach(NamedTuple):
    """What a rule of the charter would find."""

    rule: str
    message: str
    remedy: str


class Preview(NamedTuple):
    """What a page says of an import: what is wrong, else what it would record.

    ``sheets`` are read as what, with how many rows; ``unread`` are sentences on what isn't read;
    ``breaches`` are those in what is new, ``elsewhere`` how many others stand; ``questions`` how many of a
    bank's lines somebody has to answer; ``meant`` is what would be added.
    """

    problems: tuple[Problem, ...]
    more: int
    sheets: tuple[tuple[str, str, int], ...]
    unread: tuple[str, ...]
    readings: tuple[str, ...]
    counts: tuple[tuple[str, int, int, str], ...]
    pairs: tuple[Pair, ...]
    total: str
    new: int
    is_judged: bool
    breaches: tuple[Breach, ...]
    elsewhere: int
    questions: int
    meant: Meant

    @property
    def names_field(self) -> bool:
        """Whether a remedy is a field of the form that says how the sheets are to be read."""
        return any(piece.field for one in self.problems for piece in in_fields(one.message))


def preview_of(imported: Imported, name: Callable[[str], str], *, is_judged: bool) -> Preview:
    """What came of a preview, for a page; ``name`` tells what people call one, ``is_judged`` if the charter was run."""
    here = [one for one in imported.charter if one[1].finding.place.batch >= imported.next_batch]
    breaches = [Breach(rule, plain(one.finding.message), plain(in_words(one.finding.remedy))) for rule, one in here]
    drop = imported.drop
    return Preview(
        problems=imported.problems[:SHOWN_PROBLEMS],
        more=max(0, len(imported.problems) - SHOWN_PROBLEMS),
        sheets=tuple((one.title, one.kind.title, one.count) for one in drop.sheets) if drop else (),
        unread=_unread(imported),
        readings=tuple(map(in_words, imported.readings[:SHOWN_ROWS])),
        counts=tuple(
            (title, tally.new, tally.present, format_pounds(tally.pence) if tally.pence else "")
            for title, tally in imported.tallies.items()
        ),
        pairs=tuple(
            Pair(name(debtor), name(creditor), format_pounds(pence))
            for (creditor, debtor), pence in sorted(imported.pairs.items())
        ),
        total=format_pounds(imported.total_pence),
        new=imported.new,
        is_judged=is_judged,
        breaches=tuple(breaches[:SHOWN_ROWS]),
        elsewhere=len(imported.charter) - len(here),
        questions=len(imported.questions),
        meant=meant_of(imported.meant[1], imported.meant[0].register, name) if imported.meant else Meant(),
    )


def faults_of(preview: Preview) -> Sequence[Fault]:
    """The summary of what is wrong, each line a link to its row."""
    faults = [Fault(f"row-{n}", _said(one)) for n, one in enumerate(preview.problems[:_LONGEST_IN_SUMMARY], 1)]
    rest = len(preview.problems) + preview.more - len(faults)
    return [*faults, Fault("wrong", f"and {rest} more")] if rest else faults


def _said(problem: Problem) -> str:
    place = ", ".join(part for part in (problem.file, problem.sheet, problem.cell) if part)
    said = in_words(problem.message)
    return plain(f"{place}: {said}" if place else said)


def _unread(imported: Imported) -> tuple[str, ...]:
    if imported.drop is None:
        return ()
    aside = [f"{title} is not read: it is no kind of sheet known here" for title in imported.drop.left_aside]
    hidden = [f"{title} is a hidden sheet, not read; {in_words(HOW)}" for title in imported.drop.hidden]
    blank = [f"Nothing is filled in on {title}" for title in imported.drop.blank]
    return (*aside, *hidden, *blank)
