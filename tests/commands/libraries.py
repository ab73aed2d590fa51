"""What a night imports, for the process from which the tests' commands are forked."""

import dbt.adapters.duckdb
import dbt.cli.main  # noqa: F401  # imported to be there

import orchestration.assets.assembly
import orchestration.refresh.job  # noqa: F401  # imported to be there
from orchestration.quality.gx_duckdb import load_engine

load_engine()
