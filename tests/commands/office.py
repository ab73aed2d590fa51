"""A place in which `motcua` is run as an operator runs it: as a command, in a process of its own."""

from pathlib import Path
from subprocess import CompletedProcess

import duckdb

from orchestration.settings import PROJECT_ROOT

from .process import motcua


class Office:
    """A folder in which `motcua` is run as an operator runs it."""

    def __init__(self, root: Path, contracts: Path = PROJECT_ROOT / "raw" / "contracts") -> None:
        """`root`: an empty folder."""
        self.root = root
        self.contracts = contracts
        self.environment = {
            "MOTCUA_RAW_DIR": str(root / "raw"),
            "MOTCUA_WAREHOUSE_DIR": str(root / "warehouse"),
            "MOTCUA_CONTRACTS_DIR": str(contracts),
            "MOTCUA_PII_KEY": "a key of the tests only",
        }

    def deliver(self, path: str, text: str) -> None:
        self.deliver_bytes(path, text.encode())

    def deliver_bytes(self, path: str, data: bytes) -> None:
        file = self.root / "raw" / "inbox" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)

    def run(self, *words: str) -> CompletedProcess[str]:
        return motcua(self.root, self.environment, *words)

    def ask(self, query: str) -> list[tuple[object, ...]]:
        """Ask the publication."""
        with duckdb.connect(str(self.root / "warehouse/published/current/motcua.duckdb"), read_only=True) as con:
            return con.execute(query).fetchall()
