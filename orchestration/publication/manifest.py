"""The manifest of a publication, and the hash by which the next one is chained to it."""

import hashlib
import json
import os
from pathlib import Path
from typing import Any

Manifest = dict[str, Any]
"""As `manifest.json` holds it (interface.md, "Files"), plus `partitions` of tables and `files`."""

FREE_KEYS = ("publication_id", "created_at")
"""What may differ between two makings of one publication; outside the manifest's own hash."""


def manifest_sha256(manifest: Manifest) -> str:
    """The hash of a manifest: over its canonical JSON without what may differ between two makings."""
    fixed = {key: value for key, value in manifest.items() if key not in FREE_KEYS}
    previous = fixed.get("previous")
    if previous:
        fixed["previous"] = {"manifest_sha256": previous["manifest_sha256"]}
    text = json.dumps(fixed, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def read_manifest(folder: Path) -> Manifest:
    """Read `manifest.json` of a publication's folder; raises FileNotFoundError or ValueError."""
    content: Manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return content


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write `manifest.json` durably."""
    path = folder / "manifest.json"
    with path.open("w", encoding="utf-8") as file:
        json.dump(manifest, file, ensure_ascii=False, indent=1, sort_keys=True)
        file.flush()
        os.fsync(file.fileno())


def file_sha256(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
