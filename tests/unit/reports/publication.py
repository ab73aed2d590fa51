"""Writes a publication by hand, row by row, in the shape the reports read."""

from datetime import date, datetime
from pathlib import Path

import duckdb

_TABLES = """
create schema marts; create schema quality; create schema meta;
create table marts.dim_unit (
    unit_key varchar, unit_code varchar, unit_name varchar, unit_level varchar, parent_unit_code varchar,
    valid_from date, valid_to date, is_current boolean
);
create table marts.dim_kpi (
    kpi_code varchar, name_vi varchar, name_en varchar, numerator_text varchar, denominator_text varchar,
    numerator_vi varchar, denominator_vi varchar,
    value_unit varchar, better varchar, grain varchar, input varchar, is_additive boolean,
    source_plans varchar
);
create table marts.dim_plan (
    plan_code varchar, plan_number varchar, title_en varchar, issuer_unit_code varchar, issued_date date,
    valid_from date, valid_to date, report_cadence varchar, plan_file varchar
);
create table marts.kpi_scoreboard (
    unit_code varchar, unit_name varchar, unit_level varchar, parent_unit_code varchar, kpi_code varchar,
    period_type varchar, period_name varchar, period_start date, period_end date,
    numerator double, denominator double, value double,
    target_value double, target_plan varchar, target_section varchar, target_comparison varchar,
    achievement double, light varchar, rank_in_level bigint,
    subtree_numerator double, subtree_denominator double, subtree_value double,
    subtree_achievement double, subtree_light varchar, data_status varchar, as_of timestamp
);
create table marts.kpi_needs (
    unit_code varchar, kpi_code varchar, period_type varchar, period_name varchar, period_start date, period_end date,
    outlook varchar, shortfall double, expected_more double, needed_more double, needed_average double
);
create table marts.plan_targets (
    plan_code varchar, kpi_code varchar, scope_type varchar, scope varchar, scope_unit_name varchar,
    comparison varchar, applies_to varchar, source_section varchar, standing varchar, target_value double,
    starting_value double, units_judged bigint, is_below_start boolean, valid_from date, valid_to date
);
create table marts.definition_comparison (
    topic varchar, definition varchar, unit_code varchar, unit_level varchar, period_type varchar,
    period_name varchar, period_start date, period_end date, numerator double, denominator double, value double,
    subtree_numerator double, subtree_denominator double, subtree_value double
);
create table meta.publication (
    publication_id varchar, as_of timestamp, created_at timestamp, code_version varchar, verdict varchar
);
create table quality.check_results (
    check_id varchar, suite varchar, layer varchar, table_name varchar, severity varchar, outcome varchar,
    observed varchar, expected varchar, failing_rows bigint, run_id varchar
);
alter table marts.kpi_scoreboard add column held_since date;
alter table marts.kpi_scoreboard add column held_below boolean;
alter table marts.kpi_scoreboard add column held_reason varchar;
create table quality.held_units (
    unit_code varchar, source varchar, held_reason varchar, held_from_publication varchar, held_since date,
    good_as_of timestamp
);
create table marts.form_06a (
    unit_code varchar, period_type varchar, period_name varchar, period_start date, period_end date,
    received_total bigint, received_online bigint, received_counter_post bigint, carried_in bigint,
    resolved_total bigint, resolved_early bigint, resolved_on_time bigint, resolved_late bigint,
    open_total bigint, open_within_due bigint, open_late bigint
);
create table marts.report_06a (
    unit_code varchar, portal varchar, received_total bigint, received_online bigint, received_counter_post bigint,
    carried_in bigint, resolved_total bigint, resolved_early bigint, resolved_on_time bigint, resolved_late bigint,
    open_total bigint, open_within_due bigint, open_late bigint, period_start date, period_end date
);
create table marts.overdue_cases (case_code varchar, unit_code varchar, days_overdue bigint);
create table marts.integrity_findings (rule_code varchar, case_code varchar, unit_code varchar);
"""

PERIODS = {
    "to_date": ("to_date", date(2023, 1, 2), date(2023, 10, 5)),
    "2023": ("year", date(2023, 1, 1), date(2023, 12, 31)),
    "2023-Q3": ("quarter", date(2023, 7, 1), date(2023, 9, 30)),
    "2023-09": ("month", date(2023, 9, 1), date(2023, 9, 30)),
    "2023-W36": ("week", date(2023, 9, 4), date(2023, 9, 10)),
    "drive": ("campaign", date(2023, 8, 14), date(2023, 9, 14)),
}


