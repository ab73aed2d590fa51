"""`motcua refresh`: decides first whether anything is new, then runs the job."""

import argparse
import secrets
import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.chain import ChainError, repair_tail
from orchestration.commands.codes import BUSY, DONE, FAILED, REFUSED, WRONG_USE
from orchestration.settings import PROJECT_ROOT, Settings, SettingsError, load_settings

if TYPE_CHECKING:
    from orchestration.publication.shelf import Shelf

DEMO_FROM, DEMO_TO = date(2023, 1, 1), date(2023, 12, 31)
DEMO_CASES = 15_000
DEMO_DEFECTS = 0.001
"""A few faulty rows, so that a newcomer sees what becomes of them."""


def run(settings: Settings, args: argparse.Namespace) -> int:
    """Refresh once; gives the exit code."""
    if args.demo:
        settings = prepare_demo(settings)
    settings.require_pii_key()
    repair_tail(settings.decisions)
    if args.as_of is not None:
        return _replay(settings, args)
    from orchestration.refresh.inbox import is_nothing_new

    if not args.full and is_nothing_new(settings):
        print("Nothing new: no file, decision, contract, register, setting or code has changed.")
        _tell_where(settings)
        return DONE
    return _run_job(settings, full=args.full)


def _replay(settings: Settings, args: argparse.Namespace) -> int:
    if args.out is None:
        raise SettingsError("--as-of builds a warehouse of its own: say where with --out DIR")
    if args.out.resolve() == settings.warehouse_dir.resolve():
        raise SettingsError(
            f"--out {args.out} is the nightly warehouse; a replay never touches it: take another folder"
        )
    if (args.out / "warehouse.duckdb").exists() or (args.out / "published").exists():
        raise SettingsError(f"--out {args.out} holds a warehouse already: take another folder, or remove it")
    from orchestration.portal.ledger import Ledger
    from orchestration.publication.shelf import Shelf

    first = min((one.moment for one in Ledger(settings.ledger).arrivals), default=None)
    if first is not None and args.as_of < first:
        raise SettingsError(
            f"--as-of {args.as_of}: nothing had arrived by then; the first file arrived {first}: give that moment or a"
            " later one, in the time of Asia/Ho_Chi_Minh"
        )
    replay = settings.model_copy(update={"warehouse_dir": args.out, "as_of": args.as_of})
    return _run_job(replay, full=args.full, until=args.as_of, living=Shelf(settings.published))


def _run_job(settings: Settings, *, full: bool, until: datetime | None = None, living: "Shelf | None" = None) -> int:
    from orchestration.portal.contracts import ContractError
    from orchestration.refresh.job import RefreshFailedError, run_refresh
    from orchestration.refresh.lock import RefreshRunningError

    try:
        outcome = run_refresh(settings, full=full, until=until, living=living)
    except RefreshRunningError as error:
        print(error, file=sys.stderr)
        return BUSY
    except ContractError as error:
        print(error, file=sys.stderr)
        return WRONG_USE
    except (RefreshFailedError, ChainError) as error:
        print(f"The refresh failed; the last publication stays.\n{error}", file=sys.stderr)
        return FAILED
    for problem in outcome.problems:
        print(problem, file=sys.stderr)
    if outcome.gate_refused:
        print("The gate refused the candidate; the last publication stays. See: motcua status", file=sys.stderr)
        return REFUSED
    if outcome.loaded is not None:
        one = outcome.loaded
        print(
            f"Read {one.rows} rows of {one.read} files; {one.rejected} files refused, {one.repeated} repeated"
            " (meta.loads tells why)."
        )
    print(f"Published {outcome.publication_id}.")
    _tell_where(settings)
    return DONE


def _tell_where(settings: Settings) -> None:
    current = settings.published / "current"
    print(f"  marts       {current / 'motcua.duckdb'}")
    print(f"  scoreboard  {current / 'scoreboard.html'}")
    from orchestration.commands.standing import print_standing

    print_standing(current)


def _is_empty(folder: Path) -> bool:
    names = {".gitkeep", "README.md"}
    return not folder.exists() or not any(path.name not in names for path in folder.iterdir())


def _keep_key(path: Path, key: str) -> None:
    """Append the key on a line of its own, readable by its owner only."""
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    path.touch(mode=0o600)
    with path.open("a", encoding="utf-8") as file:
        file.write("" if not before or before.endswith("\n") else "\n")
        file.write(f"MOTCUA_PII_KEY={key}\n")


def prepare_demo(settings: Settings) -> Settings:
    """Simulate the demo where inbox, archive and published are all empty; its key is kept in .env."""
    if not all(_is_empty(folder) for folder in (settings.inbox, settings.archive, settings.published)):
        return settings
    if settings.pii_key is None:
        _keep_key(Path(".env"), secrets.token_hex(24))
        settings = load_settings()
        print("Made a key for persons and kept it in .env (MOTCUA_PII_KEY).")
    from orchestration.simulator import simulate

    print(f"Simulating Bình Dương, {DEMO_FROM} to {DEMO_TO}, {DEMO_CASES} cases …")
    summary = simulate(
        settings.inbox,
        DEMO_FROM,
        DEMO_TO,
        cases=DEMO_CASES,
        defects=DEMO_DEFECTS,
        registers=PROJECT_ROOT / "dbt_project" / "seeds",
    )
    print(f"  {summary.files} exports, {summary.cases} cases, {summary.payments} payments.")
    return settings
