"""The schedules of the plans' reports, and the job behind them."""

import shutil
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from dagster import RunRequest, ScheduleDefinition, build_schedule_context

from orchestration.assets.plan_reports import report_schedules, reports_job
from orchestration.settings import Settings
from tests.unit.reports.publication import save_third_quarter

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    warehouse = tmp_path_factory.mktemp("warehouse")
    save_third_quarter(warehouse)
    return warehouse


@pytest.fixture
def shop(published: Path, tmp_path: Path) -> Settings:
    """A warehouse with figures of Bình Dương's plan in the third quarter."""
    shutil.copytree(published, tmp_path / "warehouse", symlinks=True)
    return Settings(warehouse_dir=tmp_path / "warehouse")


def look(schedule: ScheduleDefinition, moment: datetime) -> RunRequest | str:
    """What the schedule says at its tick: a run, or why there is none."""
    with build_schedule_context(scheduled_execution_time=moment) as context:
        answer = schedule.evaluate_tick(context)
    if answer.run_requests:
        return answer.run_requests[0]
    return str(answer.skip_message)


def schedules(settings: Settings) -> dict[str, ScheduleDefinition]:
    return {schedule.name: schedule for schedule in report_schedules(settings)}


def test_every_cadence_has_a_schedule_in_vietnams_time(shop: Settings) -> None:
    there = schedules(shop)
    assert {name: schedule.cron_schedule for name, schedule in there.items()} == {
        "report_duc_pho_2023_every_2_days": "0 16 * * *",  # before 17:00
        "report_duc_pho_2023_closing": "0 7 * * *",
        "report_binh_duong_2023_quarterly": "0 7 1 1,4,7,10 *",
        "report_vung_tau_2024_monthly": "0 7 1 * *",
        "report_vung_tau_2024_quarterly": "0 7 1 1,4,7,10 *",
        "report_xuan_thanh_2021_quarterly": "0 7 1 1,4,7,10 *",
        "report_xuan_thanh_2021_yearly": "0 7 1 1 *",
        "report_quang_nam_2022_weekly_friday": "0 7 * * 5",
        "report_quang_nam_2022_campaign_end": "0 7 * * *",
    }
    assert {schedule.execution_timezone for schedule in there.values()} == {"Asia/Ho_Chi_Minh"}


def test_a_due_report_begins_a_run_that_writes_it_once(shop: Settings) -> None:
    schedule = schedules(shop)["report_binh_duong_2023_quarterly"]
    # Half past five in the afternoon of UTC: in Vietnam 1 October has begun.
    request = look(schedule, datetime(2023, 9, 30, 17, 30, tzinfo=UTC))
    assert isinstance(request, RunRequest)
    job = reports_job(shop)
    assert job.execute_in_process(run_config=request.run_config).success
    folder = shop.reports / "binh_duong_2023" / "2023-10-01_2023-Q3"
    assert (folder / "workbook.xlsx").exists()
    assert "there already" in str(look(schedule, datetime(2023, 10, 1, 7, tzinfo=HANOI)))
    again = job.execute_in_process(run_config=request.run_config)
    assert again.success
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


@pytest.mark.parametrize(
    ("name", "moment", "told"),
    [
        ("binh_duong_2023_quarterly", (2023, 10, 2), "is due on 2023-10-02; the next is due on 2024-01-01"),
        ("binh_duong_2023_quarterly", (2024, 1, 1), "--period 2023-Q4: no such period is published"),
        ("duc_pho_2023_every_2_days", (2026, 11, 22), "is due on 2026-11-22; no further one is due"),
        ("vung_tau_2024_quarterly", (2024, 10, 1), "--period 2024-Q3: no such period is published"),
    ],
)
def test_a_day_without_a_report_says_why(shop: Settings, name: str, moment: tuple[int, int, int], told: str) -> None:
    assert told in str(look(schedules(shop)[f"report_{name}"], datetime(*moment, 7, tzinfo=HANOI)))


def test_without_a_publication_nothing_is_begun(tmp_path: Path) -> None:
    empty = Settings(warehouse_dir=tmp_path)
    schedule = schedules(empty)["report_binh_duong_2023_quarterly"]
    assert "nothing is published yet" in str(look(schedule, datetime(2023, 10, 1, 7, tzinfo=HANOI)))


def test_a_plan_of_a_users_folder_gets_its_schedule(tmp_path: Path) -> None:
    registers = tmp_path / "registers"
    registers.mkdir()
    (registers / "plans.csv").write_text(
        "plan_code,title_en,issuer_unit_code,valid_from\na-b,One,000.00.00.H09,2023-01-01\n"
        "a.b,Two,000.00.00.H09,2023-01-01\n",
        encoding="utf-8",
    )
    (registers / "plan_cadences.csv").write_text(
        "plan_code,cadence,valid_from,before_hour\na-b,monthly,2023-01-01,9\na.b,monthly,2023-01-01,\n",
        encoding="utf-8",
    )
    there = schedules(Settings(warehouse_dir=tmp_path, registers_dir=registers))
    assert there["report_a_b_monthly"].cron_schedule == "0 8 1 * *"
    assert there["report_a_b_monthly_2"].cron_schedule == "0 7 1 * *"
