"""What a publication holds: which table of the warehouse stands behind which public one, and how it is cut."""

from dataclasses import dataclass
from datetime import date

ROW_HASH = "row_hash"
"""Column of a partitioned table's store in the published file: the hash of the row's values, written with the row."""

PartitionValues = tuple[date | str | None, ...]
"""What the rows of a partition have in common: the values of `PublishedTable.partition`."""


@dataclass(frozen=True, slots=True)
class PublishedTable:
    """One table of a publication.

    `name`: the public name, `schema.table`; `store`: the physical table, `schema.table`, in warehouse and publication
    alike. `key`: columns that give the rows their one order. `month_of`: SQL of the day or moment by whose month the
    table is cut, `split_by`: a column by whose values it is cut too; a table with neither is written whole. `changes`:
    the warehouse's table of changed rows, so that only they are written and only touched partitions hashed.
    `as_of_columns`: columns of the public view that change with the as-of moment; they are in no Parquet file.
    `volatile`: columns that tell when or in which run; outside the content hash. `of_audit`: what stands in it is known
    when the audit is over. `of_history`: it tells what was published or known when and goes on from the publication
    before; the warehouse has its form only.
    """

    name: str
    store: str
    key: tuple[str, ...]
    month_of: str | None = None
    split_by: str | None = None
    changes: str | None = None
    as_of_columns: tuple[str, ...] = ()
    volatile: tuple[str, ...] = ()
    of_audit: bool = False
    of_history: bool = False

    @property
    def short_name(self) -> str:
        """The public name without its schema: of the Parquet file and in the manifest."""
        return self.name.split(".", 1)[1]

    @property
    def partition(self) -> tuple[str, ...]:
        """SQL expressions on a row: those with equal values are one partition. Empty for a table that is not cut."""
        month = (f"date_trunc('month', {self.month_of})::date",) if self.month_of else ()
        return (self.split_by, *month) if self.split_by else month

    def condition(self, values: PartitionValues) -> str:
        """SQL that is true for the rows of one partition. Months as ranges: row groups can then be passed over."""
        conditions = []
        if self.split_by:
            conditions.append(f"{self.split_by} is not distinct from {sql_literal(values[0])}")
        if self.month_of and values[-1] is None:
            conditions.append(f"{self.month_of} is null")
        elif self.month_of:
            first = sql_literal(values[-1])
            conditions.append(f"{self.month_of} >= {first} and {self.month_of} < {first} + interval 1 month")
        return " and ".join(conditions)


def partition_name(values: PartitionValues) -> str:
    """The name of the partition with these values: a month as `2023-04`, no value as `none`, joined by `-`."""
    return "-".join(f"{one:%Y-%m}" if isinstance(one, date) else one or "none" for one in values)


def sql_literal(value: date | str | None) -> str:
    """A partition's value as SQL."""
    if value is None:
        return "null"
    return f"date '{value}'" if isinstance(value, date) else f"'{value}'"


TABLES: tuple[PublishedTable, ...] = (
    PublishedTable(
        "marts.fct_cases",
        "core.case_facts",
        ("case_code",),
        month_of="received_date",
        changes="control.case_facts_change",
        as_of_columns=("is_overdue_open",),
    ),
    PublishedTable(
        "marts.fct_payments",
        "core.fct_payments",
        ("portal", "payment_code"),
        month_of="coalesce(paid_date, created_at)",
        changes="control.fct_payments_change",
    ),
    PublishedTable(
        "marts.fct_case_events",
        "core.fct_case_events",
        ("portal", "case_code", "occurred_at", "status", "officer_key"),
        month_of="occurred_at",
        changes="control.fct_case_events_change",
    ),
    PublishedTable(
        "marts.fct_ratings",
        "core.fct_ratings",
        ("portal", "rating_code"),
        month_of="rated_date",
        changes="control.fct_ratings_change",
    ),
    PublishedTable(
        "marts.fct_counter_visits",
        "core.fct_counter_visits",
        ("portal", "visit_code"),
        month_of="visit_date",
        changes="control.fct_counter_visits_change",
    ),
    PublishedTable("marts.fct_complaints", "core.fct_complaints", ("portal", "complaint_code")),
    PublishedTable("marts.fct_staffing", "core.fct_staffing", ("portal", "unit_code", "month")),
    PublishedTable("marts.fct_unit_statistics", "core.fct_unit_statistics", ("portal", "unit_code", "month")),
    PublishedTable(
        "marts.kpi_scoreboard",
        "kpi.kpi_figures",
        ("period_key", "kpi_code", "unit_code"),
        split_by="period_type",
        month_of="period_start",
        changes="control.kpi_figures_change",
        as_of_columns=("as_of",),
    ),
    PublishedTable(
        "marts.kpi_daily",
        "kpi.component_daily",
        ("day", "kpi_code", "unit_code"),
        month_of="day",
        changes="control.component_daily_change",
    ),
    # What has ended is cut by the publication that ended it, so that it is never written again.
    PublishedTable(
        "marts.kpi_history",
        "history.kpi_history",
        ("period_key", "kpi_code", "unit_code", "from_publication"),
        split_by="to_publication",
        month_of="case when to_publication is null then period_start end",
        of_history=True,
    ),
    PublishedTable(
        "marts.fct_backlog_daily",
        "history.backlog_daily",
        ("day", "unit_code"),
        month_of="day",
        of_history=True,
    ),
    PublishedTable("marts.report_06a", "core.fct_report_06a", ("portal", "unit_code", "period_start")),
    PublishedTable(
        "marts.form_06a",
        "kpi.form_06a_figures",
        ("period_key", "unit_code"),
        split_by="period_type",
        changes="control.form_06a_figures_change",
    ),
    PublishedTable("marts.kpi_needs", "kpi.kpi_needs", ("period_key", "kpi_code", "unit_code")),
    PublishedTable(
        "marts.plan_targets",
        "kpi.plan_targets",
        ("plan_code", "kpi_code", "scope_type", "scope", "valid_from"),
    ),
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
    PublishedTable("quality.portal_freshness", "quality.portal_freshness", ("source", "portal")),
    PublishedTable("quality.unit_faults", "quality.unit_faults", ("rule_code", "unit_code", "source", "portal")),
    PublishedTable("quality.held_units", "quality.held_units", ("unit_code", "source")),
    PublishedTable(
        "quality.reconciliation", "quality.reconciliation", ("portal", "unit_code", "period_start", "measure")
    ),
    PublishedTable(
        "quality.reconciliation_candidates",
        "quality.reconciliation_candidates",
        ("portal", "unit_code", "period_start", "measure", "reason", "source_file", "source_line"),
    ),
    PublishedTable(
        "quality.check_results", "quality.check_results", ("check_id",), volatile=("run_id",), of_audit=True
    ),
    PublishedTable("meta.loads", "meta.loads", ("load_id",), volatile=("arrived_at",)),
    PublishedTable(
        "meta.publication",
        "meta.publication",
        ("as_of",),
        volatile=("publication_id", "created_at"),
        of_audit=True,
    ),
)

VIEW_SCHEMAS = ("core", "marts")
"""Schemas whose views are copied as they stand into the published file."""
