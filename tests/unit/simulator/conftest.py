"""Registers and small worlds for the simulator's tests."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from orchestration.simulator import SimulationSummary, simulate

UNITS = """unit_code,unit_name,unit_level,parent_unit_code
000.00.00.H09,Tỉnh Bình Dương,province,
000.00.01.H09,Sở Một,department,000.00.00.H09
000.00.02.H09,Sở Hai,department,000.00.00.H09
000.00.34.H09,UBND Thành phố Tân Uyên,district,000.00.00.H09
000.01.34.H09,UBND Phường Khánh Bình,commune,000.00.34.H09
"""
PLANS = "plan_code,issuer_unit_code\nbinh_duong_2023,000.00.00.H09\nsecond_2024,000.00.00.H48\n"
OTHER_UNITS = """unit_code,unit_name,unit_level,parent_unit_code
000.00.00.H48,Tỉnh Hai,province,
000.00.31.H48,UBND Thị xã Đức Phổ,district,000.00.00.H48
"""
FIGURES = """unit_code,unit_name,online_case_rate_printed,online_payment_rate_printed,data_from_printed
000.00.01.H09,Sở Một,62.5,25,10/02/2023
000.00.02.H09,Sở Hai,-,-,
000.00.34.H09,UBND Thành phố Tân Uyên,100,50,
000.01.34.H09,Phường Khánh Bình,80,-,
"""


@pytest.fixture(scope="session")
def full_registers() -> Path:
    return Path(__file__).resolve().parents[3] / "dbt_project" / "seeds"


@pytest.fixture(scope="session")
def small_registers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("registers")
    (folder / "plans.csv").write_text(PLANS, encoding="utf-8")
    (folder / "units_other_plans.csv").write_text(OTHER_UNITS, encoding="utf-8")
    (folder / "units_binh_duong.csv").write_text(UNITS, encoding="utf-8")
    (folder / "binh_duong_current_figures.csv").write_text(FIGURES, encoding="utf-8")
    return folder


class World:
    """A simulated world on disk, with its answers."""

    def __init__(self, out: Path, summary: SimulationSummary) -> None:
        self.out, self.summary = out, summary
        self.answers: dict[str, Any] = json.loads(summary.answers.read_text(encoding="utf-8"))


def made(out: Path, registers: Path, cases: int, defects: float = 0.0, seed: int = 1) -> World:
    start, end = date(2023, 1, 1), date(2023, 12, 31)
    return World(out, simulate(out, start, end, cases, seed, defects, registers=registers))


@pytest.fixture(scope="session")
def full_world(tmp_path_factory: pytest.TempPathFactory, full_registers: Path) -> World:
    """Bình Dương 2023, as small as the printed figures allow."""
    return made(tmp_path_factory.mktemp("full"), full_registers, 1)


@pytest.fixture(scope="session")
def faulty_world(tmp_path_factory: pytest.TempPathFactory, small_registers: Path) -> World:
    """Four units with faults sown at one in a hundred."""
    return made(tmp_path_factory.mktemp("faulty"), small_registers, 2000, defects=0.01)
