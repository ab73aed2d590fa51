"""A folder's rows into the tables of the registers, over those that dbt has sown there."""

from collections.abc import Sequence

import duckdb

from orchestration.registers.folder import Registers
from orchestration.registers.model import REGISTERS, Register, Row


def lay_over(con: duckdb.DuckDBPyConnection, registers: Registers) -> None:
    """Put the rows of the folder into schema `register`; each takes the place of the row that had its key.

    After `dbt seed`, in one transaction: a kill leaves the project's registers, and the next night begins with them.
    """
    con.execute("begin transaction")
    try:
        for register in REGISTERS:
            if rows := registers.own.get(register.name, ()):
                _lay(con, register, rows)
        con.execute("commit")
    except BaseException:
        con.execute("rollback")
        raise


def _lay(con: duckdb.DuckDBPyConnection, register: Register, rows: Sequence[Row]) -> None:
    names = [column.name for column in register.columns]
    cells = ", ".join(
        f"unnest(${place}::{column.duckdb_type}[]) as {column.name}"
        for place, column in enumerate(register.columns, start=1)
    )
    values = [[row.values[name] for row in rows] for name in names]
    con.execute(f"create or replace temp table own_rows as select {cells}", values)
    same_key = " and ".join(f"own_rows.{name} is not distinct from sown.{name}" for name in register.key)
    for table in register.tables:
        con.execute(f"delete from {table} as sown where exists (select 1 from own_rows where {same_key})")
    con.execute(f"insert into {register.table} by name select * from own_rows")
    con.execute("drop table own_rows")
