"""Invented applicants: no name, number or address here belongs to anyone.

Identity numbers begin with 099, which no province has; phone numbers with 010, which no network has.
"""

from dataclasses import dataclass
from random import Random

from orchestration.simulator.dice import chance, pick, whole

FAMILY_NAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Phan", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Lý")
MIDDLE_NAMES = ("Văn", "Thị", "Hữu", "Minh", "Thanh", "Ngọc", "Đức", "Kim", "Gia", "Thùy", "Quốc", "Khánh")
GIVEN_NAMES = (
    "An", "Bình", "Chi", "Dũng", "Giang", "Hà", "Hằng", "Hòa", "Khoa", "Lan", "Loan", "Mai",
    "Nam", "Oanh", "Phúc", "Quân", "Sơn", "Thảo", "Toàn", "Uyên", "Vinh", "Yến", "Đạt", "Tuấn",
)  # fmt: skip
BUSINESSES = ("Công ty TNHH", "Công ty Cổ phần", "Hợp tác xã")

CITIZEN = "1"
ENTERPRISE = "2"


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who asks: `kind` in the codes of the portal `tinh`; an enterprise has no identity number."""

    kind: str
    name: str
    identity: str
    phone: str
    email: str


def draw_applicant(rng: Random) -> Applicant:
    """Draw an applicant: mostly citizens, some enterprises."""
    number = whole(rng, 0, 9_999_999)
    phone = f"010{number:07d}"
    if chance(rng, 0.12):
        name = f"{pick(rng, BUSINESSES)} {pick(rng, GIVEN_NAMES)} {pick(rng, GIVEN_NAMES)}"
        return Applicant(ENTERPRISE, name, "", phone, f"donvi{number}@example.vn")
    middle = f"{pick(rng, MIDDLE_NAMES)} {pick(rng, GIVEN_NAMES)}" if chance(rng, 0.3) else pick(rng, MIDDLE_NAMES)
    name = f"{pick(rng, FAMILY_NAMES)} {middle} {pick(rng, GIVEN_NAMES)}"
    return Applicant(CITIZEN, name, f"099{whole(rng, 0, 999_999_999):09d}", phone, f"nguoi{number}@example.vn")
