"""All contracts of a folder, checked: each by itself and all together."""

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from orchestration.portal.contract_model import Contract, CsvLayout, Field, XlsxLayout
from orchestration.portal.odcs import read_contract
from orchestration.portal.yaml_lines import Problem

__all__ = [
    "Contract",
    "ContractError",
    "ContractSet",
    "CsvLayout",
    "Field",
    "XlsxLayout",
    "check_contracts",
    "load_contracts",
]


class ContractError(ValueError):
    """Contracts that cannot be used; the message has one line a problem: file, line, field, fault, mend."""

    def __init__(self, problems: list[str]) -> None:
        """`problems` holds at least one line."""
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class ContractSet:
    """The contracts of one folder; `sha256` is over the bytes of its files in the order of their names."""

    contracts: tuple[Contract, ...]
    sha256: str

    def __iter__(self) -> Iterator[Contract]:
        """The contracts in the order of their files' names."""
        return iter(self.contracts)

    def __len__(self) -> int:
        """How many contracts there are."""
        return len(self.contracts)

    def find(self, source: str, portal: str) -> Contract | None:
        """The contract that covers a portal's exports of a source, or None: then such a file is refused."""
        return next((c for c in self.contracts if c.source == source and portal in c.portals), None)

    @property
    def sources(self) -> tuple[str, ...]:
        """The sources that have a contract, in alphabetical order."""
        return tuple(sorted({contract.source for contract in self.contracts}))

    def columns(self, source: str) -> dict[str, str]:
        """Canonical column → DuckDB type of `raw.<source>_record`: the union over the source's contracts."""
        fields: dict[str, Field] = {}
        for contract in self.contracts:
            for field in contract.fields if contract.source == source else ():
                fields[field.name] = _union(fields.get(field.name), field)
        constants = {name for one in self.contracts if one.source == source for name in one.constants}
        # No reader writes the column of a constant; the models find it empty and put the value in.
        return {name: field.duckdb_type for name, field in fields.items()} | dict.fromkeys(
            sorted(constants - fields.keys()), "VARCHAR"
        )


def _union(known: Field | None, other: Field) -> Field:
    """One field that has room for both; lists of two portals may have different entries."""
    if known is None:
        return other
    names = {item.name for item in known.items}
    items = known.items + tuple(item for item in other.items if item.name not in names)
    return known.model_copy(update={"items": items})


def load_contracts(folder: Path, provinces: Collection[str] | None = None) -> ContractSet:
    """Reads every `*.yaml` of `folder`; raises ContractError with all problems of all files.

    `provinces`: the units at the top of the registers, of which each portal names one; None: not looked at.
    """
    contracts, problems = _read_all(folder, provinces)
    if problems:
        raise ContractError(problems)
    digest = hashlib.sha256()
    for path in _files(folder):
        digest.update(path.read_bytes())
    return ContractSet(tuple(contracts), digest.hexdigest())


def check_contracts(path: Path, provinces: Collection[str] | None = None) -> list[str]:
    """The problems of a contract, or of a folder of them: `file:line: field: fault; mend`. Empty if all is
    well. `provinces` as in `load_contracts`.
    """
    return _read_all(path, provinces)[1]


def _files(path: Path) -> list[Path]:
    """The contract files at `path`, by name."""
    return sorted(path.glob("*.yaml")) if path.is_dir() else [path]


def _read_all(path: Path, provinces: Collection[str] | None) -> tuple[list[Contract], list[str]]:
    """The readable contracts at `path` and the problems of all."""
    if not path.exists():
        return [], [f"{path}:1: (file): does not exist; give a contract or a folder of contracts"]
    contracts: list[Contract] = []
    problems: list[str] = []
    owners: dict[tuple[str, str], Path] = {}
    for file in _files(path):
        contract, found = read_contract(file, provinces)
        problems += [_line(file, problem) for problem in found]
        if contract is not None:
            contracts.append(contract)
            problems += _shared_portals(file, contract, owners)
    if not contracts and not problems:
        problems.append(f"{path}:1: (folder): holds no *.yaml; put one contract a source and portal there")
    return contracts, problems


def _line(file: Path, problem: Problem) -> str:
    """One problem as a person reads it."""
    return f"{file}:{problem.line}: {problem.field}: {problem.message}"


def _shared_portals(file: Path, contract: Contract, owners: dict[tuple[str, str], Path]) -> list[str]:
    """Portals that an earlier contract of the same source covers already; `owners` remembers the rest."""
    problems = []
    for portal in contract.portals:
        owner = owners.setdefault((contract.source, portal), file)
        if owner != file:
            problems.append(
                f"{file}:1: customProperties.portals.{portal}: {owner.name} covers {contract.source} of this"
                " portal already; a portal has one contract a source, take it out of one of the two"
            )
    return problems
