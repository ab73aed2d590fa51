"""What a waiver does to an answer, and what items a steward sees."""

from datetime import date, datetime
from pathlib import Path

import pytest

from orchestration.quality.gate import decide as judge
from orchestration.quality.results import OUTCOMES, CheckResult, ExpectedCheck, Outcome
from orchestration.quality.stewardship.items import Finding, ItemError, check_waivable, find_item, items_of
from orchestration.quality.stewardship.journal import Decision, Journal
from orchestration.quality.stewardship.waivers import waive

from .deciding import decision

TODAY = date(2023, 9, 10)


def answer(name: str, outcome: Outcome) -> CheckResult:
    return CheckResult(name, "suite", "core", "core.t", "block", outcome, "3 rows", "none")


def finding(name: str, outcome: str, severity: str = "block") -> Finding:
    return Finding(name, severity, outcome, 3, "what", "3 rows", "none", "mend", ())


def journal(*decisions: Decision) -> Journal:
    return Journal(Path("decisions.jsonl"), list(decisions))


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_only_a_rule_that_was_seen_broken_can_be_waived(outcome: Outcome) -> None:
    (result,) = waive([answer("a", outcome)], {"a": decision("waive", "a", until=TODAY)})
    assert result.outcome == ("waived" if outcome == "failed" else outcome)


def test_a_waived_answer_says_who_answers_for_it() -> None:
    waived, other = waive([answer("a", "failed"), answer("b", "failed")], {"a": decision("waive", "a", until=TODAY)})
    assert waived.observed == "3 rows; waived by Lan until 2023-09-10: lý do"
    assert other.outcome == "failed"
    expected = [ExpectedCheck(one, "suite", "core", "core.t", "block") for one in "ab"]
    assert not judge(expected, [waived, other]).passed
    assert judge(expected[:1], [waived]).passed


def test_items_are_faults_and_stand_in_the_order_of_what_they_stop() -> None:
    findings = {
        one.check_id: one
        for one in (
            finding("warned", "failed", "warn"),
            finding("open", "failed"),
            finding("waived", "waived"),
            finding("ended", "failed"),
            finding("reopened", "failed"),
            finding("spoken of", "failed"),
            finding("mended", "passed"),
            finding("fine", "passed"),
        )
    }
    decided = journal(
        decision("waive", "waived", until=TODAY),
        decision("waive", "ended", until=date(2023, 9, 9)),
        decision("waive", "reopened", until=TODAY),
        decision("reopen", "reopened"),
        decision("waive", "spoken of", until=TODAY),
        decision("reopen", "spoken of"),
        decision("comment", "spoken of"),
        decision("waive", "mended", until=TODAY),
        decision("assign", "gone"),
    )
    assert [(one.check_id, one.state) for one in items_of(findings, decided, TODAY)] == [
        ("ended", "ended"),
        ("open", "open"),
        ("reopened", "open"),
        ("spoken of", "open"),
        ("waived", "waived"),
        ("warned", "open"),
        ("mended", "closed"),
        ("gone", "closed"),
    ]


def test_an_item_knows_to_whom_it_was_assigned_last() -> None:
    first, second = decision("assign", "a"), Decision(2, datetime(2023, 9, 2), "Lan", "assign", "a", "Minh")
    (item,) = items_of({"a": finding("a", "failed")}, journal(first, second), TODAY)
    assert item.assignee == "Minh"


def test_an_item_that_nobody_knows_is_named_with_what_comes_near() -> None:
    findings = {"core__fct_cases.unit_present": finding("core__fct_cases.unit_present", "failed")}
    with pytest.raises(ItemError, match=r"did you mean core__fct_cases\.unit_present"):
        find_item(findings, journal(), TODAY, "unit_present")
    with pytest.raises(ItemError, match="motcua steward list"):
        find_item(findings, journal(), TODAY, "nothing like it")


@pytest.mark.parametrize(
    ("outcome", "until", "why"),
    [
        ("failed", date(2023, 9, 9), "has passed"),
        ("passed", TODAY, "did not fail"),
        ("error", TODAY, "gave no answer"),
        ("skipped", TODAY, "gave no answer"),
    ],
)
def test_a_waiver_that_could_do_nothing_is_refused(outcome: str, until: date, why: str) -> None:
    item = find_item({"a": finding("a", outcome)}, journal(), TODAY, "a")
    with pytest.raises(ItemError, match=why):
        check_waivable(item, until, TODAY)


def test_a_waiver_that_runs_can_be_made_longer() -> None:
    item = find_item({"a": finding("a", "waived")}, journal(decision("waive", "a", until=TODAY)), TODAY, "a")
    check_waivable(item, date(2023, 12, 31), TODAY)
