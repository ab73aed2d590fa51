"""The platform put together: steps in their order, the job that runs them, and what begins it."""

from dagster import (
    AssetCheckKey,
    AssetKey,
    AssetSelection,
    Definitions,
    ResourceDefinition,
    define_asset_job,
    in_process_executor,
)

from orchestration.assets.audit import audit_step, check_specs
from orchestration.assets.keys import ARCHIVE, CHECK_RESULTS, JOB_NAME
from orchestration.assets.landing import landing_step
from orchestration.assets.lineage import Lineage
from orchestration.assets.loading import loading_step
from orchestration.assets.models import models_step
from orchestration.assets.plan_reports import report_schedules, reports_job
from orchestration.assets.publication import publication_step
from orchestration.assets.shift import SHIFT, shift_resource
from orchestration.assets.triggers import inbox_sensor, nightly_schedule
from orchestration.portal.contracts import load_contracts
from orchestration.quality.suites import load_suites
from orchestration.settings import PROJECT_ROOT, Settings
from orchestration.transform.manifest import read_manifest


def assemble(settings: Settings, shift: ResourceDefinition | None = None) -> Definitions:
    """Give everything Dagster has to know.

    `shift`: the resource of the steps, by default one that takes the lock for itself. Raises DbtError or
    SuiteError where dbt's project or the suites cannot be read, ContractError or RegisterError where the contracts or
    registers cannot be used.
    """
    lineage = read_lineage(settings)
    return Definitions(
        assets=[
            landing_step(),
            loading_step(lineage),
            models_step(lineage),
            audit_step(lineage),
            publication_step(assets_before_publication(lineage), expected_checks(lineage)),
            *lineage.seeds(),
            *lineage.other_sources(),
        ],
        jobs=[
            define_asset_job(
                JOB_NAME,
                selection=AssetSelection.all(),
                description="Inbox to publication: land, load, transform, audit, publish.",
            ),
            reports_job(settings),
        ],
        schedules=[nightly_schedule(settings), *report_schedules(settings)],
        sensors=[inbox_sensor(settings)],
        resources={SHIFT: shift or shift_resource(settings)},
        executor=in_process_executor,
    )


def read_lineage(settings: Settings) -> Lineage:
    """Give the tables and checks of the project as it lies there now."""
    contracts = load_contracts(settings.contracts_dir).contracts
    return Lineage(read_manifest(settings), load_suites(PROJECT_ROOT / "expectations"), contracts)


def assets_before_publication(lineage: Lineage) -> list[AssetKey]:
    """The assets that must be there before anything is put out; registers stand since they last changed."""
    tables = [spec.key for spec in lineage.raw_tables()]
    return [ARCHIVE, *tables, *lineage.model_keys.values(), CHECK_RESULTS]


def expected_checks(lineage: Lineage) -> list[AssetCheckKey]:
    """The checks that must answer in a refresh."""
    return [spec.key for spec in check_specs(lineage)]
