"""A case with its payments, steps and rating as they truly are, and as a portal shows them at a moment."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from orchestration.simulator.catalogue import Procedure
from orchestration.simulator.people import Applicant
from orchestration.simulator.province import Unit

COUNTER, ONLINE, POST = "1", "2", "3"
(
    STATUS_REGISTERED, STATUS_ACCEPTED, STATUS_REFUSED, STATUS_PROCESSING, STATUS_SUPPLEMENT,
    STATUS_FEE, STATUS_WITHDRAWN, STATUS_STOPPED, STATUS_PROCESSED, STATUS_RETURNED,
) = (str(number) for number in range(1, 11))  # fmt: skip
BY_APPLICANT, BY_OFFICER, BY_POST = "1", "2", "3"

SUCCEEDED, FAILED, PENDING, REFUNDED, CANCELLED = (
    "Thành công", "Thất bại", "Chờ thanh toán", "Đã hoàn phí", "Hủy",
)  # fmt: skip
PAID_ONLINE, PAID_CASH, PAID_TRANSFER = "Trực tuyến", "Tiền mặt", "Chuyển khoản"
NATIONAL_PORTAL, PROVINCIAL_PORTAL, PAID_AT_COUNTER = "Cổng DVC Quốc gia", "Cổng DVC tỉnh", "Quầy"
NOON = 12

Shown = datetime | str | None
"""A moment as a record shows it: a moment, absent, or (in a faulty record) any text."""


@dataclass(frozen=True, slots=True)
class Document:
    """One document of the file that was handed in (`TaiLieuNop`); `reuse` is `DuocTaiSuDung`."""

    is_digitised: bool
    reuse: str
    is_from_store: bool
    is_asked_again: bool


@dataclass(frozen=True, slots=True)
class Extension:
    """One extension of the due day (`DanhSachGiaHan`), with the day of its apology letter."""

    at: datetime
    reason: str
    old_due: datetime
    new_due: datetime
    letter: str
    letter_day: date


@dataclass(frozen=True, slots=True)
class Event:
    """One step of a case's handling as it was recorded (`case_events`)."""

    case_code: str
    at: datetime
    status: str
    officer: str
    is_electronic: bool
    due: datetime | None


@dataclass(frozen=True, slots=True)
class Rating:
    """What a citizen thought of a case: `score` 1 to 5."""

    code: str
    at: datetime
    score: int


