"""Whether anything is new, from file marks alone: before Dagster, dbt or Great Expectations are imported."""

import time

from orchestration.portal.naming import IGNORED_NAMES
from orchestration.refresh.fingerprint import is_published
from orchestration.settings import Settings


def has_waiting_files(settings: Settings) -> bool:
    """Whether the inbox holds a file that has stood still long enough, or a landing was interrupted."""
    if (settings.archive / ".landing.json").exists():
        return True
    if not settings.inbox.is_dir():
        return False
    newest = time.time() - settings.settle_seconds
    files = (path for path in settings.inbox.rglob("*") if path.is_file() and path.name not in IGNORED_NAMES)
    return any(settings.settle_seconds == 0 or path.stat().st_mtime <= newest for path in files)


def is_nothing_new(settings: Settings) -> bool:
    """Whether the last refresh published just what lies there now, and no file waits."""
    return not has_waiting_files(settings) and is_published(settings)
