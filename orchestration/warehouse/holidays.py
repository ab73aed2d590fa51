"""Vietnam's public holidays as a register of the warehouse."""

import duckdb
import holidays

FIRST_YEAR, LAST_YEAR = 2000, 2040
"""The years of dim_date."""


def write_holidays(con: duckdb.DuckDBPyConnection) -> None:
    """Fill register.public_holiday, one row a day (Labour Code 2019, article 112, as the `holidays` package has it)."""
    days = sorted(holidays.country_holidays("VN", years=range(FIRST_YEAR, LAST_YEAR + 1)).items())
    known = con.execute("select count(*) from register.public_holiday").fetchone()
    if known and known[0] == len(days):
        return
    con.execute("delete from register.public_holiday")
    con.execute(
        "insert into register.public_holiday select unnest($1::date[]), unnest($2::varchar[])",
        [[day for day, _ in days], [name for _, name in days]],
    )
