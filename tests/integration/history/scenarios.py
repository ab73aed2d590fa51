"""Scenarios for the history core: nights of exports that overlap, replace, delete, move and come back.

The pools are tiny on purpose: with three units, a handful of keys and five export moments nearly every file collides
with another one.
"""

import datetime as dt

from hypothesis import strategies as st

from .exports import CHANNELS, UNITS, Case, Export, Payment, Portal, Procedure, Rating, Record, Step

WINDOWS = (
    (dt.date(2023, 1, 1), dt.date(2023, 1, 31)),
    (dt.date(2023, 1, 16), dt.date(2023, 2, 15)),
    (dt.date(2023, 2, 1), dt.date(2023, 2, 28)),
)
DAYS = (dt.date(2023, 1, 3), dt.date(2023, 1, 20), dt.date(2023, 1, 31), dt.date(2023, 2, 10), dt.date(2023, 4, 5))
EXPORTED = tuple(dt.datetime(2023, 5, day, 1) for day in (1, 2, 3, 8, 9))
CASES = tuple(f"H09.20-20230101-000000{number}" for number in range(5))
PROCEDURES = ("1.000001", "1.000002")
PERSONS = ("001099000001", "001099000002")

CASE = st.builds(
    Case,
    code=st.sampled_from(CASES),
    unit=st.sampled_from(sorted(UNITS)),
    status=st.sampled_from(
        ["registered", "accepted", "processing", "withdrawn", "processed", "returned", "returned", "nonsense"]
    ),
    channel=st.sampled_from(sorted(CHANNELS)),
    received=st.sampled_from(DAYS),
    due=st.sampled_from((None, *DAYS)),
    finished=st.sampled_from((None, *DAYS, DAYS[-1], DAYS[-1])),
    procedure=st.sampled_from(PROCEDURES),
    person=st.sampled_from(PERSONS),
)
PAYMENT = st.builds(
    Payment,
    code=st.sampled_from(("GD1", "GD2", "GD3")),
    case=st.sampled_from(CASES),
    amount=st.sampled_from(("50.000", "1,5")),
    method=st.sampled_from(("Trực tuyến", "Tiền mặt")),
    succeeded=st.booleans(),
    day=st.sampled_from(DAYS),
)
STEP = st.builds(
    Step,
    case=st.sampled_from(CASES),
    status=st.sampled_from(("accepted", "processing", "processed")),
    moment=st.sampled_from([dt.datetime.combine(day, dt.time(9)) for day in DAYS]),
    is_electronic=st.booleans(),
)
RATING = st.builds(
    Rating,
    code=st.sampled_from(("DG1", "DG2")),
    case=st.sampled_from(CASES),
    day=st.sampled_from(DAYS),
    score=st.sampled_from((1, 5, 9)),
)
PROCEDURE = st.builds(
    Procedure,
    code=st.sampled_from(PROCEDURES),
    effective_from=st.sampled_from((dt.date(2020, 1, 1), dt.date(2023, 1, 25))),
    service_level=st.sampled_from((2, 3, 4)),
    has_fee=st.booleans(),
)


def _exports(
    source: str, records: st.SearchStrategy[Record], portals: tuple[Portal, ...], most: int
) -> st.SearchStrategy[Export]:
    return st.builds(
        Export,
        source=st.just(source),
        portal=st.sampled_from(portals),
        window=st.sampled_from(WINDOWS),
        exported=st.sampled_from(EXPORTED),
        records=st.lists(records, max_size=most).map(tuple),
        part=st.sampled_from((0, 0, 0, 1)),
    )


BOTH: tuple[Portal, ...] = ("tinh", "huyen")
EXPORT = st.one_of(
    _exports("cases", CASE, BOTH, 6),
    _exports("cases", CASE, BOTH, 6),
    _exports("cases", CASE, BOTH, 6),
    _exports("payments", PAYMENT, BOTH, 4),
    _exports("case_events", STEP, ("tinh",), 4),
    _exports("ratings", RATING, BOTH, 3),
    _exports("procedures", PROCEDURE, ("tinh",), 3),
)
OPENING = Export("cases", "tinh", WINDOWS[0], EXPORTED[0], ())
"""Delivered in the first night: a moment to judge at, even where nothing else is readable."""


@st.composite
def nights(draw: st.DrawFn, *, most_nights: int = 3, most_files: int = 7) -> list[list[Export]]:
    """Nights of exports. A file of an earlier night may come again, as it was or under its path with other rows."""
    scenario: list[list[Export]] = []
    count = draw(st.integers(2, most_nights))
    for _ in range(count):
        tonight = draw(st.lists(EXPORT, min_size=1, max_size=most_files))
        earlier = [export for night in scenario for export in night]
        if earlier:
            tonight += draw(st.lists(st.sampled_from(earlier), max_size=2))
        scenario.append(tonight)
    scenario[0].insert(0, OPENING)
    return scenario


def unique_paths(scenario: list[list[Export]]) -> list[Export]:
    """The exports of a scenario without those that take the place of another one under its path."""
    by_path: dict[str, Export] = {}
    for night in scenario:
        for export in night:
            by_path.setdefault(export.path, export)
    return list(by_path.values())
