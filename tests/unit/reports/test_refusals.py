"""No page is made of a publication that contradicts itself; what is not on the page cannot stop it."""

import pytest

from orchestration.reports.scoreboard import ScoreboardError, render_scoreboard

from .publication import Publication


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        ("delete from meta.publication", "meta.publication has 0 rows"),
        ("update meta.publication set verdict = null", "as_of and verdict must not be null"),
        ("update marts.kpi_scoreboard set light = 'blue' where unit_code = 'X1'", r"light holds 'blue'"),
        ("update marts.kpi_scoreboard set light = null where unit_code = 'X1'", r"light holds None"),
        (
            "update marts.kpi_scoreboard set target_comparison = 'near' where unit_code = 'X1'",
            "comparison holds 'near'",
        ),
        ("update marts.kpi_scoreboard set subtree_light = null where unit_code = 'X1'", "subtree_light holds None"),
        ("update marts.kpi_scoreboard set numerator = -1 where unit_code = 'X1'", "numerator holds '-1.0'"),
        ("update marts.kpi_scoreboard set subtree_value = 'inf' where unit_code = 'D'", "value holds 'inf'"),
        ("update marts.kpi_scoreboard set target_value = 'nan' where unit_code = 'D'", "target_value holds 'nan'"),
        ("update marts.kpi_scoreboard set period_type = 'decade'", "period_type holds 'decade'"),
        (
            "update marts.dim_unit set unit_level = 'hamlet' where unit_code = 'X1'",
            "unit_level holds 'hamlet'",
        ),
        ("delete from marts.dim_kpi where kpi_code = 'ontime'", "ontime not in marts.dim_kpi"),
    ],
)
def test_a_publication_that_contradicts_itself_is_refused(province: Publication, damage: str, message: str) -> None:
    province.con.execute(damage)
    with pytest.raises(ScoreboardError, match=message):
        render_scoreboard(province.con)


def test_figures_that_are_not_on_the_page_cannot_stop_it(province: Publication) -> None:
    """A unit that looks to no plan has a light that the page does not know."""
    province.unit("R", "province", None)
    province.figure("R", "online", "to_date", (1, 2), light="blue")
    page = render_scoreboard(province.con)
    assert "1 đơn vị có số liệu nhưng không thuộc kế hoạch nào" in page
