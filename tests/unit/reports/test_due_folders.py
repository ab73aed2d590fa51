"""Dated folders: whole or not at all, once for a publication."""

import json
import shutil
import threading
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from orchestration.reports.asked import Asked, ReportError
from orchestration.reports.due import folders
from orchestration.reports.due.folders import Report, why_not, write_report
from orchestration.settings import Settings

from .publication import Publication
from .sheets import sheet

REPORT = Report("plan", Asked("2023-09", "month"), date(2023, 10, 1), "monthly", "IV.1")


@pytest.fixture(scope="module")
def published(lasting: Publication, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse with the province published as p1."""
    for period in ("2023-09", "2023"):
        lasting.counted("D", period)
    lasting.figure("D", "ontime", "2023", (1, 3))
    warehouse = tmp_path_factory.mktemp("warehouse")
    lasting.save(warehouse)
    return warehouse


@pytest.fixture
def settings(published: Path, tmp_path: Path) -> Settings:
    """That warehouse, to be written into."""
    shutil.copytree(published, tmp_path / "warehouse", symlinks=True)
    return Settings(warehouse_dir=tmp_path / "warehouse")


def shelf(settings: Settings) -> list[str]:
    return sorted(path.relative_to(settings.reports).as_posix() for path in settings.reports.rglob("*"))


def test_a_report_is_page_workbook_and_form(settings: Settings) -> None:
    written = write_report(settings, REPORT)
    assert (written.folder, written.is_new) == (settings.reports / "plan" / "2023-10-01_2023-09", True)
    files = ["bieu_06a_P_2023-09.xlsx", "scoreboard.html", "workbook.xlsx"]
    assert sorted(path.name for path in written.folder.iterdir()) == sorted([*files, "source.json"])
    told = json.loads((written.folder / "source.json").read_text(encoding="utf-8"))
    assert sorted(told.pop("files")) == files
    assert told == {
        "publication_id": "p1", "plan_code": "plan", "period": "2023-09", "period_type": "month", "due": "2023-10-01",
        "cadence": "monthly", "source_section": "IV.1",
    }  # fmt: skip
    assert sheet(written.folder / "workbook.xlsx", "Giới thiệu")[2][1] == "Tháng 9/2023"


def test_a_second_run_for_one_publication_writes_nothing(settings: Settings) -> None:
    assert why_not(settings, REPORT) is None
    first = write_report(settings, REPORT)
    before = {path: path.stat().st_mtime_ns for path in first.folder.iterdir()}
    again = write_report(settings, replace(REPORT, due=date(2023, 10, 3)))
    assert (again.folder, again.is_new) == (first.folder, False)
    assert {path: path.stat().st_mtime_ns for path in first.folder.iterdir()} == before
    assert [path.name for path in (settings.reports / "plan").iterdir()] == ["2023-10-01_2023-09"]
    assert why_not(settings, REPORT) == f"this publication's report is there already: {first.folder}"


def test_another_period_or_publication_is_another_report(province: Publication, settings: Settings) -> None:
    write_report(settings, REPORT)
    write_report(settings, replace(REPORT, period=Asked("2023", "year")))
    province.counted("D", "2023-09")
    province.published("p2")
    province.save(settings.warehouse_dir)
    assert why_not(settings, REPORT) is None
    write_report(settings, REPORT)
    assert sorted(path.name for path in (settings.reports / "plan").iterdir()) == [
        *("2023-10-01_2023", "2023-10-01_2023-09", "2023-10-01_2023-09_2")
    ]


def test_a_campaign_is_told_apart_from_a_year() -> None:
    assert replace(REPORT, period=Asked("2023", "campaign")).folder_name == "2023-10-01_campaign_2023"
    assert replace(REPORT, period=Asked("a/b c", "campaign")).folder_name == "2023-10-01_campaign_a_b_c"


def test_a_failure_leaves_no_folder(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_args: object) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr(folders, "write_forms", fails)
    with pytest.raises(RuntimeError, match="power cut"):
        write_report(settings, REPORT)
    assert shelf(settings) == [".lock", "plan"]


def test_what_a_killed_run_left_is_thrown_away(settings: Settings) -> None:
    left = settings.reports / "plan" / ".2023-10-01_2023-09.partial"
    left.mkdir(parents=True)
    (left / "half.xlsx").write_text("half", encoding="utf-8")
    folder = write_report(settings, REPORT).folder
    assert not left.exists()
    assert not (folder / "half.xlsx").exists()


def test_two_runs_at_once_write_one_report(settings: Settings) -> None:
    written = []
    runs = [threading.Thread(target=lambda: written.append(write_report(settings, REPORT))) for _ in range(2)]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert sorted(one.is_new for one in written) == [False, True]
    assert len({one.folder for one in written}) == 1


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"period": Asked("2024-01", "month")}, "--period 2024-01: no such period is published"),
        ({"plan_code": "other"}, "no unit under plan other has figures in it"),
    ],
)
def test_what_cannot_be_made_is_told_beforehand(settings: Settings, changed: dict[str, object], told: str) -> None:
    report = replace(REPORT, **changed)
    assert told in str(why_not(settings, report))
    with pytest.raises(ReportError):
        write_report(settings, report)
    assert not list(settings.reports.glob("*/*"))


def test_nothing_published_is_told(tmp_path: Path) -> None:
    assert "nothing is published yet; run motcua refresh" in str(why_not(Settings(warehouse_dir=tmp_path), REPORT))
