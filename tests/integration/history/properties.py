"""What holds for any nights of exports (docs/decisions/0002-history-core.md)."""

from collections.abc import Sequence

import duckdb

from . import model
from .comparing import differences
from .exports import Export
from .yard import Yard, content_hashes


def check_night_by_night(yard: Yard, scenario: list[list[Export]]) -> None:
    """Night by night comes to the same as everything at once, with one fate a record, and to the model's figures."""
    yard.clear()
    last = [yard.night(night) for night in scenario][-1]
    by_night = yard.set_aside("by_night")
    whole = yard.night()
    found = differences(by_night, yard.settings.warehouse_file)
    assert not found, "\n".join(found)
    assert content_hashes(last) == content_hashes(whole)
    with duckdb.connect(str(by_night), read_only=True) as con:
        check_fates(con)
        check_against_model(con, scenario)


def check_order(yard: Yard, exports: Sequence[Export], nights: Sequence[Sequence[Export]]) -> None:
    """The same files in other nights and another order come to the same, but for what tells as which arrival."""
    yard.clear()
    yard.night(exports)
    at_once = yard.set_aside("at_once")
    yard.clear()
    for night in nights:
        yard.night(night)
    found = differences(at_once, yard.settings.warehouse_file, arrivals_too=False)
    assert not found, "\n".join(found)


def check_fates(con: duckdb.DuckDBPyConnection) -> None:
    """Each record that was read has one fate; a replaced file's rows are superseded (house.md, law 3)."""
    lost = con.execute(
        "select source_file, outcome, rows_read, rows_kept, rows_quarantined, rows_superseded, rows_duplicate"
        " from meta.loads"
        " where rows_read <> rows_kept + rows_quarantined + rows_superseded + rows_duplicate"
        " or (outcome = 'replaced' and rows_superseded <> rows_read)"
        " or (outcome = 'duplicate' and rows_duplicate <> rows_read)"
    ).fetchall()
    assert not lost
    check_row_fates(con)


def check_row_fates(con: duckdb.DuckDBPyConnection) -> None:
    """`quality.row_fate` tells of each record once, as `meta.loads` counts, and names what stands in its place."""
    query = """
        with
        rows as (select * from quality.row_fate),
        loads as (select * from meta.loads),
        counted as (
            select
                load_id, count(*) as rows_read, count(distinct (source_file, source_line)) as lines,
                count(*) filter (where fate = 'kept') as kept,
                count(*) filter (where fate = 'quarantined') as quarantined,
                count(*) filter (where fate = 'superseded') as superseded,
                count(*) filter (where fate = 'duplicate') as duplicate
            from rows group by load_id
        )
        select 'not counted alike' as fault, loads.load_id, null as line
        from loads left join counted on loads.load_id = counted.load_id
        where loads.rows_read <> coalesce(counted.rows_read, 0) or counted.lines <> counted.rows_read
            or loads.rows_kept <> coalesce(counted.kept, 0) or loads.rows_superseded <> coalesce(counted.superseded, 0)
            or loads.rows_quarantined <> coalesce(counted.quarantined, 0)
            or loads.rows_duplicate <> coalesce(counted.duplicate, 0)
        union all
        select 'no reason, or one too many', load_id, source_line from rows
        where (fate = 'kept') <> (reason is null) or (fate = 'kept' and instead_load_id is not null)
            or (fate in ('superseded', 'duplicate') and instead_load_id is null)
        union all
        select 'wrong stand-in', rows.load_id, rows.source_line
        from rows
        left join rows as others
            on rows.instead_load_id = others.load_id and rows.instead_source_file = others.source_file
            and rows.instead_source_line = others.source_line
        left join loads on rows.instead_load_id = loads.load_id
        where case rows.reason
            when 'newer_record' then others.fate = 'kept' and others.natural_key = rows.natural_key
            when 'equal_record' then others.fate in ('kept', 'superseded') and others.natural_key = rows.natural_key
            when 'repeated_export' then others.natural_key is not distinct from rows.natural_key
                and loads.outcome in ('loaded', 'replaced')
            when 'replaced_export' then loads.outcome = 'loaded' and rows.instead_source_line is null
            when 'replaced_file' then loads.source_file = split_part(rows.source_file, '!', 1)
                and loads.load_id <> rows.load_id
            else rows.instead_load_id is null or others.fate = 'kept'
        end is distinct from true
        union all
        select 'not as in quarantine', rows.load_id, rows.source_line
        from rows full outer join (
            select source_file, source_line, string_agg(rule_code, ', ' order by rule_code) as rules,
                bool_or(kept_older_version) as is_older_kept
            from quality.quarantine group by all
        ) as faults on rows.source_file = faults.source_file and rows.source_line = faults.source_line
            and rows.fate = 'quarantined'
        where (rows.fate = 'quarantined' or rows.load_id is null)
            and (rows.reason is distinct from faults.rules
                or (rows.instead_load_id is not null) <> faults.is_older_kept)
    """
    wrong = con.execute(query).fetchall()
    assert not wrong


def check_against_model(con: duckdb.DuckDBPyConnection, scenario: list[list[Export]]) -> None:
    """The kept cases and two rates are those of the model."""
    cases = model.kept_cases(scenario)
    facts = con.execute(
        "select case_code, unit_code, status, received_date, finished_date from core.case_facts order by 1"
    ).fetchall()
    ended = ("processed", "returned")
    assert facts == sorted(
        (one.code, one.unit, one.status, one.received, one.finished if one.status in ended else None) for one in cases
    )
    for kpi, expected in (
        ("online_case_rate_all", model.online_case_rate_all(cases)),
        ("on_time_rate", model.on_time_rate(cases)),
    ):
        daily = con.execute(
            "select unit_code, sum(numerator)::integer, sum(denominator)::integer from kpi.component_daily"
            " where kpi_code = $1 group by unit_code",
            [kpi],
        ).fetchall()
        assert {unit: (numerator, denominator) for unit, numerator, denominator in daily} == expected
        to_date = con.execute(
            "select unit_code, numerator, denominator from marts.kpi_scoreboard"
            " where kpi_code = $1 and period_type = 'to_date' and denominator > 0",
            [kpi],
        ).fetchall()
        assert {unit: (numerator, denominator) for unit, numerator, denominator in to_date} == expected
