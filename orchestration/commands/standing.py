"""How the KPIs stand, in a few lines for the shell."""

from pathlib import Path

import duckdb

LIGHTS = ("green", "yellow", "orange", "red", "no_data")


def print_standing(current: Path) -> None:
    """Print, for each plan's KPIs with targets to date, how many units stand at which light."""
    con = duckdb.connect(str(current / "motcua.duckdb"), read_only=True)
    try:
        row = con.execute("select as_of, verdict from meta.publication").fetchone()
        counts = ", ".join(f"count(*) filter (where light = '{light}')" for light in LIGHTS)
        rows = con.execute(
            f"select target_plan, kpi_code, {counts} from marts.kpi_scoreboard"
            " where period_type = 'to_date' and target_value is not null and unit_level <> 'province'"
            " group by all order by all"
        ).fetchall()
    finally:
        con.close()
    if row:
        print(f"As of {row[0]:%Y-%m-%d %H:%M:%S}, verdict {row[1]}. Units by light, to date:")
    print(f"  {'plan':<18}{'KPI':<34}" + "".join(f"{light:>8}" for light in LIGHTS))
    for plan, kpi, *numbers in rows:
        print(f"  {plan:<18}{kpi:<34}" + "".join(f"{number:>8}" for number in numbers))
