"""The house stays tidy: what is shipped, what is pinned, what is written down, and how long a file may grow."""

import ast
import re
import subprocess
import sys
import tomllib
from itertools import chain
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[1]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PACKAGES = {"nesa_fund", "importers", "reports"}
LAYERS, PURE = PYPROJECT["tool"]["importlinter"]["contracts"]
PIN = re.compile(r"([a-z0-9]+(?:-[a-z0-9]+)*)==[0-9]+(?:\.[0-9]+)*(?:\.post[0-9]+)?")
OF_ONE_MACHINE = re.compile(r"(?<![\w.])/(?:root|home|opt|Users)/\w|[A-Z]:\\{1,2}Users\\|" + re.escape(f"{ROOT}/"))
REGISTRY = re.compile(r"\bpypi\.|pythonhosted\.|(?:index|find)-(?:url|links)")


def house_files() -> list[Path]:
    """Every file of the project that is tracked, or would be by the next commit."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        encoding="utf-8",
    ).stdout
    return [ROOT / name for name in sorted(set(listed.split("\0"))) if name and (ROOT / name).is_file()]


def declared() -> set[str]:
    project = PYPROJECT["project"]
    extras = project["optional-dependencies"]
    wanted = project["dependencies"] + extras["oidc"] + extras["test"]
    return {re.sub(r"[-_.]+", "-", re.match(r"[\w.-]+", line)[0]).lower() for line in wanted}


def layers() -> list[list[str]]:
    """The layers as pyproject.toml has them, highest first, without the brackets of what may be missing."""
    return [[name.strip(" ()") for name in layer.split("|")] for layer in LAYERS["layers"]]


@pytest.fixture(scope="module")
def shipped(tmp_path_factory):
    """The files in the wheel, but for those that describe the wheel itself."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    return {name for name in ZipFile(wheel).namelist() if ".dist-info/" not in name}


def test_the_wheel_installs_three_top_level_names_and_no_other(shipped):
    assert {name.split("/")[0] for name in shipped} == PACKAGES


def test_the_wheel_carries_every_file_of_its_packages(shipped):
    ours = {path.relative_to(ROOT).as_posix() for path in house_files()}
    assert shipped == {name for name in ours if name.split("/")[0] in PACKAGES}


def test_no_python_file_is_longer_than_320_lines():
    lengths = {path: len(path.read_bytes().splitlines()) for path in house_files() if path.suffix == ".py"}
    assert {path: length for path, length in lengths.items() if length > 320} == {}


def test_the_gate_ends_with_the_test_line_of_the_readme():
    readme = (ROOT / "README.md").read_text("utf-8").splitlines()
    (line,) = [line for line in readme if line.startswith("python3 -m venv") and "pytest" in line]
    assert (ROOT / ".ci/run").read_text("utf-8").splitlines()[-1] == line


def test_every_dependency_has_its_reason_written_down():
    reasons = (ROOT / "docs/decisions/0002-dependencies.md").read_text("utf-8")
    explained = {name.lower() for name in re.findall(r"^\| \[?`([\w.-]+)`", reasons, re.MULTILINE)}
    assert declared() == explained


def test_the_tests_need_whatever_an_extra_brings():
    extras = PYPROJECT["project"]["optional-dependencies"]
    assert set(extras["oidc"]) <= set(extras["test"])


def test_constraints_are_exact_versions_in_order_and_nothing_else():
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    assert [line for line in lines if not PIN.fullmatch(line)] == []
    assert lines == sorted(set(lines))


def test_constraints_cover_every_declared_dependency():
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    assert declared() - {line.split("==")[0] for line in lines} == set()


@pytest.mark.parametrize("needed_on_windows", ["colorama", "tzdata"])
def test_constraints_cover_what_only_windows_installs(needed_on_windows):
    assert f"\n{needed_on_windows}==" in (ROOT / "constraints.txt").read_text("utf-8")


@pytest.mark.parametrize("never", [OF_ONE_MACHINE, REGISTRY], ids=["a path of one machine", "a package registry"])
def test_no_file_names(never):
    texts = {path: path.read_bytes() for path in house_files()}
    texts = {path: raw.decode("utf-8", "replace") for path, raw in texts.items() if b"\0" not in raw}
    assert {path: found[0] for path, text in texts.items() if (found := never.search(text))} == {}


@pytest.mark.parametrize(
    ("never", "text"),
    [
        (OF_ONE_MACHINE, 'open("/' + 'home/anna/rolls.xlsx")'),
        (OF_ONE_MACHINE, "C:" + "\\Users\\anna"),
        (REGISTRY, "https://files.python" + "hosted.org/x.whl"),
    ],
)
def test_what_no_file_may_name_is_recognised(never, text):
    assert never.search(text)


def test_tests_are_no_package():
    assert list((ROOT / "tests").rglob("__init__.py")) == []


def test_every_module_has_its_place_in_the_layers():
    inside = (path.relative_to(ROOT / "nesa_fund") for path in house_files() if path.is_relative_to(ROOT / "nesa_fund"))
    modules = {f"nesa_fund.{path.parts[0].removesuffix('.py')}" for path in inside if path.suffix == ".py"}
    assert modules - set(chain.from_iterable(layers())) == {"nesa_fund.__init__"}


def test_every_layer_below_the_statements_must_be_pure():
    (engine,) = [n for n, names in enumerate(layers()) if "nesa_fund.engine" in names]
    assert PURE["source_modules"] == [
        "nesa_fund.handover",
        "nesa_fund.packs",
        "nesa_fund.papers",
        "nesa_fund.statements",
        *chain.from_iterable(layers()[engine:]),
    ]


def test_the_architecture_page_shows_the_layers_that_are_enforced():
    page = (ROOT / "docs/ARCHITECTURE.md").read_text("utf-8")
    (block,) = re.findall(r"^```layers\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    assert block.splitlines() == [" | ".join(names) for names in layers()]


def test_what_is_imported_is_declared_and_what_is_declared_is_imported():
    names = {"argon2-cffi": "argon2", "python-calamine": "python_calamine", "xlsxwriter": "xlsxwriter"}
    project = PYPROJECT["project"]
    to_run = project["dependencies"] + project["optional-dependencies"]["oidc"]
    declared_to_run = {re.match(r"[\w.-]+", line)[0].lower() for line in to_run}
    modules = {names.get(name, name) for name in declared_to_run}
    shipped_code = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    trees = [ast.parse(path.read_text("utf-8")) for path in shipped_code]
    found = {name.split(".")[0] for tree in trees for node in ast.walk(tree) for name in _imported(node)}
    known = PACKAGES | set(sys.stdlib_module_names) | {"pydantic_core"}  # Pydantic's own other half.
    assert found - known == modules


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
