"""The checkout itself: what must hold of every file, and that what the pages say is there is there."""

import fnmatch
import os
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestration.cli import build_parser
from orchestration.publication.tables import TABLES
from orchestration.settings import PROJECT_ROOT, Settings

READMES = ("README.md", "README.vi.md")
MAX_BYTES = 1024 * 1024
MAX_PYTHON_LINES = 300
# A folder of somebody's machine; URLs and shebangs have other beginnings.
MACHINE_PATH = re.compile(r"(?<![\w.:/<-])/(?:home|root|work|tmp|Users|mnt|private|opt)/[\w.-]+")

NOW = re.compile(r"\$\((?:TZ=\S+ )?date \+%FT%T\)")


def _is_ignored(path: Path, patterns: list[str]) -> bool:
    """As git reads .gitignore, for the kinds of pattern that stand in ours."""
    relative = path.relative_to(PROJECT_ROOT).as_posix()
    verdict = False
    for pattern in patterns:
        wanted = pattern.removeprefix("!").rstrip("/")
        subject = relative if "/" in wanted else path.name
        if fnmatch.fnmatchcase(subject, wanted) and (path.is_dir() or not pattern.endswith("/")):
            verdict = not pattern.startswith("!")
    return verdict


def _own_files() -> Iterator[Path]:
    """Every file of the checkout that git does not ignore; works in an unpacked archive too."""
    patterns = (PROJECT_ROOT / ".gitignore").read_text(encoding="utf-8").split()
    for folder, folders, files in os.walk(PROJECT_ROOT):
        here = Path(folder)
        folders[:] = [name for name in folders if name != ".git" and not _is_ignored(here / name, patterns)]
        yield from (here / name for name in files if not _is_ignored(here / name, patterns))


def _text(name: str) -> str:
    return (PROJECT_ROOT / name).read_text(encoding="utf-8")


def _shell_lines(page: str) -> list[str]:
    """The commands of a page's `sh` blocks, without prompts, variables before them and comments.

    The moment that a command asks `date` for is one of those that it may give.
    """
    blocks = re.findall(r"^```sh\n(.*?)^```", NOW.sub("2024-01-01T06:30:26", page), re.DOTALL | re.MULTILINE)
    return [line.strip() for block in blocks for line in block.splitlines() if line.strip()]


def _motcua_calls(page: str) -> list[list[str]]:
    """The arguments of each `motcua` in the page's `sh` blocks."""
    calls = []
    for line in _shell_lines(page):
        words = shlex.split(line, comments=True)
        places = [place for place, word in enumerate(words) if Path(word).name == "motcua"]
        calls += [words[place + 1 :] for place in places[:1]]
    return calls


def _commands() -> set[str]:
    """The commands that `motcua --help` lists."""
    return set(re.findall(r"^ {4}([a-z]+)\s", build_parser().format_help(), re.MULTILINE))


def _is_accepted(words: list[str]) -> bool:
    """Whether the command takes these arguments; `--help` ends it well."""
    try:
        build_parser().parse_args(words)
    except SystemExit as end:
        return not end.code
    return True


def _settings() -> set[str]:
    return {f"MOTCUA_{name.upper()}" for name in Settings.model_fields}


def test_the_walk_sees_the_project_and_not_what_is_made() -> None:
    seen = {path.relative_to(PROJECT_ROOT).as_posix() for path in _own_files()}
    assert {"pyproject.toml", ".ci/run", "orchestration/settings.py", "warehouse/README.md"} <= seen
    assert not [path for path in seen if path.startswith((".venv/", ".git/", "warehouse/published"))]


def test_no_file_is_large() -> None:
    assert [str(path) for path in _own_files() if path.stat().st_size > MAX_BYTES] == []


def test_no_file_names_a_folder_of_one_machine() -> None:
    found = []
    for path in _own_files():
        for number, line in enumerate(path.read_bytes().decode("utf-8", "ignore").splitlines(), start=1):
            found += [f"{path}:{number}: {hit}" for hit in MACHINE_PATH.findall(line)]
    assert found == []


def test_python_files_are_short() -> None:
    lengths = {path: len(path.read_bytes().splitlines()) for path in _own_files() if path.suffix == ".py"}
    assert [f"{path}: {lines}" for path, lines in lengths.items() if lines > MAX_PYTHON_LINES] == []


@pytest.mark.parametrize("page", READMES)
def test_the_commands_of_a_page_can_be_given(page: str) -> None:
    calls = _motcua_calls(_text(page))
    assert calls
    assert [words for words in calls if not _is_accepted(words)] == []


@pytest.mark.parametrize("page", READMES)
def test_a_page_names_every_command(page: str) -> None:
    missing = {name for name in _commands() if f"`motcua {name}" not in _text(page)}
    assert _commands()
    assert missing == set()


@pytest.mark.parametrize("page", READMES)
def test_a_page_names_every_published_table(page: str) -> None:
    names = {table.name.removeprefix("marts.") for table in TABLES}
    views = {path.stem.removeprefix("mart_") for path in (PROJECT_ROOT / "dbt_project/models/marts").glob("*.sql")}
    assert {name for name in names | views if f"`{name}`" not in _text(page)} == set()


@pytest.mark.parametrize("page", [*READMES, ".env.example"])
def test_a_page_names_every_setting_and_no_other(page: str) -> None:
    assert set(re.findall(r"MOTCUA_[A-Z_]+", _text(page))) == _settings()


def test_the_two_readmes_give_the_same_commands() -> None:
    first, second = (_motcua_calls(_text(page)) for page in READMES)
    assert first == second


@pytest.mark.parametrize("page", READMES)
def test_the_targets_of_a_page_are_in_the_makefile(page: str) -> None:
    named = set(re.findall(r"\bmake ([a-z][a-z-]+)", "\n".join(_shell_lines(_text(page)))))
    there = set(re.findall(r"^([a-z-]+):", _text("Makefile"), re.MULTILINE))
    assert named
    assert named <= there


def test_links_between_pages_lead_somewhere() -> None:
    broken = []
    for page in (path for path in _own_files() if path.suffix == ".md"):
        for target in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text(encoding="utf-8")):
            if "://" not in target and not (page.parent / target).exists():
                broken.append(f"{page}: {target}")
    assert broken == []


def test_every_decision_is_listed() -> None:
    folder = PROJECT_ROOT / "docs" / "decisions"
    listed = set(re.findall(r"\((\d{4}-[\w-]+\.md)\)", (folder / "README.md").read_text(encoding="utf-8")))
    assert listed == {path.name for path in folder.glob("0*.md")}
