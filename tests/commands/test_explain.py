"""Every figure can be taken apart into the lines that made it: `motcua explain`, and what stands behind it."""

from collections.abc import Iterator, Sequence
from datetime import date

import duckdb
import pytest

from orchestration.publication.evidence import evidence_sql
from orchestration.publication.explaining import read_figure
from orchestration.reports.form_06a.counts import MEASURES

from .office import Office

FIGURES_A_KPI = 40


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    office = Office(tmp_path_factory.mktemp("office"))
    inbox = str(office.root / "raw" / "inbox")
    period = ("--from", "2023-07-01", "--to", "2023-10-15")
    assert office.run("simulate", "--out", inbox, *period, "--cases", "1000", "--defects", "0.01").returncode == 0
    refreshed = office.run("refresh")
    assert refreshed.returncode == 0, refreshed.stderr
    return office


@pytest.fixture(scope="module")
def published(office: Office) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(office.root / "warehouse/published/current/motcua.duckdb"), read_only=True) as con:
        yield con


def test_the_lines_behind_a_figure_add_up_to_it(published: duckdb.DuckDBPyConnection) -> None:
    asked = published.execute(
        f"""select unit_code, kpi_code, period_name, numerator, denominator, subtree_numerator, subtree_denominator
        from marts.kpi_scoreboard
        qualify row_number() over (
            partition by kpi_code
            order by subtree_numerator = 0, unit_level <> 'province', hash(unit_code || period_key)
        ) <= {FIGURES_A_KPI}"""
    ).fetchall()
    wrong = []
    for unit, kpi, period, *parts in asked:
        for subtree, (numerator, denominator) in ((False, parts[:2]), (True, parts[2:])):
            figure = read_figure(published, unit, kpi, period, subtree=subtree)
            query = evidence_sql(figure)
            named = {name: value for name, value in figure.parameters().items() if f"${name}" in query}
            lines = published.execute(query, named).fetchall()
            assert all(file and line for *_, file, line in lines), (unit, kpi, period)
            if figure.counts_codes:
                found = (len({one[0] for one in lines if one[1]}), len({one[0] for one in lines if one[2]}))
            else:
                found = (sum(one[3] for one in lines), sum(one[4] for one in lines))
            expected = (numerator, found[1] if denominator is None else denominator)
            if found != pytest.approx(expected):
                wrong.append((unit, kpi, period, subtree, found, expected))
    assert wrong == []
    assert len({kpi for _, kpi, *_ in asked}) >= 25


def test_a_province_is_explained_with_all_units_below_it(office: Office) -> None:
    done = office.run(
        *("explain", "--unit", "000.00.00.H09", "--kpi", "online_case_rate_all", "--period", "2023-08", "--limit", "1")
    )
    lines = done.stdout.splitlines()
    assert lines[0].startswith("online_case_rate_all of Tỉnh Bình Dương (000.00.00.H09) with the 118 units below it")
    numerator, denominator = office.ask(
        "select subtree_numerator, subtree_denominator from marts.kpi_scoreboard where unit_code = '000.00.00.H09'"
        " and kpi_code = 'online_case_rate_all' and period_name = '2023-08'"
    )[0]
    assert lines[1].startswith(f"  {numerator:g} of {denominator:g}: ")
    assert lines[-2] == f"  {denominator:g} rows ('+' counts in the numerator):"
    # Two units had too many faulty rows from the first night on.
    assert lines[5].startswith("  held below    000.00.07.H09, 000.00.35.H09: ")
    assert len(lines) == 8


def test_different_procedures_are_told_apart_from_rows(office: Office) -> None:
    done = office.run(
        *("explain", "--unit", "000.00.00.H09", "--kpi", "online_services_active_rate", "--period", "2023-08")
    )
    (denominator,) = office.ask(
        "select subtree_denominator from marts.kpi_scoreboard where unit_code = '000.00.00.H09'"
        " and kpi_code = 'online_services_active_rate' and period_name = '2023-08'"
    )[0]
    assert f" rows, {denominator:g} different ('+' counts in the numerator):" in done.stdout


@pytest.mark.parametrize(
    ("unit", "kpi", "period", "fault"),
    [
        ("000.99.99.H09", "on_time_rate", "2023-08", "--unit 000.99.99.H09: no figure"),
        ("000.00.00.H09", "on_time", "2023-08", "--kpi on_time: no figure"),
        ("000.00.00.H09", "on_time_rate", "2022-08", "--period 2022-08: no figure"),
    ],
)
def test_what_is_not_published_is_told(office: Office, unit: str, kpi: str, period: str, fault: str) -> None:
    done = office.run("explain", "--unit", unit, "--kpi", kpi, "--period", period)
    assert (done.returncode, fault in done.stderr) == (2, True)


Case = tuple[bool, bool, bool, date, date | None, date | None]


def recounted(cases: Sequence[Case], first: date, last: date) -> tuple[int, ...]:
    """Columns 3 to 13 once more, in plain Python; a case is (online, finished, open, received, closed, due)."""
    count = dict.fromkeys(range(3, 14), 0)
    for is_online, is_finished, is_open, received, closed, due in cases:
        if first <= received <= last:
            count[4 if is_online else 5] += 1
        if closed is not None and first <= closed <= last:
            is_dated = is_finished and due is not None
            count[8 if is_dated and closed < due else 10 if is_dated and closed > due else 9] += 1
        gone = max(closed, received) if closed is not None else None
        if not is_open and gone is None:
            continue
        if received < first and (gone is None or gone >= first):
            count[6] += 1
        if received <= last and (gone is None or gone > last):
            count[13 if due is not None and due < last else 12] += 1
    count[3], count[7] = count[4] + count[5] + count[6], count[8] + count[9] + count[10]
    count[11] = count[12] + count[13]
    return tuple(count.values())


def test_form_06a_is_what_plain_python_counts(published: duckdb.DuckDBPyConnection) -> None:
    cases: dict[str, list[Case]] = {}
    query = "select unit_code, is_online, is_finished, is_open, received_date, closed_date, due_at::date"
    for unit, *case in published.execute(f"{query} from marts.fct_cases where is_received").fetchall():
        cases.setdefault(unit, []).append(tuple(case))
    (as_of,) = published.execute("select as_of::date from meta.publication").fetchone() or (None,)
    periods = published.execute("select distinct period_start, period_end from marts.form_06a").fetchall()
    assert len(periods) > 20
    for start, end in periods:
        found = published.execute(
            f"select unit_code, {', '.join(MEASURES)} from marts.form_06a where period_start = $1 and period_end = $2",
            [start, end],
        ).fetchall()
        again = {unit: recounted(those, start, min(end, as_of)) for unit, those in cases.items()}
        assert {unit: tuple(counts) for unit, *counts in found} == {
            unit: counts for unit, counts in again.items() if any(counts)
        }, (start, end)
