"""A refused candidate, what a steward decides about it, and what then follows, through the commands."""

import json
from pathlib import Path

import pytest

from .office import Office

CHECK = "loads.something_arrived"
REASON = "kho mới, chưa có tệp nào"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """A warehouse that nothing ever came to: the gate refuses it."""
    office = Office(tmp_path_factory.mktemp("office"))
    office.environment["MOTCUA_AS_OF"] = "2023-03-01T00:00:00"
    return office


def journal(office: Office) -> Path:
    return office.root / "raw" / "decisions.jsonl"


def test_a_waiver_opens_the_gate_and_its_end_closes_it_again(office: Office) -> None:
    assert office.run("steward", "list").stdout == "Quality items: 0 not closed, 0 closed\n"
    assert office.run("refresh").returncode == 1
    assert f"block open                    {CHECK}: " in office.run("steward", "list").stdout
    shown = office.run("steward", "show", CHECK)
    assert (shown.returncode, shown.stdout.splitlines()[0]) == (0, f"{CHECK}: open")

    waived = office.run("steward", "waive", CHECK, "--reason", REASON, "--until", "2999-12-31", "--by", "Lan")
    assert (waived.returncode, waived.stderr) == (0, "")
    assert office.run("refresh").returncode == 0
    assert office.ask("select verdict from meta.publication") == [("waived",)]
    told = f"0; waived by Lan until 2999-12-31: {REASON}"
    query = f"select outcome, observed from quality.check_results where check_id = '{CHECK}'"
    assert office.ask(query) == [("waived", told)]
    manifest = json.loads((office.root / "warehouse/published/current/manifest.json").read_text(encoding="utf-8"))
    assert (manifest["checks"]["waived"], manifest["decisions"]["count"]) == (1, 1)
    assert "Nothing new" in office.run("refresh").stdout
    assert office.run("verify").returncode == 0

    assert office.run("steward", "reopen", CHECK, "--reason", "đã đủ tệp", "--by", "Lan").returncode == 0
    assert office.run("refresh").returncode == 1
    assert office.ask("select verdict from meta.publication") == [("waived",)], "the last publication stays"


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (("show", "arrived"), f"arrived: there is no such item; did you mean {CHECK}?"),
        (("waive", CHECK, "--reason", "vì", "--until", "2020-01-01"), "--until 2020-01-01 has passed"),
        (("waive", CHECK, "--reason", " ", "--until", "2999-12-31"), "neither --by nor the reason may be empty"),
        (
            ("reopen", CHECK, "--reason", "vì"),
            f"{CHECK} is neither waived nor raised nor rejected: there is nothing to reopen",
        ),
    ],
)
def test_what_cannot_be_decided_is_told_and_not_noted(office: Office, words: tuple[str, ...], fault: str) -> None:
    before = journal(office).read_bytes()
    done = office.run("steward", *words)
    assert (done.returncode, fault in done.stderr) == (2, True)
    assert journal(office).read_bytes() == before


def test_a_half_written_decision_stops_nothing_and_an_edited_one_everything(office: Office) -> None:
    whole = journal(office).read_text(encoding="utf-8")
    journal(office).write_text(whole + '{"action":"wai', encoding="utf-8")
    assert office.run("refresh").returncode == 1, "the gate still refuses"
    assert journal(office).read_text(encoding="utf-8") == whole
    journal(office).write_text(whole.replace("Lan", "Hoa"), encoding="utf-8")
    for words in (("verify",), ("steward", "list"), ("refresh",)):
        done = office.run(*words)
        assert done.returncode == 3, words
        assert "decisions.jsonl line 2 does not follow the line before it" in done.stdout + done.stderr
        assert "Traceback" not in done.stderr
