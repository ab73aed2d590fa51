"""What a publication holds: which table of the warehouse stands behind which public one, and how it is cut."""

from dataclasses import dataclass

MONTH_OF = "coalesce(strftime({day}, '%Y-%m'), 'none')"
"""Partition of a row by the month of a day; rows without the day stand together."""


@dataclass(frozen=True, slots=True)
class PublishedTable:
    """One table of a publication.

    `name`: the public name, `schema.table`; `store`: the physical table, `schema.table`, in warehouse and publication
    alike. `key`: columns that give the rows their one order. `partition`: SQL text expression on a row by which the
    table is cut, None for a small one; `changes`: the warehouse's table of changed rows, so that only touched
    partitions are written. `as_of_columns`: columns of the public view that change with the as-of moment; they are in
    no Parquet file. `volatile`: columns that tell when or in which run; outside the content hash.
    """

    name: str
    store: str
    key: tuple[str, ...]
    partition: str | None = None
    changes: str | None = None
    as_of_columns: tuple[str, ...] = ()
    volatile: tuple[str, ...] = ()

    @property
    def short_name(self) -> str:
        """The public name without its schema: of the Parquet file and in the manifest."""
        return self.name.split(".", 1)[1]


def _month(day: str) -> str:
    return MONTH_OF.format(day=day)


TABLES: tuple[PublishedTable, ...] = (
    PublishedTable(
        "marts.fct_cases",
        "core.case_facts",
        ("case_code",),
        _month("received_date"),
        "control.case_facts_change",
        as_of_columns=("is_overdue_open",),
    ),
    PublishedTable(
        "marts.fct_payments",
        "core.fct_payments",
        ("portal", "payment_code"),
        _month("coalesce(paid_date, created_at)"),
        "control.fct_payments_change",
    ),
    PublishedTable(
        "marts.fct_case_events",
        "core.fct_case_events",
        ("portal", "case_code", "occurred_at", "status", "officer_key"),
        _month("occurred_at"),
        "control.fct_case_events_change",
    ),
    PublishedTable(
        "marts.fct_ratings",
        "core.fct_ratings",
        ("portal", "rating_code"),
        _month("rated_date"),
        "control.fct_ratings_change",
    ),
    PublishedTable(
        "marts.fct_counter_visits",
        "core.fct_counter_visits",
        ("portal", "visit_code"),
        _month("visit_date"),
        "control.fct_counter_visits_change",
    ),
    PublishedTable("marts.fct_complaints", "core.fct_complaints", ("portal", "complaint_code")),
    PublishedTable("marts.fct_staffing", "core.fct_staffing", ("portal", "unit_code", "month")),
    PublishedTable("marts.fct_unit_statistics", "core.fct_unit_statistics", ("portal", "unit_code", "month")),
    PublishedTable(
        "marts.kpi_scoreboard",
        "kpi.kpi_figures",
        ("period_key", "kpi_code", "unit_code"),
        "case when period_type in ('to_date', 'campaign') then period_type"
        " else period_type || '-' || strftime(period_start, '%Y-%m') end",
        "control.kpi_figures_change",
        as_of_columns=("as_of",),
    ),
    PublishedTable(
        "marts.kpi_daily",
        "kpi.component_daily",
        ("day", "kpi_code", "unit_code"),
        _month("day"),
        "control.component_daily_change",
    ),
    PublishedTable("marts.report_06a", "core.fct_report_06a", ("portal", "unit_code", "period_start")),
    PublishedTable("marts.dim_unit", "core.dim_unit", ("unit_key",)),
    PublishedTable("marts.dim_procedure", "core.dim_procedure", ("procedure_key",)),
    PublishedTable("marts.dim_date", "core.dim_date", ("day",)),
    PublishedTable("marts.dim_kpi", "core.dim_kpi", ("kpi_code",)),
    PublishedTable("marts.dim_plan", "core.dim_plan", ("plan_code",)),
    PublishedTable("marts.bridge_unit_successor", "core.bridge_unit_successor", ("unit_code", "successor_unit_code")),
    PublishedTable("marts.bridge_unit_ancestor", "core.bridge_unit_ancestor", ("unit_code", "ancestor_unit_code")),
    PublishedTable("marts.integrity_findings", "core.integrity_findings", ("finding_id",), volatile=("found_at",)),
    PublishedTable(
        "quality.quarantine",
        "quality.quarantine",
        ("source", "source_file", "source_line", "rule_code"),
        volatile=("loaded_at",),
    ),
    PublishedTable(
        "quality.reconciliation", "quality.reconciliation", ("portal", "unit_code", "period_start", "measure")
    ),
    PublishedTable("quality.check_results", "quality.check_results", ("check_id",), volatile=("run_id",)),
    PublishedTable("meta.loads", "meta.loads", ("load_id",), volatile=("arrived_at",)),
    PublishedTable("meta.publication", "meta.publication", ("as_of",), volatile=("publication_id", "created_at")),
)

VIEW_SCHEMAS = ("core", "marts")
"""Schemas whose views are copied as they stand into the published file."""
