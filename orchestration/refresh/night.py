"""The steps of one refresh, in their order; Dagster's assets call them one after the other.

land → load → transform (dbt) → audit (dbt tests, Great Expectations) → publish. Each step can be begun again after a
kill at any point: what was applied moves last, after the publication.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

import duckdb

from orchestration.clock import local_now
from orchestration.portal.contracts import ContractSet, load_contracts
from orchestration.portal.landing import Landed, Landing
from orchestration.portal.ledger import Arrival, Ledger
from orchestration.portal.loading import LoadedFiles, forget_raw, load, prepare_raw
from orchestration.publication.following import Again, Before, before_again, before_moment, before_next
from orchestration.publication.publishing import (
    Draft,
    MadeWith,
    Publication,
    adopt_unfinished,
    draw_up,
    forget_applied,
    publish,
    set_candidate,
)
from orchestration.publication.record import Record
from orchestration.publication.shelf import Shelf
from orchestration.quality.gate import Audit
from orchestration.quality.gx_duckdb import load_engine
from orchestration.quality.results import ExpectedCheck, prepare_results, write_results
from orchestration.quality.stewardship.journal import Decision, Journal, Waivers, waivers_in_force
from orchestration.quality.stewardship.raises import raises_in_force, write_raises
from orchestration.quality.stewardship.rejections import rejections_in_force, write_rejections
from orchestration.quality.suites import Suite, load_suites, waived_rules
from orchestration.refresh.audit import audit, expected_checks
from orchestration.refresh.fingerprint import code_version, fingerprint_of, remember
from orchestration.registers.folder import Registers, load_registers
from orchestration.registers.sowing import lay_over
from orchestration.settings import PROJECT_ROOT, Settings
from orchestration.transform.dbt_runner import DbtRun, NodeResult
from orchestration.transform.manifest import project_of, read_manifest
from orchestration.warehouse.holidays import write_holidays
from orchestration.warehouse.last_publication import hide_last, show_last
from orchestration.warehouse.opening import open_warehouse
from orchestration.warehouse.views import note_views, views_stand


class TransformError(RuntimeError):
    """A model or register could not be built; the message names it and what DuckDB said."""


@dataclass(frozen=True, slots=True)
class Applied:
    """What the last publication of this warehouse had applied."""

    load_seq: int
    as_of: datetime | None
    reading: str


@dataclass
class Night:
    """One refresh of one warehouse.

    `until`: only arrivals up to this moment are taken (replay), None for all; `living`: the shelf of the nightly
    warehouse, whose history the replay takes over. `again`: the recorded publication to make again, None for a new one.
    """

    settings: Settings
    full: bool = False
    until: datetime | None = None
    run_id: str = "shell"
    living: Shelf | None = None
    again: Again | None = None
    _con: duckdb.DuckDBPyConnection | None = field(default=None, init=False, repr=False)
    _beside: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1), init=False, repr=False)
    _draft: Future[Draft] | None = field(default=None, init=False, repr=False)
    left_views: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        """Read registers and contracts first: a wrong one stops the night before anything is touched."""
        self.registers: Registers = load_registers(self.settings.registers_dir)
        self.contracts: ContractSet = load_contracts(self.settings.contracts_dir, self.registers.provinces)
        self.dbt = project_of(self.settings)
        self.landing = Landing(self.settings.inbox, self.settings.archive)
        self.suites: list[Suite] = load_suites(PROJECT_ROOT / "expectations")
        self.shelf = Shelf(self.settings.published)
        if self.again is not None and not self.again.is_last:
            self.shelf = self.again.aside
        self.journal = Journal.read(self.settings.decisions)
        self.record = Record.read(self.settings.record)

    @property
    def _recorded(self) -> Record | None:
        """Where what is put out is recorded; a replay is none of this warehouse's publications."""
        is_aside = self.until is not None or (self.again is not None and not self.again.is_last)
        return None if is_aside else self.record

    def before(self) -> Before:
        """What the publication of this night comes after. Raises ShelfError."""
        if self.again is not None:
            return before_again(self.again)
        if self.until is not None:
            return before_moment(self.until, self.living or self.shelf, self.record)
        return before_next(self.shelf, self.record)

    def _decisions(self) -> list[Decision]:
        """The stewards' decisions that are known: all, or those that a lost publication was made after."""
        return self.journal.decisions[: self.again.entry.decisions if self.again else None]

    @cached_property
    def waivers(self) -> Waivers:
        """The waivers in force, for what is held and for the gate: today's, or those of the moment that is replayed.

        A lost publication is made again with those of its making, and its audit of today with today's too.
        """
        if self.again is not None:
            then = waivers_in_force(self._decisions(), self.again.entry.moment.date())
            return {**waivers_in_force(self.journal.decisions, local_now().date()), **then}
        return waivers_in_force(self._decisions(), (self.until or local_now()).date(), self.until)

    @property
    def con(self) -> duckdb.DuckDBPyConnection:
        """The one connection to the warehouse; dbt works beside it in this process."""
        if self._con is None:
            self._con = open_warehouse(self.settings.warehouse_file, self.settings.require_pii_key())
        return self._con

    def close(self) -> None:
        """Let the warehouse go, once what goes on beside has come to its end."""
        self._beside.shutdown()
        if self._con is not None:
            self._con.close()
            self._con = None

    def land(self) -> Landed:
        """Inbox to archive and ledger; a replay lands nothing."""
        if self.until is not None:
            return Landed(())
        return self.landing.land(self.contracts, self.settings.settle_seconds)

    def arrivals(self) -> list[Arrival]:
        """The arrivals that count tonight."""
        arrivals = self.landing.recover().arrivals
        if self.again is not None:
            return [one for one in arrivals if one.sequence <= (self.again.entry.load_seq or 0)]
        return arrivals if self.until is None else [one for one in arrivals if one.moment <= self.until]

    def load(self) -> LoadedFiles:
        """Archive to raw, and what this run has to do to control.run."""
        if self.again is not None:
            adopt_unfinished(self.con, self.again.aside)
        else:
            adopt_unfinished(self.con, self.shelf, self._recorded)
        before = self.before()
        applied, fingerprint = self.applied(), fingerprint_of(self.settings)
        is_full = self.full or applied is None or applied.reading != fingerprint.reading
        if is_full:
            forget_applied(self.con)
            forget_raw(self.con)
            # Another contract or calendar is a reason to make everything anew: else they stand there already.
            prepare_raw(self.con, self.contracts)
            write_holidays(self.con)
        arrivals = self.arrivals()
        loaded = load(self.con, arrivals, self.settings.archive, self.contracts)
        self._begin_run(applied, is_full, max((one.sequence for one in arrivals), default=0), before.covered_to)
        # What is held keeps what readers see now; the models look it up there.
        show_last(self.con, before.seen)
        return loaded

    def _begin_run(self, applied: Applied | None, is_full: bool, target: int, covered_to: date | None) -> None:
        self.con.execute("begin transaction")
        self.con.execute("delete from control.waived_rules")
        for rule in sorted(waived_rules(self.waivers)):
            self.con.execute("insert into control.waived_rules values ($1)", [rule])
        self.con.execute("delete from control.run")
        self.con.execute(
            "insert into control.run values ($1, $2, $3, $4, $5, $6)",
            [
                0 if applied is None or is_full else applied.load_seq,
                target,
                is_full,
                self.again.entry.as_of if self.again else self.settings.as_of,
                applied.as_of if applied else None,
                covered_to,
            ],
        )
        write_raises(self.con, raises_in_force(self._decisions(), self.until))
        write_rejections(self.con, rejections_in_force(self._decisions(), self.until), is_full=is_full)
        self.con.execute("commit")

    def applied(self) -> Applied | None:
        """What the last publication applied, None for a new warehouse."""
        row = self.con.execute("select load_seq, as_of, reading from meta.applied").fetchone()
        return Applied(*row) if row else None

    @property
    def is_full(self) -> bool:
        """Whether this run touches everything."""
        row = self.con.execute("select is_full from control.run").fetchone()
        return bool(row and row[0])

    def transform(self, on_result: Callable[[NodeResult], None] | None = None) -> DbtRun:
        """Registers and models; everything is built anew when everything is touched.

        Else the code is that of the last publication, and its views are left alone (`left_views`) if they still stand.
        """
        whole = ["--full-refresh"] if self.is_full else []
        self.left_views = not whole and views_stand(self.con)
        if whole:
            self._dbt(["seed", *whole], on_result)
            lay_over(self.con, self.registers)
        self._beside.submit(load_engine)  # the audit's engine; the models wait for DuckDB half of their time
        run = self._dbt(["run", *(["--exclude", "config.materialized:view"] if self.left_views else whole)], on_result)
        if not self.left_views:
            note_views(self.con)
        set_candidate(self.con, code_version())
        return run

    def _dbt(self, args: Sequence[str], on_result: Callable[[NodeResult], None] | None) -> DbtRun:
        run = self.dbt.invoke(args, on_result)
        if not run.success:
            told = [f"{one.name}: {one.message}" for one in run.results if one.status == "error"]
            raise TransformError("\n".join(told or run.problems or ("dbt failed without a word",)))
        return run

    def expected(self) -> list[ExpectedCheck]:
        """The checks that must answer tonight, fixed before the first one runs."""
        return expected_checks(self.suites, read_manifest(self.settings), self.contracts.contracts)

    def audit(self) -> Audit:
        """Ask every expected check of the candidate and decide; the answers stand in quality.check_results.

        The audit is Python for the most part, and building the publication DuckDB's work: they go on side by side. What
        is built is in a folder that no reader sees until the gate has let it pass; the tables of history, which stand
        nowhere else, are asked last.
        """
        manifest = read_manifest(self.settings)
        hide_last(self.con)
        prepare_results(self.con)  # the draft may be quicker than the first audit
        self._draft = being_drawn = self._beside.submit(self._draw_up, self.con.cursor())
        answers = audit(
            self.con,
            self.suites,
            self.dbt,
            manifest,
            self.contracts.contracts,
            everything=self.is_full,
            waivers=self.waivers,
            draft=lambda: being_drawn.result().folder / "motcua.duckdb",
        )
        write_results(self.con, answers.results, self.run_id)
        return answers

    def _draw_up(self, con: duckdb.DuckDBPyConnection) -> Draft:
        """Build the draft, then write the warehouse's log into its file."""
        try:
            draft = draw_up(con, self.shelf, self.before())
            # Refused while something is being written; it is then done when the warehouse is closed.
            with suppress(duckdb.TransactionException):
                con.execute("checkpoint")
            return draft
        finally:
            con.close()

    def publish(self, verdict: Audit) -> Publication:
        """Put the candidate out, move what is applied, and remember; raises GateRefusedError for a refused one."""
        hide_last(self.con)
        draft = self._draft.result() if self._draft else draw_up(self.con, self.shelf, self.before())
        self._draft = None
        publication = publish(self.con, draft, verdict, self._made_with(), self._recorded)
        if self.until is None and self.again is None:
            remember(self.settings)
        return publication

    def _made_with(self) -> MadeWith:
        """Decisions and acts that were known, of a lost publication those that it was recorded after."""
        decisions, acts = len(self.journal.decisions), len(self.record.entries)
        if self.again is not None:
            decisions, acts = self.again.entry.decisions or 0, self.again.entry.sequence - 1
        run = self.con.execute("select target_seq from control.run").fetchone()
        return MadeWith(
            fingerprint_of(self.settings).reading,
            self.contracts.sha256,
            decisions,
            self.journal.heads[decisions],
            acts,
            self.record.heads[acts],
            Ledger(self.settings.ledger).heads[run[0] if run else 0],
        )
