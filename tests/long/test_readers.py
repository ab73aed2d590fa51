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


def started_reader(published: Path, stop: Path, told: Path) -> subprocess.Popen[bytes]:
    """A reader whose lines go to the file `told`: a pipe that nobody empties would stop it."""
    command = [sys.executable, "-m", "tests.long.reader", str(published), str(stop)]
    with told.open("wb") as out:
        return subprocess.Popen(command, cwd=PROJECT_ROOT, stdout=out, stderr=subprocess.STDOUT)


def test_readers_see_whole_publications_only(yard: Yard, tmp_path: Path) -> None:
    yard.clear()
    yard.night(BEFORE)
    published, stop = yard.settings.published, tmp_path / "stop"
    known = {read(published)}
    told = [tmp_path / f"reader{number}" for number in range(READERS)]
    readers = [started_reader(published, stop, path) for path in told]
    try:
        for night in range(PUBLICATIONS):
            yard.night([payments(night)])
            known.add(read(published))
    finally:
        stop.touch()
        codes = [reader.wait() for reader in readers]
    seen = [path.read_text().splitlines() for path in told]
    assert codes == [0] * READERS, [lines[-5:] for lines, code in zip(seen, codes, strict=True) if code]
    assert len(known) == PUBLICATIONS + 1
    assert {line for lines in seen for line in lines} <= known, "a reader saw what was never published"
    for lines in seen:
        assert lines == sorted(lines), "a reader saw an older publication after a newer one"
    ids = {line.split()[0] for lines in seen for line in lines}
    print(f"{sum(map(len, seen))} openings by {READERS} readers, {len(ids)} of {len(known)} publications seen")
    assert len(ids) > PUBLICATIONS // 2
    manifest = json.loads((published / "current" / "manifest.json").read_text())
    assert manifest["number"] == PUBLICATIONS + 1