@dataclass(frozen=True, slots=True)
class Payment:
    """One payment of a case; before `settled_at` it is pending, after it in its `outcome`. Amount in đồng.

    `has_short_hours`: the module that records it writes hours on a 12-hour clock without AM and PM.
    """

    code: str
    case_code: str
    fee_kind: str
    amount: int
    method: str
    channel: str
    created_at: datetime
    settled_at: datetime
    outcome: str
    has_short_hours: bool

    def at(self, moment: datetime) -> "PaymentState":
        """Give the payment as the portal shows it at a moment."""
        settled = moment >= self.settled_at
        outcome = self.outcome if settled else PENDING
        paid = self.settled_at if outcome in (SUCCEEDED, REFUNDED) else None
        created = self.created_at
        if self.has_short_hours:
            created, paid = _on_short_clock(created), _on_short_clock(paid) if paid else None
        return PaymentState(
            self.code, self.case_code, self.fee_kind, self.amount, self.method, self.channel,
            created, paid, outcome,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class PaymentState:
    """A payment's record in an export."""

    code: str
    case_code: str
    fee_kind: str
    amount: int | str
    method: str
    channel: str
    created: Shown
    paid: Shown
    status: str


@dataclass(slots=True)
class Case:
    """One case with its whole life, cut at the end of the range.

    `steps` are the moments of its states in order, as the portal records them. `finished_at` is what
    `NgayKetThucXuLy` shows from `noted_at` on (an earlier moment, where it was back-dated), absent where the
    result was handed over at once; `returned_at` is `NgayTra`. `is_known` says that the catalogue has its
    procedure. `fixed_text` keeps the part of its sync message that never changes, once that has been encoded.
    """

    code: str
    unit: Unit
    procedure: Procedure
    procedure_code: str
    channel: str
    filed_by: str
    filed_at: str
    applicant: Applicant
    submitted_at: datetime
    received_at: datetime | None
    refused_at: datetime | None
    due_at: datetime | None
    finished_at: datetime | None
    noted_at: datetime | None
    returned_at: datetime | None
    steps: tuple[tuple[datetime, str], ...]
    supplement: tuple[datetime, datetime | None] | None
    extension: Extension | None
    documents: tuple[Document, ...]
    has_digitised_file: bool
    has_digital_result: bool
    is_signed: bool
    is_synced: bool
    fees: tuple[int, ...] = ()
    payments: tuple[Payment, ...] = ()
    events: tuple[Event, ...] = ()
    rating: Rating | None = None
    is_known: bool = True
    is_uncoded: bool = False
    quirks: list[str] = field(default_factory=list)
    fixed_text: str = ""

    @property
    def last_status(self) -> str:
        """The state in which the range leaves the case."""
        return self.steps[-1][1]

    @property
    def last_due_at(self) -> datetime | None:
        """The due moment after an extension."""
        return self.extension.new_due if self.extension else self.due_at

    @property
    def is_input_digitised(self) -> bool:
        """Say whether all documents are digitised; without a list the flag tells (a register has no such flag)."""
        return all(document.is_digitised for document in self.documents) if self.documents else self.has_digitised_file

    def changes(self) -> list[datetime]:
        """List the moments at which its record changed, the payments among them."""
        moments = [moment for moment, _ in self.steps]
        if self.extension:
            moments.append(self.extension.at)
        moments += [payment.settled_at for payment in self.payments]
        return moments

    def until(self, moment: datetime, code: str) -> "Case":
        """Give the case as it stood at a moment under another code, for a portal that knows no more of it."""
        extension = self.extension if self.extension and self.extension.at <= moment else None
        supplement = self.supplement
        if supplement is not None:
            supplement = (supplement[0], _by(moment, supplement[1])) if supplement[0] <= moment else None
        return replace(
            self,
            code=code,
            steps=tuple(step for step in self.steps if step[0] <= moment) or self.steps[:1],
            received_at=_by(moment, self.received_at),
            due_at=self.due_at if _by(moment, self.received_at) else None,
            refused_at=_by(moment, self.refused_at),
            finished_at=self.finished_at if _by(moment, self.noted_at) else None,
            noted_at=_by(moment, self.noted_at),
            returned_at=_by(moment, self.returned_at),
            supplement=supplement,
            extension=extension,
            fixed_text="",
        )

    def at(self, moment: datetime) -> "CaseState":
        """Give the case as the portal shows it at a moment, not before it was submitted."""
        status = STATUS_REGISTERED
        for step, reached in self.steps:
            if step > moment:
                break
            status = reached
        extension = self.extension if self.extension and self.extension.at <= moment else None
        accepted = self.received_at is not None and self.received_at <= moment
        due = extension.new_due if extension else self.due_at
        return CaseState(
            case=self,
            moment=moment,
            code=self.code,
            unit_code=self.unit.code,
            unit_name=self.unit.name,
            status=status,
            submitted=self.submitted_at,
            received=_by(moment, self.received_at),
            due=due if accepted else None,
            finished=self.finished_at if _by(moment, self.noted_at) else None,
            returned=_by(moment, self.returned_at),
            extension=extension,
        )


@dataclass(slots=True)
class CaseState:
    """A case's record in an export; faulty records are copies with a field gone wrong."""

    case: Case
    moment: datetime
    code: str
    unit_code: str
    unit_name: str
    status: str
    submitted: Shown
    received: Shown
    due: Shown
    finished: Shown
    returned: Shown
    extension: Extension | None


def _by(moment: datetime, happened: datetime | None) -> datetime | None:
    """Give what had happened by a moment."""
    return happened if happened is not None and happened <= moment else None


def _on_short_clock(moment: datetime) -> datetime:
    """Give what a clock of twelve hours shows: 1 to 12, never 13."""
    return moment - timedelta(hours=NOON) if moment.hour > NOON else moment
