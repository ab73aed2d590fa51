"""Four nights through the commands, run once for all that ask about published history and about tampering.

At New Year nothing has come yet: the gate refuses the empty candidate until a steward answers for it, and it is the
first publication. The second tells of A (online) and B (at the counter, due on 10 January) of Phú Tân, exported on
1 February. Then C of the city comes late: received on 5 January, exported with the files of January, it arrives a day
after them. The last night replaces the window of January: A and D stand at Phú Thọ, B was deleted at the portal.
"""

import shutil
from pathlib import Path

import pytest

from tests.integration.history.exports import Export
from tests.integration.history.two_nights import CITY, FEBRUARY, JANUARY, PHU_THO, case, dt

from .office import Office

CHECK = "loads.something_arrived"
FIRST = [Export("cases", "tinh", JANUARY, dt.datetime(2023, 2, 1, 1), (
    case("A", channel="online"), case("B", due=dt.date(2023, 1, 10)),
))]  # fmt: skip
LATE = [
    Export("cases", "huyen", JANUARY, dt.datetime(2023, 2, 1, 1), (case("C", CITY, received=dt.date(2023, 1, 5)),)),
    Export("cases", "tinh", FEBRUARY, dt.datetime(2023, 2, 2, 1), ()),
]
REPLACED = [Export("cases", "tinh", JANUARY, dt.datetime(2023, 2, 3, 1), (
    case("A", PHU_THO, channel="online"), case("D", PHU_THO, due=dt.date(2023, 2, 1)),
))]  # fmt: skip


@pytest.fixture(scope="session")
def four_nights(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Four publications; the first was refused, and then waived."""
    office = Office(tmp_path_factory.mktemp("office"))
    office.environment["MOTCUA_AS_OF"] = "2023-01-01T00:00:00"
    assert office.run("refresh").returncode == 1
    assert not (office.root / "warehouse/published/current").exists()
    waived = office.run("steward", "waive", CHECK, "--reason", "chưa có tệp", "--until", "2999-12-31", "--by", "Lan")
    assert waived.returncode == 0, waived.stderr
    assert office.run("refresh").returncode == 0
    del office.environment["MOTCUA_AS_OF"]
    for exports in (FIRST, LATE, REPLACED):
        for export in exports:
            office.deliver_bytes(export.path, export.content())
        done = office.run("refresh")
        assert done.returncode == 0, done.stdout + done.stderr
    return office


@pytest.fixture(scope="session")
def finished(four_nights: Office, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What was archived, decided and published in the four nights, in a folder of its own."""
    kept = tmp_path_factory.mktemp("finished")
    shutil.copytree(four_nights.root / "raw", kept / "raw", symlinks=True)
    shutil.copytree(four_nights.root / "warehouse/published", kept / "warehouse/published", symlinks=True)
    return kept