class Publication:
    """Writes rows of a publication into `con`; whatever is not said has a quiet default."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self.con = con
        con.execute(_TABLES)

    def unit(self, code: str, level: str, parent: str | None, name: str | None = None, since: int = 2020) -> None:
        self.con.execute(
            "insert into marts.dim_unit values (?, ?, ?, ?, ?, ?, null, true)",
            [f"{code}@{since}", code, name or f"Đơn vị {code}", level, parent, date(since, 1, 1)],
        )

    def kpi(
        self, code: str, name: str, unit: str = "percent", *, counted: bool = False, better: str = "higher"
    ) -> None:
        self.con.execute(
            "insert into marts.dim_kpi by name select $1 as kpi_code, $2 as name_vi, $3 as numerator_vi,"
            " $4 as denominator_vi, 'cases' as numerator_text, if($4 is null, null, 'cases') as denominator_text,"
            " $5 as value_unit, $6 as better, 'cases' as input, true as is_additive,"
            " 'Kế hoạch mẫu, mục II' as source_plans",
            [code, name, f"tử số của {code}", None if counted else f"mẫu số của {code}", unit, better],
        )

    def plan(self, code: str, number: str, issuer: str) -> None:
        self.con.execute(
            "insert into marts.dim_plan values (?, ?, 'A plan', ?, ?, ?, null, '', '')",
            [code, number, issuer, date(2023, 9, 6), date(2023, 9, 7)],
        )

    def figure(  # noqa: PLR0913  # one argument a column
        self,
        unit: str,
        kpi: str,
        period: str,
        parts: tuple[float, float | None],
        *,
        subtree: tuple[float, float | None] | None = None,
        target: float | None = None,
        section: str = "II.1",
        plan: str = "plan",
        light: str = "no_target",
        subtree_light: str | None = None,
        rank: int | None = None,
        status: str = "published",
        held: date | None = None,
        below: bool = False,
        reason: str | None = None,
    ) -> None:
        kind, start, end = PERIODS[period]
        whole = subtree or parts
        goal = [target, plan, section, "at_least"] if target is not None else [None, None, None, None]
        row = [
            *(unit, None, None, None, kpi, kind, period, start, end),
            *(*parts, _value(parts), *goal, None, light, rank),
            *(*whole, _value(whole), None, subtree_light or light, status, datetime(2023, 10, 5, 6, 30), held, below),
            reason,
        ]
        self.con.execute(f"insert into marts.kpi_scoreboard values ({', '.join('?' * len(row))})", row)

    def need(  # noqa: PLR0913  # one argument a column
        self,
        unit: str,
        kpi: str,
        period: str,
        outlook: str,
        lacking: float | None,
        *,
        expected: float = 0,
        needed: float | None = None,
        average: float | None = None,
    ) -> None:
        kind, start, end = PERIODS[period]
        row = [unit, kpi, kind, period, start, end, outlook, lacking, expected, needed, average]
        self.con.execute(f"insert into marts.kpi_needs values ({', '.join('?' * len(row))})", row)

    def asked(  # noqa: PLR0913  # one argument a column
        self,
        kpi: str,
        scope_type: str,
        scope: str | None,
        value: float,
        *,
        standing: str = "judges",
        start: float | None = None,
        judged: int = 1,
        plan: str = "plan",
    ) -> None:
        row = [plan, kpi, scope_type, scope, f"Đơn vị {scope}" if scope_type == "unit" else None]
        row += ["at_least", "month,to_date", "Phụ lục II", standing]
        rest = [value, start, judged, start is not None and value < start, date(2023, 9, 7), None]
        marks = ", ".join("?" * len(row + rest))
        self.con.execute(f"insert into marts.plan_targets values ({marks})", row + rest)

    def form(self, topic: str, unit: str, level: str, period: str, parts: tuple[float, float]) -> None:
        kind, start, end = PERIODS[period]
        row = [topic, "form_06a", unit, level, kind, period, start, end, *parts, _value(parts), *parts, _value(parts)]
        self.con.execute(f"insert into marts.definition_comparison values ({', '.join('?' * len(row))})", row)

    def checks(self, **outcomes: int) -> None:
        for outcome, count in outcomes.items():
            self.con.execute(
                "insert into quality.check_results "
                "select 'c' || i, '', '', '', '', ?, '', '', 0, '' from range(?) r(i)",
                [outcome, count],
            )

    def published(self, run: str = "p1", created: int = 2023, verdict: str = "passed") -> None:
        self.con.execute("delete from meta.publication")
        self.con.execute(
            "insert into meta.publication values (?, ?, ?, 'abc', ?)",
            [run, datetime(2023, 10, 5, 6, 30), datetime(created, 10, 6), verdict],
        )

    def counted(self, unit: str, period: str, counts: tuple[int, ...] = (1, 0, 1, 0, 0, 0, 0, 0, 1, 1, 0)) -> None:
        """Columns 3 to 13 of form 06a as counted from a unit's cases, by default one that is open."""
        kind, start, end = PERIODS[period]
        row = [unit, kind, period, start, end, *counts]
        self.con.execute(f"insert into marts.form_06a values ({', '.join('?' * len(row))})", row)

    def reported(self, unit: str, counts: tuple[int, ...], start: date, end: date) -> None:
        """A portal's own form 06a of one unit: columns 3 to 13."""
        row = [unit, "tinh", *counts, start, end]
        self.con.execute(f"insert into marts.report_06a values ({', '.join('?' * len(row))})", row)

    def save(self, folder: Path) -> Path:
        """Put the publication where readers find it under `folder`, as `motcua refresh` does; gives the database."""
        ((run,),) = self.con.execute("select coalesce(max(publication_id), 'none') from meta.publication").fetchall()
        target = folder / "published" / "publications" / run / "motcua.duckdb"
        target.parent.mkdir(parents=True)
        current = folder / "published" / "current"
        current.unlink(missing_ok=True)
        current.symlink_to(Path("publications") / run)
        self.con.execute(f"attach '{target}' as saved")
        self.con.execute(f"copy from database {self.con.execute('select current_catalog()').fetchall()[0][0]} to saved")
        self.con.execute("detach saved")
        return target


