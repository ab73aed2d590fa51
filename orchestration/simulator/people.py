"""Invented applicants: no name, number or address here belongs to anyone.

Identity numbers begin with 099, which no province has, or with 9 in the old form of nine digits; phone numbers
with 010, which no network has. A number names a person, so that people come back.
"""

from dataclasses import dataclass

FAMILY_NAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Phan", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Lý")
MIDDLE_NAMES = ("Văn", "Thị", "Hữu", "Minh", "Thanh", "Ngọc", "Đức", "Kim", "Gia", "Thùy", "Quốc", "Khánh", "Như")
GIVEN_NAMES = (
    "An", "Bình", "Chi", "Dũng", "Giang", "Hà", "Hằng", "Hòa", "Khoa", "Lan", "Loan", "Mai",
    "Nam", "Oanh", "Phúc", "Quân", "Sơn", "Thảo", "Toàn", "Uyên", "Vinh", "Yến", "Đạt", "Tuấn", "Thủy",
)  # fmt: skip
BUSINESSES = ("Công ty TNHH", "Công ty Cổ phần", "Hợp tác xã")
OFFICES = ("Trường Mầm non", "Trạm Y tế", "Hội Người cao tuổi")

CITIZEN, ENTERPRISE, STATE_BODY, ORGANISATION = "1", "2", "3", "4"
NEW_NUMBER, OLD_NUMBER = "1", "2"
PLACEHOLDER = "000000001"
PEOPLE_PER_CASE = 0.4
FIRST_LONE = 20_000_000


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who asks: `kind` in the codes of the portal `tinh`; who is no citizen has no identity number."""

    kind: str
    name: str
    identity: str
    phone: str
    email: str

    @property
    def identity_kind(self) -> str:
        """`LoaiDinhDanh`: 1 the number of twelve digits, 2 the old one of nine."""
        return NEW_NUMBER if len(self.identity) == 12 else OLD_NUMBER  # noqa: PLR2004 - digits

    @property
    def is_person(self) -> bool:
        """Say whether the number tells one person from another."""
        return self.identity not in {"", PLACEHOLDER}


def applicant(number: int, world: int) -> Applicant:
    """Give the applicant of a number; `world` (0 to 9) keeps the people of portals apart.

    Of a hundred numbers eleven are enterprises, two offices; of the citizens one in twenty has an old number.
    """
    phone = f"010{number % 10_000_000:07d}"
    family, middle = FAMILY_NAMES[number % 12], MIDDLE_NAMES[number // 7 % 13]
    given, second = GIVEN_NAMES[number // 3 % 25], GIVEN_NAMES[number // 11 % 25]
    turn = number % 100
    if turn < 11:  # noqa: PLR2004 - of a hundred
        return Applicant(ENTERPRISE, f"{BUSINESSES[number % 3]} {given} {second}", "", phone, _mail("donvi", number))
    if turn < 13:  # noqa: PLR2004 - of a hundred
        kind = STATE_BODY if turn == 11 else ORGANISATION  # noqa: PLR2004 - the first of the two
        return Applicant(kind, f"{OFFICES[number % 3]} {given} {second}", "", phone, _mail("donvi", number))
    name = f"{family} {middle} {given}" if number % 3 else f"{family} {middle} {second} {given}"
    has_old = number % 20 == 19 and number < FIRST_LONE  # noqa: PLR2004 - one in twenty
    identity = f"9{world}{number:07d}" if has_old else f"099{world}{number:08d}"
    return Applicant(CITIZEN, name, identity, phone, _mail("nguoi", number))


def lone_citizen(number: int, world: int) -> Applicant:
    """Give a citizen who comes once only and is none of the others."""
    return applicant(FIRST_LONE + number // 87 * 100 + 13 + number % 87, world)


def _mail(word: str, number: int) -> str:
    return f"{word}{number}@example.vn"
