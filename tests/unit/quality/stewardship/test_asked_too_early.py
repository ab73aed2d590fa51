"""A steward who asks before any refresh has come as far as the tables is told so."""

import argparse
from pathlib import Path

import pytest

from orchestration.commands.steward import run
from orchestration.settings import Settings, SettingsError
from orchestration.warehouse.opening import open_warehouse

LOAD, DIFFERENCE = "0123456789abcdef", "reconciliation.form_adds_up"


@pytest.mark.parametrize(("action", "item"), [("reject", LOAD), ("raise", DIFFERENCE), ("send", LOAD)])
@pytest.mark.parametrize("is_begun", [False, True])
def test_nothing_was_loaded_yet(tmp_path: Path, action: str, item: str, is_begun: bool) -> None:
    settings = Settings(raw_dir=tmp_path / "raw", warehouse_dir=tmp_path / "warehouse")
    if is_begun:
        open_warehouse(settings.warehouse_file, "a key of the test").close()
    asked = argparse.Namespace(action=action, item=item, by="Lan", text="sai", out=tmp_path / "out")
    with pytest.raises(SettingsError, match=f"{item}: nothing was loaded yet; run motcua refresh"):
        run(settings, asked)
    assert not settings.decisions.exists()
