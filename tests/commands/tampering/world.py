"""What is tampered with: a copy of what four nights archived, decided and published (conftest.py)."""

import json
from pathlib import Path
from typing import Any

import duckdb

from orchestration.chain import FIRST_HASH, line_hash

IDS = ["000001-20230101T000000", "000002-20230201T010000", "000003-20230202T010000", "000004-20230203T010000"]
LAST = IDS[-1]


class World:
    """A copy of what was archived, decided and published, to be tampered with."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.raw, self.published = root / "raw", root / "warehouse/published"
        self.archive, self.ledger = self.raw / "archive", self.raw / "archive/ledger.jsonl"
        self.decisions, self.record = self.raw / "decisions.jsonl", self.raw / "publications.jsonl"

    def folder(self, name: str = LAST) -> Path:
        return self.published / "publications" / name

    def alter(self, statement: str, name: str = LAST) -> None:
        with duckdb.connect(str(self.folder(name) / "motcua.duckdb")) as con:
            con.execute(statement)

    def edit_manifest(self, key: str, name: str = LAST) -> None:
        path = self.folder(name) / "manifest.json"
        manifest = json.loads(path.read_text(encoding="utf-8"))
        manifest[key] = other(manifest[key])
        path.write_text(json.dumps(manifest), encoding="utf-8")

    def lines(self, path: Path) -> list[str]:
        return path.read_text(encoding="utf-8").splitlines()

    def write(self, path: Path, lines: list[str]) -> None:
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def other(value: Any) -> Any:
    """Another value of the same kind."""
    if isinstance(value, str):
        return value.replace("2023", "2024") if "2023" in value else f"{value}0"
    if isinstance(value, dict):
        return {**value, "more": 1} if "count" not in value else {**value, "count": value["count"] - 1}
    if isinstance(value, list):
        return value[1:] or [1]
    return 1 if value is None else value + 1


def chained_again(lines: list[str], first: int = 0) -> list[str]:
    """The lines with the hashes of the lines before them worked out again, from the `first`-th on."""
    done: list[str] = lines[:first]
    for line in lines[first:]:
        record = json.loads(line)
        record |= {"previous": line_hash(done[-1]) if done else FIRST_HASH, "sequence": len(done) + 1}
        done.append(json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":")))
    return done
