"""A warehouse folder of its own for each test, and the tiny platform in place of the real one."""

import shutil
from pathlib import Path

import pytest
from pydantic import SecretStr

from orchestration.assets import assembly
from orchestration.refresh.instance import open_instance
from orchestration.settings import Settings

from .fakes import tiny_lineage


@pytest.fixture(scope="session")
def empty_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An instance of Dagster without runs; making one takes a second."""
    home = tmp_path_factory.mktemp("dagster")
    with open_instance(home):
        return home


@pytest.fixture
def settings(tmp_path: Path, empty_home: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.chdir(tmp_path)  # where no .env lies
    monkeypatch.setattr(assembly, "read_lineage", lambda _settings: tiny_lineage())
    shutil.copytree(empty_home, tmp_path / "warehouse" / "dagster")
    return Settings(
        raw_dir=tmp_path / "raw",
        contracts_dir=tmp_path / "raw" / "contracts",
        warehouse_dir=tmp_path / "warehouse",
        pii_key=SecretStr("a key of the tests, long enough"),
    )
