"""`motcua report` from the shell: files, defaults, and exit codes."""

from datetime import date
from pathlib import Path

import pytest

from orchestration.cli import main

from .publication import Publication


@pytest.fixture
def shop(province: Publication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A warehouse with the province published; the working directory."""
    province.case("D", date(2023, 9, 4), due=date(2023, 9, 8), finished=date(2023, 9, 8))
    province.save(tmp_path / "warehouse")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MOTCUA_WAREHOUSE_DIR", "warehouse")
    return tmp_path


@pytest.mark.parametrize(
    ("words", "files"),
    [
        ([], ["scoreboard.html"]),
        (["--kind", "workbook"], ["workbook_to_date.xlsx"]),
        (["--kind", "workbook", "--period", "2023-09", "--plan", "plan"], ["workbook_2023-09.xlsx"]),
        (["--kind", "06a"], ["bieu_06a_P_2023-09.xlsx"]),
        (["--kind", "06a", "--period", "to_date"], ["bieu_06a_P_to_date.xlsx"]),
        (["--period", "2023-09"], ["scoreboard.html"]),
    ],
)
def test_each_kind_is_written(
    shop: Path, words: list[str], files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", *words, "--out", "out"]) == 0
    assert [path.name for path in (shop / "out").iterdir()] == files
    assert capsys.readouterr().out.splitlines() == [f"out/{name}" for name in files]


def test_the_page_opens_with_the_period_asked_for(shop: Path) -> None:
    main(["report", "--out", "out"])
    default = (shop / "out" / "scoreboard.html").read_text(encoding="utf-8")
    main(["report", "--out", "out", "--period", "2023-09"])
    asked = (shop / "out" / "scoreboard.html").read_text(encoding="utf-8")
    assert ("57/2.000" in default, "57/2.000" in asked) == (True, False)
    assert ("1/3" in default, "1/3" in asked) == (False, True)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--period", "2024-01"], "--period 2024-01: no such period is published; there are months 2023-09; to_date"),
        (["--kind", "06a", "--period", "2023-W36"], "--period 2023-W36: no such period is published"),
        (["--kind", "workbook", "--plan", "other"], "--plan other: no such plan; there are plan"),
    ],
)
def test_wrong_use_is_told_and_ends_with_2(
    shop: Path, words: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", *words, "--out", "out"]) == 2
    assert told in capsys.readouterr().err
    assert not (shop / "out").exists()


def test_an_unknown_kind_is_wrong_use(shop: Path) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["report", "--kind", "06b", "--out", str(shop)])


def test_nothing_published_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MOTCUA_WAREHOUSE_DIR", "empty")
    assert main(["report", "--kind", "workbook", "--out", "out"]) == 2


def test_a_publication_that_contradicts_itself_fails(province: Publication, shop: Path) -> None:
    (shop / "warehouse" / "published" / "current" / "motcua.duckdb").unlink()
    province.con.execute("delete from meta.publication")
    province.save(shop / "warehouse")
    assert main(["report", "--kind", "workbook", "--out", "out"]) == 3
