"""The whole platform for Dagster: `dagster dev -m orchestration.definitions`.

archive → raw → staging → core → kpi → marts → quality/check_results → publication and its page;
the job `nightly_refresh` goes this way every night and whenever exports have come to rest in the inbox. From the
publication the job `plan_reports` writes what a plan asks for by the calendar. What each step is stands in
`orchestration/assets/`, one file a step; how they are put together in `assets/assembly.py`.
"""

from orchestration.assets.assembly import assemble
from orchestration.settings import load_settings

defs = assemble(load_settings())
