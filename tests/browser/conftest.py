"""A headless Chromium, and a scoreboard in it that was rendered from a publication of a handful of rows.

Playwright drives the system's Chromium; it downloads none. The browser is offline from the start.
"""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright

from orchestration.reports.scoreboard import write_scoreboard
from tests.unit.reports.publication import Publication

LONG_NAME = "Sở Tài nguyên và Môi trường kiêm Nông nghiệp và Phát triển nông thôn Mẫu"
NAMES_OF_CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
PATIENCE_MS = 5000
"""How long an action may wait for the page; everything is there at once, so only a failure waits."""


@dataclass
class OpenPage:
    """A page and what went over the wire and to the console since it was opened."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def figures(self) -> list[list[str]]:
        """The unit table's cells that stand in the page without a script too, row by row."""
        return [row[:8] for row in self.rows()]

    def rows(self, table: str = "table") -> list[list[str]]:
        """Texts of the body's cells as they are rendered, row by row, each run of blanks as one."""
        cells = "rows => rows.map(row => [...row.cells].map(cell => cell.innerText))"
        texts: list[list[str]] = self.page.locator(f"#{table} tbody tr").evaluate_all(cells)
        return [[" ".join(text.split()) for text in row] for row in texts]

    def column(self, number: int, table: str = "table") -> list[str]:
        """One column of the body, counted from 0."""
        return [row[number] for row in self.rows(table)]

    def choose(self, box: str, option: str) -> None:
        """Choose `option` in the box that a screen reader would call `box`."""
        self.page.get_by_role("combobox", name=box, exact=True).select_option(label=option)


Opener = Callable[..., OpenPage]


@pytest.fixture(scope="session")
def scoreboard(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two plans; the province's has two KPIs with targets and one without, in three periods."""
    with duckdb.connect() as con:
        publication = Publication(con)
        publication.published()
        _province(publication)
        _district_with_a_plan(publication)
        publication.checks(passed=1200, waived=2)
        return write_scoreboard(con, tmp_path_factory.mktemp("scoreboard") / "scoreboard.html")


def _province(told: Publication) -> None:
    told.unit("P", "province", None, "Tỉnh Mẫu")
    told.unit("D", "department", "P", "Sở Tài nguyên và Môi trường kiêm Nông nghiệp và Phát triển nông thôn Mẫu")
    told.unit("H", "district", "P", "Huyện Mẫu")
    told.unit("X1", "commune", "H", "Xã Đồng Hòa")
    told.unit("X2", "commune", "H", "Xã <b>Hai</b> & Ba")
    told.unit("X3", "commune", "H", "Xã Vắng")
    told.kpi("online", "Tỷ lệ trực tuyến")
    told.kpi("ontime", "Tỷ lệ đúng hạn")
    told.kpi("complaints", "Số phản ánh", "complaints", counted=True, better="lower")
    told.plan("plan", "4/KH-UBND", "P")
    whole = {"subtree": (1200, 2400), "light": "no_data", "subtree_light": "no_target"}
    told.figure("P", "online", "to_date", (0, 0), below=True, **whole)  # type: ignore[arg-type]
    told.figure("D", "online", "to_date", (57, 2000), target=50, light="red", rank=1)
    told.figure("H", "online", "to_date", (0, 0), subtree=(1143, 1400), target=80, light="no_data", below=True)
    told.figure("X1", "online", "to_date", (1100, 1100), target=100, light="green", rank=1)
    told.figure("X2", "online", "to_date", (43, 300), target=90, light="red", rank=2, status="held")
    told.figure("D", "ontime", "to_date", (9, 10), target=100, light="yellow", rank=1)
    told.figure("X1", "ontime", "to_date", (2, 3), target=100, light="orange", rank=1)
    told.figure("D", "online", "2023-09", (1, 3), target=50, light="orange", rank=1)
    told.figure("X1", "complaints", "to_date", (3, None), light="no_target")
    told.need("D", "online", "to_date", "reachable", 943, expected=2000, needed=1943)
    told.need("X2", "online", "to_date", "out_of_reach", 227, expected=10, needed=236)
    told.need("D", "online", "2023-09", "over", 1)
    told.need("D", "ontime", "to_date", "reachable", 1, expected=0, needed=1)
    told.asked("ontime", "unit", "X1", 50, start=99.9)


def _district_with_a_plan(told: Publication) -> None:
    told.unit("T", "district", "P", "Thị xã Riêng")
    told.unit("Y", "commune", "T", "Phường Riêng")
    told.plan("own", "9/KH-UBND", "T")
    told.figure("Y", "ontime", "to_date", (4, 5), target=75, light="green", rank=2, plan="own")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests; a machine without one fails and is told how to get it."""
    path = next((found for name in NAMES_OF_CHROMIUM if (found := shutil.which(name))), None)
    if path is None:
        pytest.fail(f"none of {', '.join(NAMES_OF_CHROMIUM)} is installed: apt-get install chromium")
    with sync_playwright() as playwright:
        # Inside containers Chromium's own sandbox cannot start as root; the only page opened is ours.
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture
def opened(browser: Browser, scoreboard: Path) -> Iterator[Opener]:
    """Opens the scoreboard, `width` pixels wide, `script` on or off."""
    contexts: list[BrowserContext] = []

    def open_it(width: int = 1440, *, script: bool = True) -> OpenPage:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=script, offline=True
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        return _watched(context.new_page(), scoreboard)

    yield open_it
    for context in contexts:
        context.close()


def _watched(page: Page, path: Path) -> OpenPage:
    watched = OpenPage(page)

    def note_request(request: Request) -> None:
        watched.requests.append(request.url)

    def note_message(message: ConsoleMessage) -> None:
        watched.complaints.append(message.text)

    def note_error(error: object) -> None:
        watched.complaints.append(str(error))

    page.on("request", note_request)
    page.on("console", note_message)
    page.on("pageerror", note_error)
    page.goto(path.as_uri())
    return watched
