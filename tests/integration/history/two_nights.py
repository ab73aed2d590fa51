"""Two nights, and a third, in which a new file reaches figures of other records in every way that there is.

The cases have letters for names; each stands for one way (docs/decisions/0002-history-core.md, "What touches what").
"""

import datetime as dt
from typing import Any

from .exports import Case, Export, Payment, Procedure, Rating, Step

CITY, PHU_TAN, PHU_THO = "000.00.31.H09", "000.11.31.H09", "000.12.31.H09"
JANUARY = (dt.date(2023, 1, 1), dt.date(2023, 1, 31))
FEBRUARY = (dt.date(2023, 2, 1), dt.date(2023, 2, 28))
FIRST, SECOND = dt.datetime(2023, 5, 1, 1), dt.datetime(2023, 5, 2, 1)


def code(letter: str) -> str:
    """The code of a case that has a letter for its name."""
    return f"H09.20-20230101-00000{ord(letter)}"


def case(letter: str, unit: str = PHU_TAN, status: str = "processing", **others: Any) -> Case:
    """A case received on 3 January at the counter, of a person of its own."""
    given: dict[str, Any] = {
        "channel": "counter", "received": dt.date(2023, 1, 3), "due": None, "finished": None,
        "procedure": "1.000001", "person": f"0010990000{ord(letter)}",
    }  # fmt: skip
    return Case(code(letter), unit, status, **(given | others))


def twin(letter: str) -> Case:
    return case(letter, received=dt.date(2023, 2, 10), person="001099111111", procedure="1.000009")


PROCEDURE_BEFORE = Procedure("1.000001", dt.date(2020, 1, 1), 2, has_fee=False)
PROCEDURE_AFTER = Procedure("1.000001", dt.date(2023, 1, 25), 4, has_fee=True)

BEFORE = [
    Export("cases", "tinh", JANUARY, FIRST, (case("M"), case("D"), case("E"))),
    Export(
        "cases", "tinh", FEBRUARY, FIRST,
        (
            twin("T"), twin("U"),
            case("F", channel="online"),
            case("Q", received=dt.date(2023, 2, 10)),
            case("R", received=dt.date(2023, 2, 10), person="001099222222"),
            case("X", status="processed", received=dt.date(2023, 2, 3), finished=dt.date(2023, 2, 9)),
        ),
    ),
    Export("payments", "tinh", JANUARY, FIRST, (
        Payment("P1", code("L"), "50.000", "Trực tuyến", succeeded=True, day=dt.date(2023, 2, 11)),
    )),
    Export("ratings", "tinh", JANUARY, FIRST, (Rating("G1", code("D"), dt.date(2023, 1, 9), 5),)),
    Export("procedures", "tinh", JANUARY, FIRST, (PROCEDURE_BEFORE,)),
]  # fmt: skip
AFTER = [
    # M moves to another unit and day, D is deleted at the portal; of E and F a faulty record comes.
    Export(
        "cases", "tinh", JANUARY, SECOND,
        (
            case("M", PHU_THO, received=dt.date(2023, 1, 20), channel="online"),
            case("E", status="nonsense"), case("F", status="nonsense"),
        ),
    ),
    # L was waited for by a payment; B is the earlier case of R's applicant.
    Export(
        "cases", "huyen", JANUARY, FIRST,
        (
            case("L", CITY),
            case("B", CITY, "returned", person="001099222222", finished=dt.date(2023, 1, 5)),
        ),
    ),
    Export("case_events", "tinh", FEBRUARY, SECOND, (
        Step(code("T"), "accepted", dt.datetime(2023, 2, 11, 9), is_electronic=True),
        Step(code("X"), "processing", dt.datetime(2023, 2, 12, 9), is_electronic=True),
    )),
    Export("procedures", "tinh", FEBRUARY, SECOND, (PROCEDURE_AFTER,)),
]  # fmt: skip
LAST = [
    # W is the first case of the province, and was never closed: it opens months in which nothing happened.
    Export("cases", "huyen", FEBRUARY, FIRST, (case("W", CITY, "withdrawn", received=dt.date(2022, 10, 5)),)),
]
