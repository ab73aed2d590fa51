"""Names of periods: what they mean, and what is said where there is none."""

import duckdb
import pytest

from orchestration.reports.asked import Asked, ReportError, find_periods, newest_month_over

from .publication import PERIODS, Publication


@pytest.fixture
def dated(province: Publication) -> Publication:
    """The province with a figure in each kind of period, and a campaign called like the year."""
    for name in PERIODS:
        province.figure("D", "ontime", name, (1, 2))
    province.figure("X2", "ontime", "drive", (1, 2))
    province.con.execute("update marts.kpi_scoreboard set period_name = '2023' where period_name = 'drive'")
    return province


def test_a_name_may_mean_a_year_and_a_campaign(dated: Publication) -> None:
    both = find_periods(dated.con, Asked("2023"))
    assert [(period.type, str(period.start)) for period in both] == [("campaign", "2023-08-14"), ("year", "2023-01-01")]
    assert [period.type for period in find_periods(dated.con, Asked("2023", "year"))] == ["year"]


def test_an_unknown_name_is_told_what_there_is(dated: Publication) -> None:
    with pytest.raises(ReportError) as told:
        find_periods(dated.con, Asked("2023-13"))
    assert str(told.value) == (
        "--period 2023-13: no such period is published; there are years 2023; quarters 2023-Q3; months 2023-09;"
        " weeks 2023-W36; campaigns 2023; to_date"
    )


@pytest.mark.parametrize(
    ("as_of", "is_over"),
    [("2023-09-30 23:59:58", False), ("2023-09-30 23:59:59", True), ("2023-10-05 06:30:00", True)],
)
def test_a_month_is_over_with_its_last_second(dated: Publication, as_of: str, is_over: bool) -> None:
    dated.con.execute("update meta.publication set as_of = ?", [as_of])
    if is_over:
        assert newest_month_over(dated.con) == Asked("2023-09", "month")
    else:
        with pytest.raises(ReportError, match="no month is over yet: name a period with --period; there are years"):
            newest_month_over(dated.con)


def test_a_publication_without_figures_says_so(blank: Publication) -> None:
    assert isinstance(blank.con, duckdb.DuckDBPyConnection)
    with pytest.raises(ReportError, match="no figure is published at all"):
        find_periods(blank.con, Asked("to_date"))
