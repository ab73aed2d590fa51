"""The verdict over a candidate: may it be published? Pure: no warehouse, no clock, no files."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from orchestration.quality.results import OUTCOMES, CheckResult, ExpectedCheck, Outcome


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the gate decided.

    `blocking`: the answers that keep it shut; `missing`: the checks that gave none; `counts`: the number of
    answers by outcome, every outcome named (the manifest's `checks`).
    """

    passed: bool
    blocking: tuple[CheckResult, ...]
    missing: tuple[ExpectedCheck, ...]
    counts: Mapping[Outcome, int]


@dataclass(frozen=True, slots=True)
class Audit:
    """The answers of one audit and what the gate made of them."""

    results: tuple[CheckResult, ...]
    verdict: Verdict


def decide(expected: Sequence[ExpectedCheck], results: Sequence[CheckResult]) -> Verdict:
    """Open the gate only when every check of `expected` has answered and no answer keeps it shut.

    A waiver must already stand in the results (outcome `waived`). An answer that nobody expected is an
    `error`: either the list of checks or the answer is wrong, and the gate cannot tell which. The same holds
    for the second of two answers to one check.
    """
    judged = _with_strangers_as_errors(expected, results)
    answered = {result.check_id for result in results}
    missing = tuple(check for check in expected if check.check_id not in answered)
    blocking = tuple(result for result in judged if _keeps_shut(result))
    counted = Counter(result.outcome for result in judged)
    counts: dict[Outcome, int] = {outcome: counted[outcome] for outcome in OUTCOMES}
    return Verdict(not blocking and not missing, blocking, missing, counts)


def _keeps_shut(result: CheckResult) -> bool:
    """No answer is no pass, whatever the severity; only a rule that was seen broken can be a mere warning.

    A broken rule of severity `hold` has held the units concerned before it was asked: the others are published.
    """
    if result.outcome in ("passed", "waived"):
        return False
    return result.outcome != "failed" or result.severity == "block"


def _with_strangers_as_errors(expected: Sequence[ExpectedCheck], results: Sequence[CheckResult]) -> list[CheckResult]:
    awaited = {check.check_id for check in expected}
    judged: list[CheckResult] = []
    for result in results:
        if result.check_id in awaited:
            awaited.remove(result.check_id)
            judged.append(result)
        else:
            judged.append(replace(result, outcome="error", observed=f"unexpected answer: {result.outcome}"))
    return judged
