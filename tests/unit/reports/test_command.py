"""`motcua report` from the shell: files, defaults, and exit codes."""

import shutil
from pathlib import Path

import pytest

from orchestration.cli import main

from .publication import Publication, save_third_quarter


@pytest.fixture(scope="module")
def published(lasting: Publication, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse with the province published."""
    for period in ("2023-09", "to_date"):
        lasting.counted("D", period)
    warehouse = tmp_path_factory.mktemp("warehouse")
    lasting.save(warehouse)
    return warehouse


@pytest.fixture
def shop(published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The warehouse in a working directory of its own, which is given."""
    shutil.copytree(published, tmp_path / "warehouse", symlinks=True)
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
    province.con.execute("delete from meta.publication")
    province.save(shop / "warehouse")
    assert main(["report", "--kind", "workbook", "--out", "out"]) == 3


@pytest.fixture(scope="module")
def third_quarter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse with figures of Bình Dương's plan in the third quarter."""
    warehouse = tmp_path_factory.mktemp("warehouse")
    save_third_quarter(warehouse)
    return warehouse


@pytest.fixture
def quarter(third_quarter: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """That warehouse in a working directory of its own, which is given."""
    shutil.copytree(third_quarter, tmp_path / "warehouse", symlinks=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MOTCUA_WAREHOUSE_DIR", "warehouse")
    return tmp_path


def test_what_is_due_is_written_once_and_the_rest_is_told(quarter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "--due", "--on", "2023-10-01"]) == 0
    folder = "warehouse/reports/binh_duong_2023/2023-10-01_2023-Q3"
    told = capsys.readouterr().out.splitlines()
    assert told[0] == f"binh_duong_2023 quarterly: {folder}"
    assert [line.split(":")[0] for line in told] == [
        *("binh_duong_2023 quarterly", "quang_nam_2022 campaign_end", "xuan_thanh_2021 quarterly")
    ]
    assert "no such period is published" in told[1]
    assert "no unit under plan xuan_thanh_2021 has figures in it" in told[2]
    assert (quarter / folder / "scoreboard.html").exists()
    assert main(["report", "--due", "--on", "2023-10-01", "--plan", "binh_duong_2023"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"binh_duong_2023 quarterly: this publication's report is there already: {folder}"
    ]


def test_a_day_without_reports_says_when_the_next_are(quarter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "--due", "--on", "2023-10-02", "--plan", "binh_duong_2023"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "No report is due on 2023-10-02.", "  binh_duong_2023 quarterly: next on 2024-01-01",
    ]  # fmt: skip
    assert not (quarter / "warehouse" / "reports").exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--due", "--kind", "06a"], "leave --kind and --period out"),
        (["--due", "--period", "2023-09"], "leave --kind and --period out"),
        (["--due", "--plan", "other"], "--plan other: no cadence of such a plan is in plan_cadences.csv"),
        (["--out", "x", "--on", "2023-10-01"], "--on names the day of --due"),
    ],
)
def test_due_and_out_are_not_mixed(
    quarter: Path, words: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", *words]) == 2
    assert told in capsys.readouterr().err
    assert not (quarter / "x").exists()


def test_a_report_needs_a_place(quarter: Path) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["report", "--period", str(quarter)])
