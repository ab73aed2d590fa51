"""Dagster's SQLite event log with its connections kept open.

Dagster's own opens the file anew for each of some two thousand reads and writes of a run: four of the seven
seconds that a run of a hundred assets costs beside its steps. The files are the same; `dagster dev` reads
them with Dagster's own class.
"""

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from dagster._core.storage.event_log import SqliteEventLogStorage  # the name that dagster.yaml takes
from dagster._serdes import ConfigurableClassData
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import StaticPool

BUSY_SECONDS = 60
"""How long a write waits for another process, such as `dagster dev`."""


class KeptEventLog(SqliteEventLogStorage):
    """For a process that executes one run and ends; a server would keep one for each run it shows."""

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        """`base_dir`: folder of the SQLite files, one a run and one index."""
        self._kept: dict[str, Engine] = {}
        self._one_at_a_time = threading.Lock()
        super().__init__(base_dir, inst_data)

    @classmethod
    def from_config_value(cls, inst_data: ConfigurableClassData | None, config_value: Any) -> "KeptEventLog":
        """Called by Dagster."""
        return cls(inst_data=inst_data, **config_value)

    def run_connection(self, run_id: str | None = None) -> Any:
        """Open a transaction on the events of one run."""
        opened = super().run_connection
        return self._transaction(str(run_id), lambda: opened(run_id))

    def index_connection(self) -> AbstractContextManager[Connection]:
        """Open a transaction on what is known across runs."""
        return self._transaction("index", super().index_connection)

    def dispose(self) -> None:
        """Close all files."""
        super().dispose()
        for engine in self._kept.values():
            engine.dispose()
        self._kept.clear()

    @contextmanager
    def _transaction(self, shard: str, make: Any) -> Iterator[Connection]:
        with self._one_at_a_time:
            if shard not in self._kept:
                with make():  # Dagster makes the file and its tables
                    pass
                self._kept[shard] = _engine(self.conn_string_for_shard(shard))
            with self._kept[shard].begin() as connection:
                yield connection


def _engine(url: str) -> Engine:
    engine = create_engine(
        url, poolclass=StaticPool, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False}
    )

    def spare_the_disk(connection: Any, _record: Any) -> None:
        # In WAL mode nothing can be torn by this; a power cut may cost the last events, never a figure.
        connection.execute("pragma synchronous = normal")

    event.listen(engine, "connect", spare_the_disk)
    return engine
