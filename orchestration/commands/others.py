"""The commands that read (status, verify, explain, reconcile, rows, report, …), check, prune, simulate and prepare."""

import argparse
import sys

from orchestration.commands.codes import BUSY, DONE, FAILED, REFUSED, WRONG_USE
from orchestration.settings import PROJECT_ROOT, Settings, SettingsError


def run(settings: Settings, args: argparse.Namespace) -> int:
    """Run the command that `args` names; gives its exit code."""
    commands = {
        "status": _status,
        "publications": _publications,
        "verify": _verify,
        "prune": _prune,
        "explain": _explain,
        "reconcile": _reconcile,
        "rows": _rows,
        "report": _report,
        "simulate": _simulate,
        "contracts": _contracts,
        "registers": _registers,
        "prepare": _prepare,
    }
    return commands[args.command](settings, args)


def _status(settings: Settings, _args: argparse.Namespace) -> int:
    from orchestration.commands.status import status_lines

    lines, is_refused = status_lines(settings)
    print("\n".join(lines))
    return REFUSED if is_refused else DONE


def _publications(settings: Settings, _args: argparse.Namespace) -> int:
    from orchestration.publication.record import Record
    from orchestration.publication.shelf import Shelf

    shelf = Shelf(settings.published)
    current = shelf.current()
    pruned = Record.read(settings.record).pruned()
    for manifest in shelf.manifests():
        is_pruned = "  pruned" if manifest["publication_id"] in pruned else ""
        mark = "*" if current and current.name == manifest["publication_id"] else " "
        rows = sum(table["rows"] for table in manifest["tables"].values())
        print(
            f"{mark} {manifest['publication_id']}  as of {manifest['as_of']}  made {manifest['created_at']}"
            f"  {len(manifest['inputs'])} inputs  {rows} rows{is_pruned}"
        )
    return DONE


def _verify(settings: Settings, args: argparse.Namespace) -> int:
    from orchestration.publication.verification.verifying import remarks

    for one in remarks(settings, args.publication_id):
        print(one.text)
        if one.is_difference:
            return FAILED
    print("Every hash of the chain is as recorded.")
    return DONE


def _prune(settings: Settings, args: argparse.Namespace) -> int:
    from orchestration.chain import repair_tail
    from orchestration.publication.following import ShelfError
    from orchestration.publication.pruning import prune
    from orchestration.publication.record import Record
    from orchestration.publication.shelf import Shelf
    from orchestration.refresh.lock import RefreshRunningError, refresh_lock

    try:
        with refresh_lock(settings.lock_file):
            repair_tail(settings.record)
            pruned = prune(Shelf(settings.published), Record.read(settings.record), args.keep)
    except RefreshRunningError as error:
        print(error, file=sys.stderr)
        return BUSY
    except ShelfError as error:
        print(error, file=sys.stderr)
        return FAILED
    for name in pruned:
        print(f"Pruned {name}; its manifest stays.")
    if not pruned:
        print("Nothing to prune.")
    return DONE


def _explain(settings: Settings, args: argparse.Namespace) -> int:
    from orchestration.publication.explaining import ExplainError, explain_lines

    try:
        lines = explain_lines(settings.published / "current", args.unit, args.kpi, args.period, args.limit)
    except ExplainError as error:
        raise SettingsError(str(error)) from error
    print("\n".join(lines))
    return DONE


def _reconcile(settings: Settings, args: argparse.Namespace) -> int:
    from orchestration.publication.reconciling import ReconcileError, reconcile_lines

    try:
        lines = reconcile_lines(settings.published / "current", args.unit, args.measure, args.limit)
    except ReconcileError as error:
        raise SettingsError(str(error)) from error
    print("\n".join(lines))
    return DONE


def _rows(settings: Settings, args: argparse.Namespace) -> int:
    from orchestration.commands.rows import BusyError, rows_lines
    from orchestration.portal.contracts import ContractError
    from orchestration.quality.row_fates import RowsError

    try:
        lines = rows_lines(settings, args)
    except BusyError as error:
        print(error, file=sys.stderr)
        return BUSY
    except (RowsError, ContractError) as error:
        raise SettingsError(str(error)) from error
    print("\n".join(lines))
    return DONE


def _report(settings: Settings, args: argparse.Namespace) -> int:
    from orchestration.commands import due, report

    return due.run(settings, args) if args.due else report.run(settings, args)


def _simulate(_settings: Settings, args: argparse.Namespace) -> int:
    from orchestration.simulator import SimulationError, simulate

    registers = PROJECT_ROOT / "dbt_project" / "seeds"
    try:
        summary = simulate(
            args.out,
            args.start,
            args.end,
            args.cases,
            args.seed,
            args.defects,
            args.place,
            args.nights,
            registers=registers,
        )
    except SimulationError as error:
        raise SettingsError(str(error)) from error
    print(
        f"{summary.files} exports in {args.out}: {summary.cases} cases, {summary.payments} payments,"
        f" {summary.rows} rows, {summary.faulty_rows} of them faulty; answers in {summary.answers}"
    )
    return DONE


def _contracts(settings: Settings, args: argparse.Namespace) -> int:
    if args.action == "draft":
        return _draft(settings, args)
    from orchestration.portal.contracts import check_contracts
    from orchestration.registers.folder import load_registers

    path = args.path or settings.contracts_dir
    if not path.exists():
        raise SettingsError(f"{path} does not exist: name a contract or a folder of contracts")
    provinces = load_registers(settings.registers_dir).provinces
    problems = check_contracts(path, provinces)
    for problem in problems:
        print(problem, file=sys.stderr)
    if not problems:
        print(f"{path}: no problem found")
    return WRONG_USE if problems else DONE


def _registers(settings: Settings, args: argparse.Namespace) -> int:
    from orchestration.registers.folder import SEEDS, check_registers

    folder = args.path or settings.registers_dir
    problems = check_registers(folder)
    for problem in problems:
        print(problem, file=sys.stderr)
    if not problems:
        print(f"{folder or SEEDS}: no problem found")
    return WRONG_USE if problems else DONE


def _draft(settings: Settings, args: argparse.Namespace) -> int:
    from orchestration.portal.drafting.draft import draft_contract
    from orchestration.portal.readers.parts import Rejected
    from orchestration.portal.vocabulary import SOURCES

    if args.source is not None and args.source not in SOURCES:
        raise SettingsError(f"--source {args.source} is no source; use one of {', '.join(SOURCES)}")
    if args.out is not None and args.out.exists():
        raise SettingsError(f"--out {args.out} is there already: a draft overwrites nothing, take another name")
    try:
        draft = draft_contract(args.file, settings.contracts_dir, args.source, args.portal)
    except Rejected as fault:
        raise SettingsError(f"{args.file}: {fault}") from fault
    if args.out is None:
        print(draft.text, end="")
        return DONE
    args.out.write_text(draft.text, encoding="utf-8")
    print(f"{args.out}: {draft.rows_told}; {draft.places} places to complete, motcua contracts check tells each")
    return DONE


def _prepare(settings: Settings, _args: argparse.Namespace) -> int:
    from orchestration.refresh.instance import prepare_home
    from orchestration.transform.manifest import read_manifest

    prepare_home(settings.dagster_home)
    read_manifest(settings)
    return DONE
