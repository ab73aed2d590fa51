"""dbt's manifest for the definitions: parsed where there is none, and anew when the project has changed."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from orchestration.settings import PROJECT_ROOT, Settings
from orchestration.transform.dbt_runner import DbtProject

PROJECT_DIR = PROJECT_ROOT / "dbt_project"
PARSED_FILES = ("*.yml", "models/**/*", "macros/**/*", "seeds/**/*", "snapshots/**/*", "tests/**/*")
"""What a manifest is made from."""


def project_of(settings: Settings) -> DbtProject:
    """The dbt project on the warehouse of `settings`."""
    return DbtProject(PROJECT_DIR, PROJECT_DIR, settings.dbt_target.resolve(), settings.warehouse_file.resolve())


def read_manifest(settings: Settings) -> Mapping[str, Any]:
    """Give the manifest of the project as it lies there now. Raises DbtError where it cannot be parsed.

    Beside the manifest stands the hash of the files it was parsed from: times of files do not survive a
    checkout.
    """
    dbt = project_of(settings)
    mark = dbt.target_path / "manifest.sha256"
    present = _project_sha256()
    if (dbt.target_path / "manifest.json").exists() and mark.exists() and mark.read_text() == present:
        return dbt.manifest()
    manifest = dbt.parse()
    mark.write_text(present)
    return manifest


def _project_sha256() -> str:
    digest = hashlib.sha256()
    found: set[Path] = {path for pattern in PARSED_FILES for path in PROJECT_DIR.glob(pattern)}
    for path in sorted(path for path in found if path.is_file()):
        digest.update(f"{path.relative_to(PROJECT_DIR).as_posix()}\n".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
