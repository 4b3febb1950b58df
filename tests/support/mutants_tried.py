"""Change every comparison, limit and condition of the rules, one at a time, and see whether a test goes red.

A mutant is a module of the rules with one thing changed: ``<`` becomes ``<=``, a number one more or one less, ``and``
becomes ``or``, a ``not`` is gone. It takes the module's place in a process of its own, where the rule, or every rule
that rests on the module, is asked again what it says of its ledgers in tests/rules (tests/rules/told keeps that), and
then its tests there are run. What is still green has survived: a ledger lacks a case, or no test could tell the mutant
from the rule, and then it stands with the reason in ``equivalent.toml``.

Run by hand, for some modules or for all (some minutes; needs a system that forks, as Linux and macOS do):

    python tests/support/mutants_tried.py sub5_settled_in_time nights
    python tests/support/mutants_tried.py
"""

import importlib
import os
import re
import signal
import sys
from collections.abc import Iterable
from functools import cache
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import pytest

import told
from mutants import ROOT, RULES, Mutant, equivalents, modules, mutants, text, unchanged
from nesa_fund.book import Book

PACKAGE = "nesa_fund.rules"
TESTS = ROOT / "tests" / "rules"
PROCESSES = 2
LONGEST_SECONDS = 20, 180  # What works for so long, on the ledgers or on the tests, is seen.


class Instead(MetaPathFinder, Loader):
    """Finds one module in its changed form, and no other."""

    def __init__(self, mutant: Mutant) -> None:
        self.name, self.code = f"{PACKAGE}.{mutant.module}", mutant.compiled()

    def find_spec(self, fullname: str, *_: object) -> ModuleSpec | None:
        if fullname != self.name:
            return None
        spec = ModuleSpec(fullname, self, origin=self.code.co_filename)
        spec.has_location = True
        return spec

    def create_module(self, _spec: ModuleSpec) -> None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        exec(self.code, module.__dict__)  # noqa: S102  # Our own code, with one thing changed.


@cache
def resting_on(module: str) -> tuple[str, ...]:
    """The modules of the rules that import a module, or one that does; itself first."""
    found = [module]
    for one in found:
        asked = re.compile(rf"from {PACKAGE}\.{one} import")
        found += [name for name in modules() if name not in found and asked.search(text(RULES / f"{name}.py"))]
    return tuple(found)


@cache
def ledgers_of(rule_id: str) -> tuple[tuple[Book, str], ...]:
    """The books of a rule's ledgers, each with what is kept of what the rule says of it."""
    found = tuple((told.book_of(name), told.kept(name)) for name in told.names() if told.rule_id(name) == rule_id)
    for book, _ in found:
        told.told(told.RULES[rule_id], book, told.AS_AT)  # What a book works out once is there for every mutant then.
    return found


@cache
def tests_of(module: str) -> tuple[Path, ...]:
    """The tests of the rules that rest on a module, then the others that name one; none of those of all ledgers."""
    names = resting_on(module)
    ids = {name.partition("_")[0] for name in names if _has_rule(name)}
    asked = re.compile(rf"\b({'|'.join(names)})\b")
    paths = [path for path in sorted(TESTS.glob("test_*.py")) if path.stem not in {"test_fixtures", "test_told"}]
    own = [path for path in paths if path.stem.split("_")[1] in ids]
    return (*own, *(path for path in paths if path not in own and asked.search(text(path))))


def _has_rule(module: str) -> bool:
    return "\nRULE = Rule(" in text(RULES / f"{module}.py")


