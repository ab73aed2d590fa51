"""Two refreshes at once: the second one gives way, in words and with exit 4 (interface.md, "Commands")."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from orchestration.refresh.job import run_refresh
from orchestration.refresh.lock import RefreshRunningError, refresh_lock
from orchestration.settings import PROJECT_ROOT, Settings, load_settings

KEY = "a key of the tests only"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings(
        raw_dir=tmp_path / "raw",
        warehouse_dir=tmp_path / "warehouse",
        contracts_dir=PROJECT_ROOT / "raw" / "contracts",
        pii_key=KEY,
    )


def refresh(settings: Settings, folder: Path) -> subprocess.CompletedProcess[str]:
    """`motcua refresh` in a process of its own."""
    environment = {
        "MOTCUA_RAW_DIR": str(settings.raw_dir),
        "MOTCUA_WAREHOUSE_DIR": str(settings.warehouse_dir),
        "MOTCUA_CONTRACTS_DIR": str(settings.contracts_dir),
        "MOTCUA_PII_KEY": KEY,
    }
    command = [sys.executable, "-c", "from orchestration.cli import main; main()", "refresh"]
    return subprocess.run(
        command, cwd=folder, env=os.environ | environment, capture_output=True, text=True, check=False, timeout=120
    )


def test_the_second_command_gives_way_with_exit_4(settings: Settings, tmp_path: Path) -> None:
    with refresh_lock(settings.lock_file):
        second = refresh(settings, tmp_path)
    assert second.returncode == 4, second.stderr
    assert "another refresh is running" in second.stderr
    assert not settings.archive.exists()


def test_the_second_call_gives_way_before_it_touches_anything(settings: Settings) -> None:
    with refresh_lock(settings.lock_file), pytest.raises(RefreshRunningError, match="another refresh is running"):
        run_refresh(settings)
    assert not settings.warehouse_file.exists()


def test_a_lock_ends_with_its_holder(settings: Settings) -> None:
    child = os.fork()
    if child == 0:
        with refresh_lock(settings.lock_file):
            os._exit(0)
    os.waitpid(child, 0)
    with refresh_lock(settings.lock_file):
        pass
