"""``nesa reverse`` and ``nesa strike``: what was recorded wrongly is taken back."""

from pathlib import Path

import click

from nesa_fund.actions.reverse import TakingBack, reverse
from nesa_fund.actions.strike import Striking, strike
from nesa_fund.batches import Signature
from nesa_fund.cli.options import signed, today, with_evidence
from nesa_fund.cli.recording import papers_of, say_batch
from nesa_fund.cli.screen import say
from nesa_fund.closing import fact_in_words
from nesa_fund.facts import Fact
from nesa_fund.money import format_pounds
from nesa_fund.register import Register


@click.command("reverse")
@click.argument("batch", type=int)
@click.option(
    "--row", "rows", multiple=True, metavar="SOURCE",
    help='One row alone: "Invoices!A14", or its open item, as Hartside-0012. May be repeated.',
)  # fmt: skip
@click.option("--reason", required=True, help="Why it is taken back.")
@click.option("--minute", default="", help="The minute that says so.")
@with_evidence
@signed
@click.pass_obj
def reverse_command(
    root: Path,
    batch: int,
    rows: tuple[str, ...],
    reason: str,
    minute: str,
    evidence: tuple[Path, ...],
    signature: Signature,
    note: str,
) -> None:
    """Take BATCH back, or some of its rows: each entry is repeated with its signs turned.

    Of a whole batch the facts are struck too. What is taken back can then be imported right.

    Example: nesa reverse 7 --row "Invoices!A14" --reason "the amount was mistyped"
    """
    wanted = TakingBack(batch, reason, rows, minute)
    done = reverse(root, wanted, today(), signature, papers_of(evidence), note)
    taken = done.decided
    say(
        f"Taken back of batch {batch}: {_counted(len(taken.undone), 'entry', 'entries')}, {format_pounds(taken.pence)}."
    )
    for link in dict.fromkeys(one.link for one in taken.undone):
        say(f"  {link}")
    for fact in taken.facts:
        say(f"  {fact_in_words(done.ledger.register, fact)} counts no more{_again(done.ledger.register, fact)}")
    for line in taken.standing:
        say(f"  {line}")
    say_batch(done)
    if any(not one.meta["source"].startswith("command.json") for one in taken.undone):
        say("Next: import the rows right, under the same numbers.")


@click.command("strike")
@click.argument("batch", type=int)
@click.argument("source")
@click.option("--reason", required=True, help="Why it counts no more.")
@click.option("--minute", default="", help="The minute that says so.")
@with_evidence
@signed
@click.pass_obj
def strike_command(
    root: Path,
    batch: int,
    source: str,
    reason: str,
    minute: str,
    evidence: tuple[Path, ...],
    signature: Signature,
    note: str,
) -> None:
    """Let the fact that BATCH recorded from SOURCE count no more.

    It is refused while something rests on it, by name.

    Example: nesa strike 3 "Rolls!A5" --reason "another school's roll"
    """
    done = strike(root, Striking(batch, source, reason, minute), today(), signature, papers_of(evidence), note)
    for fact in done.decided:
        what = _capital(fact_in_words(done.ledger.register, fact))
        say(f"{what}, of batch {batch}, counts no more{_again(done.ledger.register, fact)}.")
        if fact.corrects:
            say(
                f"  what it corrected, of batch {fact.corrects.split(' ', 1)[0]}, does not count again; record it right"
            )
    say_batch(done)


def _again(register: Register, fact: Fact) -> str:
    """What counts in the place of a fact that was struck, where an earlier batch said it otherwise."""
    known = register.slots.get(fact.slot)
    return f"; what batch {known.place.batch} says of it counts" if known else ""


def _counted(count: int, one: str, several: str) -> str:
    return f"{count} {one if count == 1 else several}"


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