def is_green(mutant: Mutant, *, by_tests: bool = True) -> bool:
    """Whether the rules that rest on a mutant say of their ledgers what is kept, and their tests pass.

    The mutant takes its module's place for good: this is for a process that ends with it.
    """
    sys.meta_path.insert(0, Instead(mutant))
    signal.setitimer(signal.ITIMER_VIRTUAL, LONGEST_SECONDS[0])
    names = resting_on(mutant.module)
    _forget(f"{PACKAGE}.{name}" for name in names)
    for name in filter(_has_rule, names):
        rule = importlib.import_module(f"{PACKAGE}.{name}").RULE
        if any(told.told(rule, book, told.AS_AT) != kept for book, kept in ledgers_of(rule.id)):
            return False
    tests = tests_of(mutant.module) if by_tests else ()
    _forget([name for name, one in sys.modules.items() if _is_ours(one)])
    signal.setitimer(signal.ITIMER_VIRTUAL, LONGEST_SECONDS[1])
    options = ["-q", "-x", "-p", "no:cacheprovider", "-p", "no:xdist", "-o", "addopts=--import-mode=importlib"]
    return not tests or pytest.main([*options, *map(str, tests)]) == 0


def _is_ours(module: ModuleType) -> bool:
    path = getattr(module, "__file__", None) or ""
    is_installed = Path(path).is_relative_to(sys.prefix)  # The environment may stand in the folder, too.
    return Path(path).is_relative_to(ROOT) and not is_installed and Path(path) != Path(__file__)


def _forget(names: Iterable[str]) -> None:
    for name in list(names):
        sys.modules.pop(name, None)


def survivors(made: Iterable[Mutant], *, by_tests: bool = True) -> list[Mutant]:
    """Those of some mutants that nothing sees, each tried in a process of its own."""
    running: dict[int, Mutant] = {}
    left = []

    def wait() -> None:
        pid, status = os.wait()
        mutant = running.pop(pid)
        left.extend([] if status else [mutant])

    for mutant in made:
        for name in filter(_has_rule, resting_on(mutant.module)):
            ledgers_of(told.rule_id(name))  # Read once, for all processes.
        running[_tried_apart(mutant, by_tests=by_tests)] = mutant
        if len(running) >= PROCESSES:
            wait()
    while running:
        wait()
    return sorted(left, key=lambda mutant: mutant.number)


def _tried_apart(mutant: Mutant, *, by_tests: bool) -> int:
    """Try a mutant in a process that ends with 0 if it is green; the number of the process."""
    sys.stdout.flush()
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        with Path(os.devnull).open("w") as nowhere:
            os.dup2(nowhere.fileno(), 1)
            os.dup2(nowhere.fileno(), 2)
        status = 0 if is_green(mutant, by_tests=by_tests) else 1
    finally:
        os._exit(status)


class Report(NamedTuple):
    """What came of a module's mutants: the survivors, and those that are listed as equivalent and are seen."""

    module: str
    mutants: int
    equivalent: int
    survivors: list[Mutant]
    seen: list[Mutant]

    def __str__(self) -> str:
        """A line for the module, and one for each mutant that is to be looked at."""
        killed = self.mutants - self.equivalent - len(self.survivors)
        counts = f"{self.mutants} mutants, {killed} seen, {self.equivalent} equivalent, {len(self.survivors)} survived"
        told_of = [*(f"survived: {one}" for one in self.survivors), *(f"not equivalent: {one}" for one in self.seen)]
        return "\n  ".join([f"{self.module}: {counts}", *told_of])


def report(module: str) -> Report:
    """Change a module in every way; what is listed as equivalent is asked of the ledgers alone."""
    assert survivors([unchanged(module)]), f"{module} is red as it is"
    made, listed = list(mutants(module)), equivalents()
    known = [mutant for mutant in made if mutant.key in listed]
    unseen = {mutant.key for mutant in survivors(known, by_tests=False)}
    left = survivors(mutant for mutant in made if mutant.key not in listed)
    return Report(module, len(made), len(known), left, [mutant for mutant in known if mutant.key not in unseen])


def main() -> None:
    """Report the mutants of some modules, or of all."""
    for module in sys.argv[1:] or modules():
        sys.stdout.write(f"{report(module)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
