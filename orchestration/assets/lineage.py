"""What depends on what: dbt's manifest as asset specs.

dagster-dbt's own translation is not used: its models are `skippable`, which lets a green run leave models out
in silence; it puts the whole manifest into every spec; and it costs two seconds of every refresh.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from graphlib import TopologicalSorter
from typing import Any

from dagster import AssetKey, AssetSpec

from orchestration.assets.keys import ARCHIVE, table_key
from orchestration.portal.contract_model import Contract
from orchestration.quality.results import ExpectedCheck
from orchestration.quality.suites import Suite
from orchestration.refresh.audit import expected_checks

LOADED_SCHEMAS = frozenset({"raw", "control", "register"})
"""Schemas whose source tables the loading step writes; the others are written by a step of their own."""

Node = Mapping[str, Any]


@dataclass(frozen=True)
class Lineage:
    """The tables of the warehouse and the checks that must answer for them.

    `manifest`: dbt's `manifest.json`; `suites`: the expectation suites; `contracts`: theirs are the
    quality rules.
    """

    manifest: Mapping[str, Any]
    suites: Sequence[Suite]
    contracts: Sequence[Contract] = ()

    @cached_property
    def model_keys(self) -> Mapping[str, AssetKey]:
        """Models by dbt's unique id, those that leave a table or view; ephemeral ones answer nothing."""
        return {
            node["unique_id"]: _key(node)
            for node in self._nodes("model")
            if node["config"]["materialized"] != "ephemeral"
        }

    @cached_property
    def ephemeral(self) -> frozenset[str]:
        """Models that are part of those that read them, by dbt's unique id; dbt may tell of them all the same."""
        return frozenset(node["unique_id"] for node in self._nodes("model")) - self.model_keys.keys()

    @cached_property
    def views(self) -> frozenset[str]:
        """Models that are views, by dbt's unique id."""
        return frozenset(one for one in self.model_keys if self._node(one)["config"]["materialized"] == "view")

    @cached_property
    def model_order(self) -> Sequence[str]:
        """The ids of `model_keys`, parents before those that read them."""
        parents = {node["unique_id"]: node["depends_on"]["nodes"] for node in self._nodes("model")}
        return [one for one in TopologicalSorter(parents).static_order() if one in self.model_keys]

    @cached_property
    def seed_keys(self) -> Mapping[str, AssetKey]:
        """Registers by dbt's unique id."""
        return {node["unique_id"]: _key(node) for node in self._nodes("seed")}

    def models(self) -> list[AssetSpec]:
        """One asset a model, under the name of its table."""
        return [
            _spec(self._node(unique_id), deps=self._parents(unique_id), kinds={"dbt", "duckdb"})
            for unique_id in self.model_keys
        ]

    def seeds(self) -> list[AssetSpec]:
        """One asset a register; they change with the code and are loaded only then."""
        return [_spec(self._node(unique_id), deps=(), kinds={"dbt", "csv"}) for unique_id in self.seed_keys]

    def raw_tables(self) -> list[AssetSpec]:
        """One asset a table that the loading step writes."""
        return [
            _spec(source, deps=(ARCHIVE,), kinds={"duckdb"})
            for source in self._sources()
            if source["schema"] in LOADED_SCHEMAS
        ]

    def other_sources(self) -> list[AssetSpec]:
        """Tables that models read and that no asset of its own writes."""
        return [
            _spec(source, deps=(), kinds={"duckdb"})
            for source in self._sources()
            if source["schema"] not in LOADED_SCHEMAS
        ]

    def expected(self) -> list[ExpectedCheck]:
        """The checks that must answer."""
        return expected_checks(self.suites, self.manifest, self.contracts)

    def _parents(self, unique_id: str) -> list[AssetKey]:
        """The tables a node reads; an ephemeral model stands for what it reads itself."""
        found: dict[AssetKey, None] = {}
        for parent in self._node(unique_id)["depends_on"]["nodes"]:
            node = self._node(parent)
            is_ephemeral = node["resource_type"] == "model" and parent not in self.model_keys
            keys = self._parents(parent) if is_ephemeral else [_key(node)]
            found |= dict.fromkeys(keys)
        return list(found)

    def _node(self, unique_id: str) -> Node:
        node: Node = self.manifest["nodes"].get(unique_id) or self.manifest["sources"][unique_id]
        return node

    def _nodes(self, resource_type: str) -> Iterator[Node]:
        return (node for node in self.manifest["nodes"].values() if node["resource_type"] == resource_type)

    def _sources(self) -> list[Node]:
        return list(self.manifest["sources"].values())


def _key(node: Node) -> AssetKey:
    """A table is known by schema and name in the warehouse, as the suites and the analysts know it."""
    return table_key(node["schema"], node.get("alias") or node["identifier"])


def _spec(node: Node, *, deps: Sequence[AssetKey], kinds: set[str]) -> AssetSpec:
    return AssetSpec(
        _key(node),
        deps=deps,
        description=node["description"] or None,
        group_name=node["schema"],
        kinds=kinds,
        metadata={
            "file": node["original_file_path"],
            "materialized": node["config"].get("materialized") or "source",
        },
    )
