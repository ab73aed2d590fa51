"""What dbt says to DuckDB in one run, written down once and said again for each night of a scenario.

dbt takes 5 to 10 seconds to run this project over a handful of rows, nearly all of it its own work: rendering, caches,
hooks. The statements do not depend on the rows. So a whole run and an incremental run are done by dbt once, on the
project as it stands, and their statements are replayed. `test_what_touches_what.py` sees that it comes to the same.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import duckdb
import pytest

COMMENT = re.compile(r"^\s*/\*.*?\*/\s*", re.DOTALL)
READ_ONLY = ("select", "describe", "show", "pragma")
"""First words of what changes nothing."""
LEFT_BEHIND = """
with relations as (
    select 'table' as kind, schema_name, table_name as name from duckdb_tables() where not temporary
    union all
    select 'view' as kind, schema_name, view_name as name from duckdb_views() where not temporary
)
select * from relations where ends_with(name, '__dbt_backup') or ends_with(name, '__dbt_tmp')
"""


@dataclass(frozen=True, slots=True)
class Script:
    """The statements of one `dbt run`, in order, without those that only look."""

    statements: tuple[str, ...]

    def say(self, con: duckdb.DuckDBPyConnection) -> None:
        """Say all of it again.

        First what dbt itself looks for before it makes a table: what a killed run left behind between its renaming of
        tables and its clearing away.
        """
        for kind, schema, name in con.execute(LEFT_BEHIND).fetchall():
            con.execute(f'drop {kind} {schema}."{name}"')
        for statement in self.statements:
            con.execute(statement)


@contextmanager
def recording() -> Iterator[list[str]]:
    """Write down what dbt-duckdb executes while the context is open."""
    from dbt.adapters.duckdb.environments.local import DuckDBCursorWrapper  # noqa: PLC0415 - imports dbt

    heard: list[str] = []
    execute: Callable[..., object] = DuckDBCursorWrapper.execute

    def listen(self: DuckDBCursorWrapper, sql: str, bindings: object = None) -> object:
        heard.append(sql)
        return execute(self, sql, bindings)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DuckDBCursorWrapper, "execute", listen)
        yield heard


def script_of(heard: list[str]) -> Script:
    """The script of what was heard, with its transactions.

    dbt speaks on several connections, one at a time; said on one, a transaction that is open is not begun again.
    """
    statements: list[str] = []
    is_open = False
    for sql in (COMMENT.sub("", one).strip() for one in heard):
        word = sql.lower()
        if not sql or word.startswith(READ_ONLY):
            continue
        if word.startswith(("begin", "commit", "rollback")):
            if word.startswith("begin") == is_open:
                continue
            is_open = not is_open
        statements.append(sql)
    return Script(tuple(statements))
