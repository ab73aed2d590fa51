"""The one small adaptation of Great Expectations 1.24.1, which has no DuckDB support, to DuckDB.

As shipped every expectation fails with `list index out of range`: GX closes its SQLAlchemy connection
before it fetches, SQLAlchemy then rolls back, and a roll-back throws DuckDB's pending result away. An audit
only reads, so `_ReadingConnection` answers begin, commit, roll-back and close with nothing, and the result
stays. Only public interfaces are used (`add_sql` hands `kwargs` on to `create_engine`). Two things
stay out of reach: the regular expressions of GX (`~` would be refused) and table assets; rules with
patterns are written in SQL, and every asset is a query. `tests/unit/quality/test_gx_duckdb.py` fails when
GX changes or gains support.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from orchestration.quality.results import SAMPLE_SIZE


@dataclass(frozen=True, slots=True)
class Rule:
    """One expectation: a `name` of our own, the snake-case `expectation` of GX and its arguments."""

    name: str
    expectation: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """What GX said of one rule: `detail` is its `result`, `error` why it could not be evaluated, or None."""

    name: str
    success: bool
    detail: Mapping[str, Any]
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Detail:
    """How much GX tells. `verdict` costs one scan for most rules together; `rows` adds counts and a sample.

    `key`: the columns by which failing rows are named. `everything` hands out the rows of a query rule.
    """

    result_format: str = "BOOLEAN_ONLY"
    key: tuple[str, ...] = ()

    @classmethod
    def verdict(cls) -> "Detail":
        """Only whether each rule holds."""
        return cls()

    @classmethod
    def rows(cls, key: tuple[str, ...]) -> "Detail":
        """Counts and at most `SAMPLE_SIZE` failing rows by `key`."""
        return cls("SUMMARY", key)

    @classmethod
    def everything(cls) -> "Detail":
        """What GX has; of a query rule the first 200 rows. For other rules it would be without limit."""
        return cls("COMPLETE")

    def as_result_format(self) -> dict[str, Any]:
        """Give GX's `result_format`."""
        wanted: dict[str, Any] = {
            "result_format": self.result_format,
            "partial_unexpected_count": SAMPLE_SIZE,
        }
        if self.key:
            wanted["unexpected_index_column_names"] = list(self.key)
        return wanted


def load_engine() -> Any:
    """Import GX, which takes 3 s of Python; to be called ahead, while something else waits for DuckDB."""
    # Versions of GX that report home read it when they are imported; it is never given back.
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations  # noqa: PLC0415

    return great_expectations


class AuditSource:
    """Great Expectations on one DuckDB cursor: without files, network, telemetry and progress bars."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """Take `cursor`, which stays the caller's to close. The first one in a process imports GX."""
        gx = load_engine()
        from duckdb_engine import ConnectionWrapper  # noqa: PLC0415
        from sqlalchemy.pool import StaticPool  # noqa: PLC0415

        self._gx = gx
        context = gx.get_context(mode="ephemeral", project_config=_quiet_project())
        self._connection = connection = _ReadingConnection(ConnectionWrapper(cursor))
        self._source = context.data_sources.add_sql(
            "warehouse",
            connection_string="duckdb:///:memory:",
            create_temp_table=False,
            kwargs={"creator": lambda: connection, "poolclass": StaticPool},
        )
        # One asset for all queries: for each new one GX would write its whole configuration down once more.
        self._rows = self._source.add_query_asset(name="rows", query="select 1")

    def ask(self, query: str, rules: Sequence[Rule], detail: Detail) -> list[Answer]:
        """Put `rules` to the rows of `query`; one answer a rule, in their order.

        GX joins what it can into one scan, and an error of one rule then fails all of its company; such
        rules are asked again alone, so that only those that are wrong themselves have an error.
        """
        together = self._ask_together(query, rules, detail)
        if len(rules) == 1:
            return together
        return [
            answer if answer.error is None else self._ask_together(query, [rule], detail)[0]
            for rule, answer in zip(rules, together, strict=True)
        ]

    def _ask_together(self, query: str, rules: Sequence[Rule], detail: Detail) -> list[Answer]:
        answers: dict[str, Answer] = {}
        expectations = []
        for rule in rules:
            try:
                expectations.append(_as_expectation(rule))
            except (TypeError, ValueError, KeyError) as error:
                answers[rule.name] = Answer(rule.name, success=False, detail={}, error=_first_words(error))
        if expectations:
            answers |= self._validate(query, expectations, detail)
        silent = "Great Expectations gave no answer"
        return [answers.get(rule.name, Answer(rule.name, False, {}, silent)) for rule in rules]

    def _validate(self, query: str, expectations: list[Any], detail: Detail) -> dict[str, Answer]:
        self._rows.query = query
        # Without a batch definition, which would be written down too.
        batch = self._rows.get_batch(self._rows.build_batch_request())
        suite = self._gx.ExpectationSuite(name="rules", expectations=expectations)
        outcome = batch.validate(suite, result_format=detail.as_result_format())
        answers = [_as_answer(result) for result in outcome.results]
        return {answer.name: answer for answer in answers}

    def close(self) -> None:
        """Let go of the SQLAlchemy engine; the cursor stays open."""
        self._source.get_engine().dispose()
        self._connection.release()


class _ReadingConnection:
    """A DBAPI connection whose transactions and closing are nobody's business but its owner's."""

    def __init__(self, wrapped: Any) -> None:
        self._wrapped = wrapped

    def begin(self) -> None:
        """Stay in autocommit: one rule's error must not abort the transaction of the next."""

    def commit(self) -> None:
        """Nothing was written."""

    def rollback(self) -> None:
        """Keep the pending result, which DuckDB would throw away."""

    def close(self) -> None:
        """Leave the cursor to its owner."""

    def release(self) -> None:
        """Forget the cursor: GX keeps its last context, and with it this connection, to the end."""
        self._wrapped = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._wrapped, name)


def _quiet_project() -> Any:
    """Give GX's configuration: all in memory, where its default makes a folder; no bars, no reports home."""
    from great_expectations.data_context.types import base  # noqa: PLC0415

    return base.DataContextConfig(
        analytics_enabled=False,
        progress_bars=base.ProgressBarsConfig(globally=False),
        store_backend_defaults=base.InMemoryStoreBackendDefaults(),
    )


def _as_expectation(rule: Rule) -> Any:
    from great_expectations.expectations.expectation_configuration import (  # noqa: PLC0415
        ExpectationConfiguration,
    )

    wanted = ExpectationConfiguration(type=rule.expectation, kwargs=dict(rule.arguments), meta={"name": rule.name})
    return wanted.to_domain_obj()


def _as_answer(result: Any) -> Answer:
    name = result.expectation_config.meta["name"]
    error = _error_of(result.exception_info or {})
    return Answer(name, bool(result.success) and error is None, result.result or {}, error)


def _error_of(info: Mapping[str, Any]) -> str | None:
    """Find the message in GX's `exception_info`, which is flat for some faults and by metric for others."""
    candidates = [info, *(value for value in info.values() if isinstance(value, Mapping))]
    for candidate in candidates:
        if candidate.get("raised_exception"):
            return _first_words(candidate.get("exception_message"))
    return None


def _first_words(fault: object) -> str:
    """Give the first 300 characters of a fault on one line, without the statement that SQLAlchemy adds."""
    words = " ".join(str(fault).split("[SQL:", maxsplit=1)[0].split())
    return words[:300] or "no message"
