"""dbt in this process: one project, run on one warehouse file, its events told while they happen.

dbt is imported only when it is used (2.6 s), and the warehouse is unlocked after each use. What dbt's test
results mean to the gate stands in `dbt_checks.py`.
"""

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from dbt.cli.main import dbtRunnerResult
    from dbt.contracts.graph.manifest import Manifest

WAREHOUSE_VARIABLE = "MOTCUA_WAREHOUSE_FILE"
"""Read by `profiles.yml`: `path: "{{ env_var('MOTCUA_WAREHOUSE_FILE') }}"`."""

# The manifest is written when it is asked for; to write it again at each run costs a second.
_NOTHING_WRITTEN = "--no-write-json"

SELECTION_OPTIONS = frozenset(
    {"--select", "-s", "--exclude", "--selector", "--vars", "--indirect-selection", "--resource-type"}
    | {"--exclude-resource-type", "--models", "-m"}
)

ANSWERING_TYPES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "run": ("model",),
        "seed": ("seed",),
        "snapshot": ("snapshot",),
        "test": ("test", "unit_test"),
        "build": ("model", "seed", "snapshot", "test", "unit_test"),
    }
)
"""dbt's commands and the kinds of node that give a result under each."""


class DbtError(RuntimeError):
    """dbt could not start: a broken project or profile, or wrong arguments. No node has answered."""


@dataclass(frozen=True, slots=True)
class NodeResult:
    """What dbt says of one node (model, seed, test, …) once it is done.

    `status` in dbt's words: `success`, `error`, `skipped`, `pass`, `fail`, `warn`, `no-op` and others.
    `seconds`: time of the node; `rows`: rows written where the adapter counts them (seeds), else None;
    `failures`: failing rows of a test, None for all else.
    """

    unique_id: str
    name: str
    resource_type: str
    status: str
    seconds: float
    rows: int | None
    message: str
    failures: int | None


@dataclass(frozen=True, slots=True)
class DbtRun:
    """One invocation of dbt.

    `success` is dbt's own verdict: no node failed, errored or was skipped for it. `expected`: the nodes that
    the arguments select, asked of dbt apart from the run; None where this was not asked. `problems`: dbt's
    warnings and errors as text, in order.
    """

    success: bool
    results: tuple[NodeResult, ...]
    expected: frozenset[str] | None = None
    problems: tuple[str, ...] = ()

    @property
    def unanswered(self) -> frozenset[str]:
        """Selected nodes without a result; a run that has some must not be taken for complete."""
        return (self.expected or frozenset()) - {result.unique_id for result in self.results}


OnResult = Callable[[NodeResult], None]


@dataclass(frozen=True, slots=True)
class DbtProject:
    """A dbt project and the warehouse file on which it runs.

    `target_path` keeps manifest, partial parse, compiled SQL and log. Use one target path for one warehouse:
    dbt parses anew when the warehouse's path is not the one it parsed with. The files are read once, when they are
    first needed; after a change in them call `parse`.
    """

    project_dir: Path
    profiles_dir: Path
    target_path: Path
    warehouse: Path
    _parsed: list["Manifest"] = field(default_factory=list, init=False, repr=False, compare=False)

    def parse(self) -> dict[str, Any]:
        """Parse ahead, so that the night need not; give the manifest as `manifest.json` has it.

        Raises `DbtError` with dbt's words for a project that cannot be parsed.
        """
        self._parse("--write-json")
        return self.manifest()

    def _parse(self, writing: str) -> None:
        """Read the files and keep what dbt made of them for all that is run after it."""
        self._parsed.clear()
        self._parsed.append(cast("Manifest", self._run(["parse"], _Listener(None), writing).result))

    def manifest(self) -> dict[str, Any]:
        """Give the manifest of the last parse or run. Raises `DbtError` where there is none yet."""
        path = self.target_path / "manifest.json"
        try:
            content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError as error:
            raise DbtError(f"{path} is missing: call parse() first") from error
        except json.JSONDecodeError as error:
            raise DbtError(f"{path} line {error.lineno} is not JSON: delete it and call parse()") from error
        return content

    def select(self, args: Sequence[str]) -> frozenset[str]:
        """Give the unique ids of the nodes that `args` (those of `invoke`) select; nothing is run.

        Raises `DbtError` where dbt cannot say.
        """
        listing = ["list", "--output", "json", "--output-keys", "unique_id", *_selection_of(args)]
        lines = self._run(listing, _Listener(None), _NOTHING_WRITTEN).result
        return frozenset(json.loads(line)["unique_id"] for line in (lines if isinstance(lines, list) else []))

    def invoke(self, args: Sequence[str], on_result: OnResult | None = None, *, expect: bool = False) -> DbtRun:
        """Run dbt with `args`, e.g. `["build", "--select", "core"]`; tell each result as soon as it is there.

        `expect` asks dbt beforehand which nodes are selected, so that silence is noticed. `on_result` is
        called once for each node; what it raises is raised here after dbt has ended. Raises `DbtError` when
        dbt could not start its work; nodes that fail are results, not exceptions.
        """
        if not self._parsed:
            self._parse(_NOTHING_WRITTEN)
        expected = self.select(args) if expect else None
        listener = _Listener(on_result)
        # Tests make no tables, so dbt need not look up which there are.
        lookup = ["--no-populate-cache"] if "test" in args[:1] else []
        outcome = self._run(list(args), listener, _NOTHING_WRITTEN, *lookup)
        results = tuple(_from_run_result(one) for one in getattr(outcome.result, "results", ()))
        listener.tell_rest(results)
        return DbtRun(outcome.success, results, expected, tuple(listener.problems))

    def _run(self, args: list[str], listener: "_Listener", *flags: str) -> "dbtRunnerResult":
        from dbt.cli.main import dbtRunner  # noqa: PLC0415 - 2.6 s that only a run should cost

        with self._environment():
            try:
                runner = dbtRunner(manifest=next(iter(self._parsed), None), callbacks=[listener.hear])
                outcome = runner.invoke([*self._global_options(), *flags, *args])
            finally:
                unlock()
        if listener.failure is not None:
            raise listener.failure
        if outcome.exception is not None:
            if not isinstance(outcome.exception, Exception):
                raise outcome.exception
            raise DbtError(f"dbt {' '.join(args)}: {outcome.exception}") from outcome.exception
        return outcome

    def _global_options(self) -> list[str]:
        """Options before the command: telemetry off, nothing on stdout, the log beside the target."""
        log_path = self.target_path / "logs"
        return [
            *("--no-send-anonymous-usage-stats", "--no-use-colors", "--no-use-colors-file"),
            *("--quiet", "--no-print", "--log-level", "none", "--log-level-file", "info"),
            *("--log-path", str(log_path.absolute()), "--partial-parse", "--no-version-check"),
        ]

    @contextmanager
    def _environment(self) -> Iterator[None]:
        """Set what dbt reads from the environment; give it back as it was."""
        wanted = {
            WAREHOUSE_VARIABLE: str(self.warehouse.absolute()),
            "DBT_PROJECT_DIR": str(self.project_dir.absolute()),
            "DBT_PROFILES_DIR": str(self.profiles_dir.absolute()),
            "DBT_TARGET_PATH": str(self.target_path.absolute()),
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
            "DO_NOT_TRACK": "1",
        }
        before = {name: os.environ.get(name) for name in wanted}
        os.environ.update(wanted)
        try:
            yield
        finally:
            for name, value in before.items():
                if value is None:
                    os.environ.pop(name, None)
                else:
                    os.environ[name] = value


