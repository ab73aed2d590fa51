"""Every setting of motcua, once and typed; read from `MOTCUA_*` variables and `.env`."""

import hashlib
import hmac
from datetime import datetime
from pathlib import Path

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PROJECT_ROOT = Path(__file__).resolve().parent.parent
"""The checkout: the code, the dbt project and the suites are read from here."""


SHORTEST_KEY = 16
"""Characters."""


class SettingsError(ValueError):
    """A setting is missing or cannot be used; the message names it and the mend."""


class Settings(BaseSettings):
    """Where things lie and what the refresh counts as now. Relative paths are taken from the working directory."""

    model_config = SettingsConfigDict(env_prefix="MOTCUA_", env_file=".env", extra="ignore")

    raw_dir: Path = Path("raw")
    contracts_dir: Path = Path("raw/contracts")
    registers_dir: Path | None = None
    warehouse_dir: Path = Path("warehouse")
    as_of: datetime | None = None
    pii_key: SecretStr | None = None
    settle_seconds: float = Field(default=0.0, ge=0.0)

    @field_validator("registers_dir", mode="before")
    @classmethod
    def _nothing_is_no_folder(cls, value: object) -> object:
        """`MOTCUA_REGISTERS_DIR=` means no folder, not the working directory."""
        return None if value == "" else value

    @property
    def inbox(self) -> Path:
        """Where portals put their exports."""
        return self.raw_dir / "inbox"

    @property
    def archive(self) -> Path:
        """Every file that ever arrived, by content hash."""
        return self.raw_dir / "archive"

    @property
    def ledger(self) -> Path:
        """The append-only, hash-chained list of arrivals."""
        return self.archive / "ledger.jsonl"

    @property
    def decisions(self) -> Path:
        """The stewards' decisions, append-only."""
        return self.raw_dir / "decisions.jsonl"

    @property
    def record(self) -> Path:
        """The record of publications, append-only."""
        return self.raw_dir / "publications.jsonl"

    @property
    def warehouse_file(self) -> Path:
        """The working warehouse; readers open the publication, but for `motcua rows` and `motcua status`."""
        return self.warehouse_dir / "warehouse.duckdb"

    @property
    def published(self) -> Path:
        """What readers open."""
        return self.warehouse_dir / "published"

    @property
    def reports(self) -> Path:
        """The dated folders of the reports that plans ask for."""
        return self.warehouse_dir / "reports"

    @property
    def state_file(self) -> Path:
        """The fingerprint of the last refresh that published, for `nothing new`."""
        return self.warehouse_dir / "state.json"

    @property
    def lock_file(self) -> Path:
        """Held by the one refresh that may run."""
        return self.warehouse_dir / ".lock"

    @property
    def dagster_home(self) -> Path:
        """Dagster's instance: runs, events and schedules of `dagster dev` and `motcua refresh` alike."""
        return self.warehouse_dir / "dagster"

    @property
    def dbt_target(self) -> Path:
        """dbt's manifest, partial parse and log for this warehouse."""
        return self.warehouse_dir / "dbt"

    def require_pii_key(self) -> str:
        """The key of the hash that stands for a person; raises SettingsError where there is none."""
        if self.pii_key is None or not self.pii_key.get_secret_value().strip():
            raise SettingsError(
                "MOTCUA_PII_KEY is not set: persons are stored as keyed hashes only. Put a secret of at least 16"
                " characters into the environment or into .env (MOTCUA_PII_KEY=...), and keep it: with another"
                " key the same person gets another hash."
            )
        key = self.pii_key.get_secret_value()
        if len(key) < SHORTEST_KEY:
            raise SettingsError(f"MOTCUA_PII_KEY is shorter than {SHORTEST_KEY} characters: use a longer secret.")
        return key

    def person_mark(self) -> str:
        """A mark that changes with the key of persons and does not give it away."""
        key = self.require_pii_key().encode()
        return hmac.new(key, b"motcua: which key stands for persons", hashlib.sha256).hexdigest()


def load_settings(**overrides: object) -> Settings:
    """Read the settings; raises SettingsError that names the variable and what is wrong with its value."""
    try:
        settings = Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        lines = [f"MOTCUA_{'_'.join(str(p) for p in e['loc']).upper()}: {e['msg']}" for e in error.errors()]
        raise SettingsError("\n".join(lines)) from error
    if settings.as_of is not None and settings.as_of.tzinfo is not None:
        raise SettingsError("MOTCUA_AS_OF: give local time of Vietnam without a zone, e.g. 2023-12-31T23:59:59")
    return settings
