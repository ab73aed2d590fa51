"""The manifest's own hash: what may differ between two makings of a publication, and what may not."""

from pathlib import Path
from typing import Any

import pytest

from orchestration.publication.manifest import Manifest, manifest_sha256, read_manifest, write_manifest

MANIFEST: Manifest = {
    "publication_id": "000002-20230301T000000",
    "created_at": "2026-01-01T00:00:00",
    "as_of": "2023-03-01T00:00:00",
    "previous": {"publication_id": "000001-20230201T000000", "manifest_sha256": "ab" * 32},
    "tables": {"fct_cases": {"rows": 4, "content_sha256": "cd" * 32}},
}


@pytest.mark.parametrize(
    "change",
    [
        {"publication_id": "000009-20230301T000000"},
        {"created_at": "2027-01-01T00:00:00"},
        {"previous": {"publication_id": "000008-20230201T000000", "manifest_sha256": "ab" * 32}},
    ],
)
def test_names_and_moments_of_making_are_free(change: dict[str, Any]) -> None:
    assert manifest_sha256(MANIFEST | change) == manifest_sha256(MANIFEST)


@pytest.mark.parametrize(
    "change",
    [
        {"as_of": "2023-03-02T00:00:00"},
        {"previous": {"publication_id": "000001-20230201T000000", "manifest_sha256": "ac" * 32}},
        {"previous": None},
        {"tables": {"fct_cases": {"rows": 5, "content_sha256": "cd" * 32}}},
        {"tables": {}},
        {"more": 1},
    ],
)
def test_everything_else_counts(change: dict[str, Any]) -> None:
    assert manifest_sha256(MANIFEST | change) != manifest_sha256(MANIFEST)


def test_a_written_manifest_is_the_one_that_is_read(tmp_path: Path) -> None:
    write_manifest(tmp_path, MANIFEST)
    assert read_manifest(tmp_path) == MANIFEST
    assert manifest_sha256(read_manifest(tmp_path)) == manifest_sha256(MANIFEST)
