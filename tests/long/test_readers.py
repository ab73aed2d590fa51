"""Readers are never disturbed: twenty of them read on while one publication after the other is put out.

MOTCUA_TEST_PUBLICATIONS says how many publications (50).
"""

import datetime as dt
import json
import os
import subprocess
import sys
from pathlib import Path

from orchestration.settings import PROJECT_ROOT
from tests.integration.history.exports import Export, Payment
from tests.integration.history.two_nights import BEFORE, FIRST, JANUARY, code
from tests.integration.history.yard import Yard

from .reader import read

PUBLICATIONS = int(os.environ.get("MOTCUA_TEST_PUBLICATIONS", "50"))
READERS = 20


def payments(night: int) -> Export:
    """All payments of January as of one night: one more each night, so that figures and lines differ each time."""
    paid = tuple(
        Payment(f"N{number}", code("D"), "50.000", "Trực tuyến", succeeded=True, day=dt.date(2023, 1, 9))
        for number in range(night + 1)
    )
    return Export("payments", "tinh", JANUARY, FIRST + dt.timedelta(days=night + 1), paid)


def test_readers_see_whole_publications_only(yard: Yard, tmp_path: Path) -> None:
    yard.clear()
    yard.night(BEFORE)
    published, stop = yard.settings.published, tmp_path / "stop"
    command = [sys.executable, "-m", "tests.long.reader", str(published), str(stop)]
    known = {read(published)}
    readers = [
        subprocess.Popen(command, cwd=PROJECT_ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(READERS)
    ]
    try:
        for night in range(PUBLICATIONS):
            yard.night([payments(night)])
            known.add(read(published))
    finally:
        stop.touch()
        told = [reader.communicate() for reader in readers]
    assert [(reader.returncode, said[1]) for reader, said in zip(readers, told, strict=True)] == [(0, "")] * READERS
    seen = [said[0].splitlines() for said in told]
    assert len(known) == PUBLICATIONS + 1
    assert {line for lines in seen for line in lines} <= known, "a reader saw what was never published"
    for lines in seen:
        assert lines == sorted(lines), "a reader saw an older publication after a newer one"
    ids = {line.split()[0] for lines in seen for line in lines}
    print(f"{sum(map(len, seen))} openings by {READERS} readers, {len(ids)} of {len(known)} publications seen")
    assert len(ids) > PUBLICATIONS // 2
    manifest = json.loads((published / "current" / "manifest.json").read_text())
    assert manifest["number"] == PUBLICATIONS + 1
