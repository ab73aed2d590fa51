"""Places in a box: portal exports with known answers, for the demo, the tests and the benchmarks.

The way through it: `province` (registers of the places) → `quota` (how many) → `schedule` (when) → `life`,
`endings`, `handling`, `payments` (what happens to a case), `counter`, `monthly` (what happens beside it) →
`outbox`, `streams` (which window) → `sender` (what an export shows, with its faults) → `sync_messages`,
`register_files`, `payment_files`, `tables`, `report_06a` (how it looks) → `delivery` (where and in which night).
`answers` counts the truth beside it, `fates` the records, `quirks` names what goes wrong in practice,
`defects` and `warnings_sown` spoil records on purpose.
"""

from orchestration.simulator.province import SimulationError
from orchestration.simulator.world import SimulationSummary, simulate

__all__ = ["SimulationError", "SimulationSummary", "simulate"]