def with_province(blank: Publication) -> Publication:
    """Fill in a province with a department, a district and two communes, and one plan: 4/KH-UBND.

    The online rate has a target of its own for each unit, the on-time rate one for all, complaints none.
    """
    blank.unit("P", "province", None, "Tỉnh Mẫu")
    blank.unit("D", "department", "P", "Sở Mẫu")
    blank.unit("H", "district", "P", "Huyện Mẫu")
    blank.unit("X1", "commune", "H", "Xã Một")
    blank.unit("X2", "commune", "H", "Xã Hai")
    blank.kpi("online", "Tỷ lệ trực tuyến")
    blank.kpi("ontime", "Tỷ lệ đúng hạn")
    blank.kpi("complaints", "Số phản ánh", "complaints", counted=True, better="lower")
    blank.plan("plan", "4/KH-UBND", "P")
    blank.checks(passed=1200, waived=2)
    blank.figure(
        "P", "online", "to_date", (0, 0), subtree=(1200, 2400), light="no_data", subtree_light="no_target", below=True
    )
    blank.figure("D", "online", "to_date", (57, 2000), target=50, light="red", rank=1, section="Phụ lục II")
    blank.figure(
        "H",
        "online",
        "to_date",
        (0, 0),
        subtree=(1143, 1400),
        target=80,
        light="no_data",
        subtree_light="green",
        below=True,
    )
    blank.figure("X1", "online", "to_date", (1100, 1100), target=100, light="green", rank=1, section="Phụ lục II")
    blank.figure("X2", "online", "to_date", (43, 300), target=90, light="red", rank=2, status="held")
    blank.figure("D", "ontime", "to_date", (9, 10), target=100, light="yellow", rank=1)
    blank.figure("D", "online", "2023-09", (1, 3), target=50, section="Phụ lục II", light="orange", rank=1)
    blank.figure("X1", "complaints", "to_date", (3, None), light="no_target")
    return blank


def save_third_quarter(warehouse: Path) -> None:
    """Publish figures of Bình Dương's plan in the third quarter of 2023, and nothing else."""
    with duckdb.connect() as con:
        publication = Publication(con)
        publication.published()
        publication.unit("P", "province", None, "Tỉnh Mẫu")
        publication.unit("D", "department", "P", "Sở Mẫu")
        publication.kpi("online", "Tỷ lệ trực tuyến")
        publication.plan("binh_duong_2023", "4/KH-UBND", "P")
        publication.figure("D", "online", "2023-Q3", (1, 3))
        publication.counted("D", "2023-Q3")
        publication.save(warehouse)


def _value(parts: tuple[float, float | None]) -> float | None:
    numerator, denominator = parts
    if denominator is None:
        return numerator
    return numerator / denominator * 100 if denominator else None
