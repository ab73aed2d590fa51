"""Waived answers: a broken rule that somebody answers for until a day."""

from collections.abc import Sequence
from dataclasses import replace

from orchestration.quality.results import CheckResult
from orchestration.quality.stewardship.journal import Decision, Waivers


def waive(results: Sequence[CheckResult], waivers: Waivers) -> list[CheckResult]:
    """The answers with waived failures as `waived`, saying who answers for them and until when.

    Only a rule that was seen broken can be waived: where nobody looked (`skipped`, `error`) there is nothing to
    answer for.
    """
    return [_waived(one, waivers.get(one.check_id)) if one.outcome == "failed" else one for one in results]


def _waived(result: CheckResult, waiver: Decision | None) -> CheckResult:
    if waiver is None:
        return result
    told = f"{result.observed}; waived by {waiver.who} until {waiver.until}: {waiver.text}"
    return replace(result, outcome="waived", observed=told)
