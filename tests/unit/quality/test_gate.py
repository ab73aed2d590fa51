"""The verdict, for every outcome and severity."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.quality.gate import decide
from orchestration.quality.results import OUTCOMES, SEVERITIES, CheckResult, ExpectedCheck, Outcome, Severity

OPEN = {
    *((severity, outcome) for severity in ("block", "hold", "warn") for outcome in ("passed", "waived")),
    ("warn", "failed"),
    ("hold", "failed"),
}
"""Severity and outcome with which one answer leaves the gate open, by the rules of the house."""


def expected(name: str, severity: Severity = "block") -> ExpectedCheck:
    return ExpectedCheck(name, "suite", "core", "core.table", severity)


def answer(name: str, outcome: Outcome, severity: Severity = "block") -> CheckResult:
    return CheckResult(name, "suite", "core", "core.table", severity, outcome, "seen", "wanted")


@pytest.mark.parametrize(("severity", "outcome"), list(product(SEVERITIES, OUTCOMES)))
def test_one_answer(severity: Severity, outcome: Outcome) -> None:
    result = answer("a", outcome, severity)
    verdict = decide([expected("a", severity)], [result])
    is_open = (severity, outcome) in OPEN
    assert verdict.passed is is_open
    assert verdict.blocking == (() if is_open else (result,))
    assert verdict.missing == ()
    assert verdict.counts == {one: int(one == outcome) for one in OUTCOMES}


@pytest.mark.parametrize("severity", SEVERITIES)
def test_a_check_that_gave_no_answer_keeps_the_gate_shut(severity: Severity) -> None:
    silent = expected("silent", severity)
    verdict = decide([expected("a"), silent], [answer("a", "passed")])
    assert not verdict.passed
    assert verdict.missing == (silent,)
    assert verdict.blocking == ()


def test_an_answer_that_nobody_expected_is_an_error() -> None:
    verdict = decide([expected("a")], [answer("a", "passed"), answer("stranger", "passed", "warn")])
    assert not verdict.passed
    assert [(one.check_id, one.outcome) for one in verdict.blocking] == [("stranger", "error")]
    assert verdict.blocking[0].observed == "unexpected answer: passed"
    assert verdict.counts == {"passed": 1, "failed": 0, "waived": 0, "skipped": 0, "error": 1}


def test_a_second_answer_to_one_check_does_not_cover_the_first() -> None:
    verdict = decide([expected("a")], [answer("a", "failed"), answer("a", "passed")])
    assert not verdict.passed
    assert [one.outcome for one in verdict.blocking] == ["failed", "error"]


def test_nothing_expected_and_nothing_answered_is_open() -> None:
    verdict = decide([], [])
    assert verdict.passed
    assert set(verdict.counts.values()) == {0}


@given(st.lists(st.tuples(st.sampled_from(SEVERITIES), st.sampled_from(OUTCOMES)), max_size=12))
def test_the_gate_is_open_exactly_when_every_answer_leaves_it_open(
    answers: list[tuple[Severity, Outcome]],
) -> None:
    names = [f"check_{number}" for number in range(len(answers))]
    wanted = [expected(name, severity) for name, (severity, _) in zip(names, answers, strict=True)]
    given_answers = [answer(name, outcome, severity) for name, (severity, outcome) in zip(names, answers, strict=True)]
    verdict = decide(wanted, given_answers[::-1])
    assert verdict.passed is all(one in OPEN for one in answers)
    assert sum(verdict.counts.values()) == len(answers)
    assert not answers or not decide(wanted, given_answers[1:]).passed
