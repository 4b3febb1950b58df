"""How somebody says that their sheets are to be read: kept with a submission, and told whoever approves it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from importers.columns import AS_IT_STANDS, Layout
from importers.kinds import KINDS
from nesa_fund.actions.command import maybe_one_line
from nesa_fund.actions.import_sheets import Request, correction_of
from nesa_fund.actions.papers import Paper
from nesa_fund.web.submissions import Submission

_KEY = "reading"


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the options of ``nesa import`` say there.

    ``columns``: the kind whose columns the page shows, where the kind of the sheets is not said. ``aliases``:
    which of the files lists spellings, from 1; 0 for none.
    """

    kind: str = ""
    columns: str = ""
    layout: Layout = AS_IT_STANDS
    hidden: bool = False
    copies: bool = False
    strict: bool = False
    correct: bool = False
    reason: str = ""
    minute: str = ""
    aliases: int = 0
    use_map: str = ""
    save_map: str = ""

    def kept_in(self, asked: Mapping[str, Any], **more: object) -> dict[str, Any]:
        """What is kept with a submission, with this in it, and whatever more is said of how it came."""
        return {**asked, _KEY: {**asked.get(_KEY, {}), **asdict(self), **more}}

    def request(self, papers: Sequence[Paper], as_at: date, note: str = "") -> Request:
        """What the import is asked.

        Raises:
            InputError: It can't be asked so.
        """
        return Request(
            files=[paper for n, paper in enumerate(papers, 1) if n != self.aliases],
            as_at=as_at,
            kind=self.kind or None,
            layout=self.layout,
            correction=correction_of(self.reason, self.minute, wanted=self.correct),
            note=note,
            include_hidden=self.hidden,
            aliases=papers[self.aliases - 1] if 0 < self.aliases <= len(papers) else None,
            use_map=maybe_one_line(self.use_map, "--use-map"),
            save_map=maybe_one_line(self.save_map, "--save-map"),
            drop_copies=self.copies,
            strict=self.strict,
        )


def chosen_for(submission: Submission) -> Chosen:
    """What was chosen for a submission."""
    kept = submission.asked.get(_KEY)
    if not kept:
        return Chosen()
    layout = kept["layout"]
    only = {name: tuple(values) for name, values in layout["only"].items()}
    told = Layout(layout["maps"], layout["sets"], tuple(layout["skip_blank"]), only)
    said = {field.name: kept[field.name] for field in fields(Chosen)}
    return Chosen(**{**said, "layout": told})


def is_typed(submission: Submission) -> bool:
    """Whether its first file is a sheet that was typed here."""
    return bool(submission.asked.get(_KEY, {}).get("is_typed"))


def said_of(submission: Submission) -> list[str]:
    """What was chosen for a submission, in words."""
    return list(_said(chosen_for(submission), [file.name for file in submission.files]))


def _said(chosen: Chosen, files: Sequence[str]) -> Iterator[str]:
    if chosen.kind:
        yield f"Every sheet is read as: {KINDS[chosen.kind].title}"
    if chosen.use_map:
        yield f"They are read as is remembered under “{chosen.use_map}”"
    yield from _said_of_columns(chosen.layout)
    for is_so, sentence in (
        (chosen.hidden, "Hidden sheets, rows and columns are read too"),
        (chosen.copies, "Exact copies of a charge are left out"),
        (chosen.strict, "What breaks the charter is refused"),
    ):
        if is_so:
            yield sentence
    if chosen.correct:
        minute = f" (minute {chosen.minute})" if chosen.minute else ""
        yield f"What is recorded otherwise is corrected: {chosen.reason}{minute}"
    if 0 < chosen.aliases <= len(files):
        yield f"{files[chosen.aliases - 1]} lists spellings of members, which are remembered"
    if chosen.save_map:
        yield f"This way of reading is remembered under “{chosen.save_map}”"


def _said_of_columns(layout: Layout) -> Iterator[str]:
    for name, header in layout.maps.items():
        yield f"{name} is what stands under “{header}”" if header else f"{name} is left unread"
    for name, value in layout.sets.items():
        yield f"{name} is “{value}” in every row"
    for name in layout.skip_blank:
        yield f"Rows that are blank in {name} are left out"
    for name, values in layout.only.items():
        yield f"Only rows are read that have in {name}: {', '.join(values)}"
