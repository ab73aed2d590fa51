"""A figure that moves although nothing came is seen, whoever moved it (quality.figure_jumps)."""

import duckdb
import pytest

from .two_nights import AFTER, BEFORE, PHU_TAN
from .yard import Yard


def test_a_day_that_was_edited_between_two_nights_is_a_jump(yard: Yard) -> None:
    yard.clear()
    yard.night(BEFORE)
    with duckdb.connect(str(yard.settings.warehouse_file)) as con:
        # Nine cases too many on a day of which the next night brings nothing; its month is judged again.
        con.execute(
            "insert into kpi.component_daily values ($1, 'online_case_rate_all', 0, 9, date '2023-01-15')", [PHU_TAN]
        )
    with pytest.raises(AssertionError) as told:
        yard.night(AFTER)
    assert PHU_TAN in str(told.value)
