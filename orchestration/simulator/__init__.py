"""A province in a box: portal exports with known answers, for the demo, the tests and the benchmarks.

The way through it: `province` (registers) → `quota` (how many) → `schedule` (when) → `life` (what
happens) → `outbox` (which window) → `sync_messages`, `register_files`, `payment_files` (how it looks);
`answers` counts the truth beside it, `defects` spoils records on the way out.
"""

from orchestration.simulator.province import SimulationError
from orchestration.simulator.world import SimulationSummary, simulate

__all__ = ["SimulationError", "SimulationSummary", "simulate"]
