"""The places of the plans, and what the shipped registers hold of them."""

import json
from datetime import date
from pathlib import Path
from random import Random

import pytest

from orchestration.simulator import SimulationError, simulate
from orchestration.simulator.catalogue import PER_LEVEL, draw_catalogue
from orchestration.simulator.places import Lines, halves
from orchestration.simulator.province import ALL_PLACES, read_places

from .conftest import World


def test_each_plan_is_a_place_with_portals_of_its_own(full_registers: Path) -> None:
    places = {place.plan: place for place in read_places(full_registers, ALL_PLACES, 1)}
    assert {plan: place.portals for plan, place in places.items()} == {
        "duc_pho_2023": ["tinh_h48"], "binh_duong_2023": ["tinh", "huyen"], "vung_tau_2024": ["tinh_h06"],
        "xuan_thanh_2021": ["tinh_h99"], "quang_nam_2022": ["tinh_h47"],
    }  # fmt: skip
    assert [place.plan for place in places.values() if place.is_printed] == ["binh_duong_2023"]
    assert all(figure.unit.level != "province" for figure in places["quang_nam_2022"].printed)


def test_unknown_places_are_told_with_those_there_are(tmp_path: Path, small_registers: Path) -> None:
    with pytest.raises(
        SimulationError, match=r"--place hue: no plan of plans\.csv; use binh_duong_2023, second_2024 or all"
    ):
        simulate(tmp_path, date(2023, 1, 1), date(2023, 1, 2), place="hue", registers=small_registers)


@pytest.mark.parametrize("nights", [-1, 3])
def test_more_nights_than_days_are_refused(tmp_path: Path, small_registers: Path, nights: int) -> None:
    with pytest.raises(SimulationError, match=f"--nights {nights}: 2023-01-01 to 2023-01-02 has 2"):
        simulate(tmp_path, date(2023, 1, 1), date(2023, 1, 2), nights=nights, registers=small_registers)


def test_all_places_lie_side_by_side(tmp_path: Path, small_registers: Path) -> None:
    start, end = date(2023, 3, 1), date(2023, 4, 30)
    both = World(tmp_path / "a", simulate(tmp_path / "a", start, end, 400, place=ALL_PLACES, registers=small_registers))
    assert both.answers["places"] == ["binh_duong_2023", "second_2024"]
    assert {path.name for path in (both.out / "cases").iterdir()} == {"tinh", "huyen", "tinh_h48"}
    assert {path.name for path in both.out.iterdir() if path.is_dir()} == {
        "cases", "case_events", "payments", "procedures", "ratings", "counter_visits", "complaints", "staffing",
        "unit_statistics", "report_06a",
    }  # fmt: skip
    assert not (both.out / "case_events" / "huyen").exists()
    assert not (both.out / "staffing" / "huyen").exists()
    alone = simulate(tmp_path / "b", start, end, 20, place="second_2024", registers=small_registers)
    figures = json.loads(alone.answers.read_text(encoding="utf-8"))["figures"]
    assert {row[0] for row in figures} == {"000.00.00.H48", "000.00.31.H48"}


def test_services_have_names_of_their_own() -> None:
    catalogue = draw_catalogue(date(2023, 1, 1), date(2023, 1, 10), Random("1"))
    names = {(one.level_digits[0], one.name) for one in catalogue.before}
    assert len(names) == 3 * PER_LEVEL
    assert ("3", "Đăng ký khai sinh") in names


def test_lines_of_records() -> None:
    assert [Lines(2).of(place) for place in (0, 5)] == [(None, 2), (None, 7)]
    sheet = Lines(7, subtotal_every=200)
    assert [sheet.of(place) for place in (0, 199, 200, 400)] == [(None, 7), (None, 206), (None, 208), (None, 409)]
    packed = Lines(1, members=(("a", 2), ("b", 3)))
    assert [packed.of(place) for place in (0, 1, 2, 4)] == [("a", 1), ("a", 2), ("b", 1), ("b", 3)]
    assert [halves(rows) for rows in (0, 1, 2, 5)] == [(0,), (1,), (1, 1), (2, 3)]
