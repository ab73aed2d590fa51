"""Ways to tamper with the contents of a publication. Each gives what `motcua verify` must name."""

import shutil

from .world import IDS, LAST, World


def replace_view(world: World) -> str:
    world.alter("create or replace view marts.overdue_cases as select * from core.case_facts limit 0")
    return "motcua.duckdb: marts.overdue_cases is defined otherwise"


def drop_view(world: World) -> str:
    world.alter("drop view marts.definition_comparison")
    return "motcua.duckdb: marts.definition_comparison is missing"


def add_table(world: World) -> str:
    world.alter("create table marts.kpi_true as select 1 as one")
    return "motcua.duckdb: marts.kpi_true was not published"


def add_column(world: World) -> str:
    world.alter("alter table core.dim_kpi add column remark varchar")
    return "motcua.duckdb: core.dim_kpi is defined otherwise"


def edit_figure(world: World) -> str:
    world.alter("update kpi.kpi_figures set numerator = 99 where kpi_code = 'online_case_rate_all' and numerator = 1")
    return "motcua.duckdb: kpi.kpi_figures, partition"


def edit_figure_and_its_hash(world: World) -> str:
    world.alter("update kpi.kpi_figures set row_hash = unhex('00') where numerator = 1")
    return "motcua.duckdb: kpi.kpi_figures has"


def rewrite_history(world: World) -> str:
    world.alter("update history.kpi_history set numerator = 2 where to_publication is not null and numerator = 1")
    return "motcua.duckdb: history.kpi_history, partition"


def forget_a_backlog_day(world: World) -> str:
    world.alter("delete from history.backlog_daily where day = '2023-01-31'")
    return "motcua.duckdb: history.backlog_daily, partition 2023-01"


def edit_stamp(world: World) -> str:
    world.alter("update meta.publication set created_at = created_at - interval 1 day")
    return "motcua.duckdb: meta.publication is not what the manifest says"


def edit_an_older_publication(world: World) -> str:
    world.alter("delete from core.case_facts", IDS[1])
    return f"{IDS[1]}/motcua.duckdb: core.case_facts, partition 2023-01"


def break_database(world: World) -> str:
    (world.folder() / "motcua.duckdb").write_bytes(b"no database" * 4096)
    return "motcua.duckdb: cannot be read"


def remove_database(world: World) -> str:
    (world.folder() / "motcua.duckdb").unlink()
    return "motcua.duckdb: missing"


def remove_parquet(world: World) -> str:
    (world.folder() / "parquet/dim_unit.parquet").unlink()
    return "parquet/dim_unit.parquet: missing"


def swap_parquet(world: World) -> str:
    shutil.copyfile(world.folder(IDS[1]) / "parquet/loads.parquet", world.folder() / "parquet/loads.parquet")
    return "parquet/loads: "


def edit_page(world: World) -> str:
    page = world.folder() / "scoreboard.html"
    page.write_text(page.read_text(encoding="utf-8").replace("2023", "2024"), encoding="utf-8")
    return "scoreboard.html: changed since it was published"


def add_file(world: World) -> str:
    (world.folder() / "note.html").write_text("<p>", encoding="utf-8")
    return f"{LAST}/note.html: was not published"


WAYS = (
    replace_view,
    drop_view,
    add_table,
    add_column,
    edit_figure,
    edit_figure_and_its_hash,
    rewrite_history,
    forget_a_backlog_day,
    edit_stamp,
    edit_an_older_publication,
    break_database,
    remove_database,
    remove_parquet,
    swap_parquet,
    edit_page,
    add_file,
)
