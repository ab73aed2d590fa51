"""Publications of a handful of rows."""

from collections.abc import Iterator

import duckdb
import pytest

from .publication import Publication


@pytest.fixture
def blank() -> Iterator[Publication]:
    """A publication with a moment and a verdict and nothing else."""
    with duckdb.connect() as con:
        publication = Publication(con)
        publication.published()
        yield publication


@pytest.fixture
def province(blank: Publication) -> Publication:
    """A province with a department, a district and two communes, and one plan: 4/KH-UBND.

    The online rate has a target of its own for each unit, the on-time rate one for all, complaints none.
    """
    blank.unit("P", "province", None, "Tỉnh Mẫu")
    blank.unit("D", "department", "P", "Sở Mẫu")
    blank.unit("H", "district", "P", "Huyện Mẫu")
    blank.unit("X1", "commune", "H", "Xã Một")
    blank.unit("X2", "commune", "H", "Xã Hai")
    blank.kpi("online", "Tỷ lệ trực tuyến")
    blank.kpi("ontime", "Tỷ lệ đúng hạn")
    blank.kpi("complaints", "Số phản ánh", "complaints", counted=True, better="lower")
    blank.plan("plan", "4/KH-UBND", "P")
    blank.checks(passed=1200, waived=2)
    blank.figure("P", "online", "to_date", (0, 0), subtree=(1200, 2400), light="no_data", subtree_light="no_target")
    blank.figure("D", "online", "to_date", (57, 2000), target=50, light="red", rank=1, section="Phụ lục II")
    blank.figure(
        "H",
        "online",
        "to_date",
        (0, 0),
        subtree=(1143, 1400),
        target=80,
        light="no_data",
        subtree_light="green",
    )
    blank.figure("X1", "online", "to_date", (1100, 1100), target=100, light="green", rank=1, section="Phụ lục II")
    blank.figure("X2", "online", "to_date", (43, 300), target=90, light="red", rank=2, status="held")
    blank.figure("D", "ontime", "to_date", (9, 10), target=100, light="yellow", rank=1)
    blank.figure("D", "online", "2023-09", (1, 3), target=50, section="Phụ lục II", light="orange", rank=1)
    blank.figure("X1", "complaints", "to_date", (3, None), light="no_target")
    return blank
