"""dbt-duckdb's plugin of motcua: each of dbt's connections can work out the hash that stands for a person."""

from typing import Any

from dbt.adapters.duckdb.plugins import BasePlugin

from orchestration.settings import load_settings
from orchestration.warehouse.person_key import set_person_key


class Plugin(BasePlugin):
    """Named in profiles.yml; dbt calls it for each cursor that it opens."""

    def configure_cursor(self, cursor: Any) -> None:
        """Give the cursor the key, from the environment or `.env`."""
        set_person_key(cursor, load_settings().require_pii_key())