def unlock() -> None:
    """Close dbt-duckdb's connections; without it the warehouse stays locked to every other process."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager  # noqa: PLC0415 - imports dbt

    DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call]


@dataclass(slots=True)
class _Listener:
    """Hears dbt's events (protobuf `EventMsg`): results are told on, warnings and errors are kept."""

    on_result: OnResult | None
    problems: list[str] = field(default_factory=list)
    told: set[str] = field(default_factory=set)
    failure: BaseException | None = None

    def hear(self, event: Any) -> None:
        if event.info.level in ("warn", "error"):
            self.problems.append(event.info.msg)
        if event.info.name == "NodeFinished":
            self._tell(_from_event(event.data))

    def tell_rest(self, results: Sequence[NodeResult]) -> None:
        """Tell the results that had no event of their own, such as those skipped after a `--fail-fast`."""
        for result in results:
            if result.unique_id not in self.told:
                self._tell(result)
        if self.failure is not None:
            raise self.failure

    def _tell(self, result: NodeResult) -> None:
        self.told.add(result.unique_id)
        if self.on_result is None or self.failure is not None:
            return
        try:
            self.on_result(result)
        # Raised again after the run: inside it dbt would blame the node, and an interruption would hang dbt.
        except BaseException as error:  # noqa: BLE001
            self.failure = error


def _selection_of(args: Sequence[str]) -> list[str]:
    """Give those of `args` that decide which nodes answer, as arguments of `dbt list`.

    `list` would also name sources, exposures and the tests of a plain `run`, which never give a result.
    """
    chosen: list[str] = []
    taking = False
    for arg in args:
        if arg.startswith("-"):
            taking = arg.split("=", 1)[0] in SELECTION_OPTIONS
        if taking:
            chosen.append(arg)
    if not any(arg.startswith("--resource-type") for arg in chosen):
        command = next((arg for arg in args if arg in ANSWERING_TYPES), None)
        for kind in ANSWERING_TYPES.get(command or "", ()):
            chosen += ["--resource-type", kind]
    return chosen


def _from_run_result(result: Any) -> NodeResult:
    """Translate dbt's `RunResult`, as it stands in the outcome of an invocation."""
    node = result.node
    rows = (result.adapter_response or {}).get("rows_affected")
    return NodeResult(
        unique_id=node.unique_id,
        name=node.name,
        resource_type=str(node.resource_type),
        status=str(result.status),
        seconds=float(result.execution_time),
        rows=None if rows is None else int(rows),
        message=result.message or "",
        failures=_failures(str(node.resource_type), str(result.status), result.failures),
    )


def _from_event(data: Any) -> NodeResult:
    """Translate the payload of dbt's `NodeFinished`, a protobuf message in which absent numbers are 0."""
    info, result = data.node_info, data.run_result
    response: Mapping[str, Any] = dict(result.adapter_response)
    rows = response.get("rows_affected")
    return NodeResult(
        unique_id=info.unique_id,
        name=info.node_name,
        resource_type=info.resource_type,
        status=result.status,
        seconds=float(result.execution_time),
        rows=None if rows is None else int(rows),
        message=result.message,
        failures=_failures(info.resource_type, result.status, result.num_failures),
    )


def _failures(resource_type: str, status: str, counted: int | None) -> int | None:
    """A test that ran has counted its failing rows; nothing else has."""
    ran = resource_type in ("test", "unit_test") and status in ("pass", "fail", "warn")
    return int(counted or 0) if ran else None
