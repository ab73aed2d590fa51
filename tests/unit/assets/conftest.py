"""A warehouse folder of its own for each test, and the tiny platform in place of the real one."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from orchestration.assets import assembly
from orchestration.settings import Settings

from .fakes import tiny_lineage


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setattr(assembly, "read_lineage", lambda _settings: tiny_lineage())
    return Settings(
        _env_file=None,
        raw_dir=tmp_path / "raw",
        contracts_dir=tmp_path / "raw" / "contracts",
        warehouse_dir=tmp_path / "warehouse",
        pii_key=SecretStr("a key of the tests, long enough"),
    )
