"""A case and its payments as they truly are, and as a portal shows them at a moment."""

from dataclasses import dataclass
from datetime import datetime

from orchestration.simulator.catalogue import Procedure
from orchestration.simulator.people import Applicant
from orchestration.simulator.province import Unit

COUNTER, ONLINE, POST = "1", "2", "3"
(
    STATUS_REGISTERED, STATUS_ACCEPTED, STATUS_REFUSED, STATUS_PROCESSING, STATUS_SUPPLEMENT,
    STATUS_FEE, STATUS_WITHDRAWN, STATUS_STOPPED, STATUS_PROCESSED, STATUS_RETURNED,
) = (str(number) for number in range(1, 11))  # fmt: skip

SUCCEEDED, FAILED, PENDING, REFUNDED, CANCELLED = (
    "Thành công", "Thất bại", "Chờ thanh toán", "Đã hoàn phí", "Hủy",
)  # fmt: skip
PAID_ONLINE, PAID_CASH, PAID_TRANSFER = "Trực tuyến", "Tiền mặt", "Chuyển khoản"
NATIONAL_PORTAL, PROVINCIAL_PORTAL, PAID_AT_COUNTER = "Cổng DVC Quốc gia", "Cổng DVC tỉnh", "Quầy"

Shown = datetime | str | None
"""A moment as a record shows it: a moment, absent, or (in a faulty record) any text."""


@dataclass(frozen=True, slots=True)
class Document:
    """One document of the file that was handed in (`TaiLieuNop`)."""

    is_digitised: bool
    is_reused: bool


@dataclass(frozen=True, slots=True)
class Extension:
    """One extension of the due day (`DanhSachGiaHan`), with its apology letter."""

    at: datetime
    reason: str
    old_due: datetime
    new_due: datetime
    letter: str


@dataclass(frozen=True, slots=True)
class Payment:
    """One payment of a case; before `settled_at` it is pending, after it in its `outcome`. Amount in đồng."""

    code: str
    case_code: str
    fee_kind: str
    amount: int
    method: str
    channel: str
    created_at: datetime
    settled_at: datetime
    outcome: str

    def at(self, moment: datetime) -> "PaymentState":
        """Give the payment as the portal shows it at a moment."""
        settled = moment >= self.settled_at
        outcome = self.outcome if settled else PENDING
        paid = self.settled_at if outcome in (SUCCEEDED, REFUNDED) else None
        return PaymentState(
            self.code, self.case_code, self.fee_kind, self.amount, self.method, self.channel,
            self.created_at, paid, outcome,
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

    `steps` are the moments of its states in order. `finished_at` is what `NgayKetThucXuLy` shows and may
    be absent where the result was handed over at once; `returned_at` is `NgayTra`. `fixed_text` keeps the
    part of its sync message that never changes, once that has been encoded.
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
    returned_at: datetime | None
    steps: tuple[tuple[datetime, str], ...]
    supplement: tuple[datetime, datetime | None] | None
    extension: Extension | None
    documents: tuple[Document, ...]
    has_digital_result: bool
    is_signed: bool
    is_synced: bool
    payments: tuple[Payment, ...] = ()
    fixed_text: str = ""

    @property
    def last_status(self) -> str:
        """The state in which the range leaves the case."""
        return self.steps[-1][1]

    @property
    def last_due_at(self) -> datetime | None:
        """The due moment after an extension."""
        return self.extension.new_due if self.extension else self.due_at

    def changes(self) -> list[datetime]:
        """List the moments at which its record changed."""
        moments = [moment for moment, _ in self.steps]
        return [*moments, self.extension.at] if self.extension else moments

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
            finished=_by(moment, self.finished_at),
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
