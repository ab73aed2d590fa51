"""Draws what happens at the counters beside the cases: tickets, waiting, and complaints afterwards."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from orchestration.simulator import cases
from orchestration.simulator.cases import Case
from orchestration.simulator.dice import chance, pick, whole

SHARE_WITH_TICKET, SHARE_WITHOUT_CASE, SHARE_OF_COMPLAINTS = 0.4, 0.15, 0.01
ATTITUDE = "Thái độ"
GROUPS = (ATTITUDE, "Quá hạn", "Phí", "Khác", "Khác")
CONTENTS = {
    ATTITUDE: ("Cán bộ trả lời qua loa", "Cán bộ không hướng dẫn rõ ràng"),
    "Quá hạn": ("Đã quá ngày hẹn mà chưa có kết quả", "Chờ lâu, chưa nhận được thông báo"),
    "Phí": ("Chưa rõ vì sao phải nộp phí", "Chưa nhận được biên lai"),
    "Khác": ("Đề nghị bố trí thêm chỗ ngồi chờ", "Đề nghị mở thêm quầy vào đầu tuần", "Cảm ơn cán bộ một cửa"),
}


@dataclass(frozen=True, slots=True)
class Visit:
    """One ticket; moments in whole minutes, those after the first absent where the citizen left."""

    code: str
    unit_code: str
    taken: datetime
    called: datetime | None
    done: datetime | None
    case_code: str
    counter: str


@dataclass(frozen=True, slots=True)
class Complaint:
    """One complaint; `received` is a day, `answered` one too or absent."""

    code: str
    unit_code: str
    received: datetime
    content: str
    group: str
    answered: datetime | None


def draw_visits(rng: Random, drawn: list[Case]) -> Iterator[Visit]:
    """Draw the tickets of a day: of part of the cases brought to a counter, and some of people who only ask."""
    for case in drawn:
        if case.channel != cases.COUNTER or not chance(rng, SHARE_WITH_TICKET + SHARE_WITHOUT_CASE):
            continue
        called = case.submitted_at.replace(second=0)
        taken = called - timedelta(minutes=whole(rng, 1, 50))
        has_case = chance(rng, SHARE_WITH_TICKET / (SHARE_WITH_TICKET + SHARE_WITHOUT_CASE))
        left, lost = chance(rng, 0.03), chance(rng, 0.02)
        yield Visit(
            code=f"L{case.code.replace('.', '').replace('-', '')}",
            unit_code=case.unit.code,
            taken=taken,
            called=None if left else called,
            done=None if left or lost else called + timedelta(minutes=whole(rng, 3, 45)),
            case_code=case.code if has_case else "",
            counter=f"Quầy {whole(rng, 1, 6)}",
        )


def draw_complaints(rng: Random, drawn: list[Case], horizon: datetime) -> Iterator[Complaint]:
    """Draw the complaints that come in the days after a case was handed in, at its office."""
    for case in drawn:
        if not chance(rng, SHARE_OF_COMPLAINTS):
            continue
        received = _midnight(case.submitted_at) + timedelta(days=whole(rng, 0, 5))
        answered = received + timedelta(days=whole(rng, 2, 25)) if chance(rng, 0.9) else None
        group = pick(rng, GROUPS)
        if received <= horizon:
            code = f"PA{case.code.replace('.', '').replace('-', '')}"
            yield Complaint(code, case.unit.code, received, pick(rng, CONTENTS[group]), group, answered)


def _midnight(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0)
