"""What a publication was made of, so that `nothing new` is known before anything heavy is imported."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from orchestration.clock import local_now
from orchestration.quality.stewardship.journal import Journal, waivers_in_force
from orchestration.settings import PROJECT_ROOT, Settings

CODE_PATTERNS = (
    ("orchestration", "**/*.py"),
    ("orchestration", "**/templates/**/*"),
    ("dbt_project", "dbt_project.yml"),
    ("dbt_project", "macros/**/*.sql"),
    ("dbt_project", "models/**/*"),
    ("dbt_project", "tests/**/*"),
    ("expectations", "*.yml"),
    (".", "uv.lock"),
)
"""What decides how figures come about; tests and documents do not."""
REGISTERS = ("dbt_project/seeds", "*.csv")


def _digest(files: Iterable[Path], root: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(f"{path.relative_to(root).as_posix()}\n".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def code_version() -> str:
    """A hash of the code that makes figures, 16 hexadecimal digits."""
    found = {path for folder, pattern in CODE_PATTERNS for path in (PROJECT_ROOT / folder).glob(pattern)}
    return _digest((path for path in found if path.is_file()), PROJECT_ROOT)[:16]


def registers_mark(own: Path | None) -> str:
    """A hash of the registers: those of the project (dbt seeds) and those of a user's folder."""
    folder, pattern = REGISTERS
    mark = _digest((PROJECT_ROOT / folder).glob(pattern), PROJECT_ROOT)
    return mark if own is None else f"{mark}|{_digest(own.glob(pattern), own)}"


def file_mark(path: Path) -> str:
    """SHA-256 of a file's bytes, or nothing for a missing one."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else ""


def decisions_mark(path: Path) -> str:
    """A hash of the stewards' decisions and of the waivers that hold today: one that ends is news too."""
    mark = file_mark(path)
    if not mark:
        return ""
    waivers = waivers_in_force(Journal.read(path).decisions, local_now().date())
    return f"{mark}|{','.join(sorted(waivers))}"


def contracts_mark(folder: Path) -> str:
    """A hash of the contracts' bytes, without reading what they say."""
    return _digest(folder.glob("*.yaml"), folder)


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """`ledger` and `decisions` grow by what is new; the other parts change how everything is read."""

    ledger: str
    decisions: str
    contracts: str
    registers: str
    code: str
    person: str
    as_of: str
    publication: str

    @property
    def reading(self) -> str:
        """The part whose change touches everything: contracts, registers, code and the key of persons."""
        return hashlib.sha256("|".join((self.contracts, self.registers, self.code, self.person)).encode()).hexdigest()


def fingerprint_of(settings: Settings) -> Fingerprint:
    """The fingerprint of what lies there now; `publication` is the one that readers see."""
    link = settings.published / "current"
    return Fingerprint(
        ledger=file_mark(settings.ledger),
        decisions=decisions_mark(settings.decisions),
        contracts=contracts_mark(settings.contracts_dir),
        registers=registers_mark(settings.registers_dir),
        code=code_version(),
        person=settings.person_mark(),
        as_of=settings.as_of.isoformat() if settings.as_of else "",
        publication=link.resolve().name if link.exists() else "",
    )


def is_published(settings: Settings) -> bool:
    """Whether the last refresh published just what lies there now."""
    try:
        known = json.loads(settings.state_file.read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return False
    return known == asdict(fingerprint_of(settings)) and bool(known["publication"])


def remember(settings: Settings) -> None:
    """Note that what lies there now is published; the last thing a refresh does."""
    partial = settings.state_file.with_name(f"{settings.state_file.name}.partial")
    partial.write_text(json.dumps(asdict(fingerprint_of(settings)), indent=1), encoding="utf-8")
    partial.replace(settings.state_file)
