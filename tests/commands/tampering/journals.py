"""Ways to tamper with the archive and the chained journals. Each gives what `motcua verify` must name."""

import json
from pathlib import Path

from orchestration.chain import FIRST_HASH
from orchestration.cli import main
from orchestration.commands.codes import DONE

from .world import IDS, LAST, World, chained_again


def an_archived_file(world: World) -> Path:
    """The largest export."""
    files = (path for path in world.archive.rglob("*") if path.is_file() and len(path.stem) == len(FIRST_HASH))
    return max(files, key=lambda path: path.stat().st_size)


def edit_archived(world: World) -> str:
    path = an_archived_file(world)
    path.write_bytes(path.read_bytes().replace(b"2023", b"2024"))
    return f"{path.name}: changed since it arrived as "


def cut_archived(world: World) -> str:
    path = an_archived_file(world)
    path.write_bytes(path.read_bytes()[:-1])
    return f"{path.name}: changed since it arrived as "


def remove_archived(world: World) -> str:
    path = an_archived_file(world)
    path.unlink()
    return f"{path.name}: missing from the archive"


def rename_archived(world: World) -> str:
    path = an_archived_file(world)
    path.rename(path.with_name("other.ndjson"))
    return f"{path.name}: missing from the archive"


def add_archived(world: World) -> str:
    (an_archived_file(world).parent / "more.ndjson").write_text("{}", encoding="utf-8")
    return "more.ndjson: lies in the archive, and the ledger tells of no such arrival"


def edit_arrival(world: World) -> str:
    lines = world.lines(world.ledger)
    world.write(world.ledger, [lines[0].replace('"size":', '"size":1'), *lines[1:]])
    return "ledger.jsonl line 2 does not follow"


def edit_last_arrival(world: World) -> str:
    lines = world.lines(world.ledger)
    world.write(world.ledger, [*lines[:-1], lines[-1].replace('"size":', '"size":1')])
    return f"ledger.jsonl: its first 4 arrivals are not those that {LAST} was made of"


def remove_arrival(world: World) -> str:
    lines = world.lines(world.ledger)
    world.write(world.ledger, [*lines[:1], *lines[2:]])
    return "ledger.jsonl line 2 does not follow"


def remove_last_arrival(world: World) -> str:
    gone = json.loads(world.lines(world.ledger)[-1])
    world.write(world.ledger, world.lines(world.ledger)[:-1])
    return f"{Path(gone['archived']).name}: lies in the archive, and the ledger tells of no such arrival"


def reorder_arrivals(world: World) -> str:
    lines = world.lines(world.ledger)
    world.write(world.ledger, [lines[1], lines[0], *lines[2:]])
    return "ledger.jsonl line 1 does not follow"


def repeat_arrival(world: World) -> str:
    lines = world.lines(world.ledger)
    world.write(world.ledger, [*lines, lines[-1]])
    return "ledger.jsonl line 5 does not follow"


def append_to_ledger(world: World) -> str:
    world.write(world.ledger, [*world.lines(world.ledger), '{"path":"x"}'])
    return "ledger.jsonl line 5 is not a chained line"


def chain_ledger_partly(world: World) -> str:
    lines = world.lines(world.ledger)
    lines[0] = lines[0].replace('"size":', '"size":1')
    world.write(world.ledger, [*chained_again(lines[:2]), *lines[2:]])
    return "ledger.jsonl line 3 does not follow"


def chain_ledger_wholly(world: World) -> str:
    lines = world.lines(world.ledger)
    world.write(world.ledger, chained_again([lines[0].replace('"size":', '"size":1'), *lines[1:]]))
    return f"ledger.jsonl: its first 1 arrivals are not those that {IDS[1]} was made of"


def edit_decision(world: World) -> str:
    world.write(world.decisions, [one.replace("Lan", "Hoa") for one in world.lines(world.decisions)])
    return f"decisions.jsonl: its first 1 decisions are not those {IDS[0]} was made with"


def remove_decision(world: World) -> str:
    world.decisions.unlink()
    return f"decisions.jsonl: its first 1 decisions are not those {IDS[0]} was made with"


def reorder_decisions(world: World) -> str:
    for reason in ("một", "hai"):
        words = ("comment", "loads.something_arrived", "--text", reason, "--by", "Lan")
        assert main(["steward", *words]) == DONE
    lines = world.lines(world.decisions)
    world.write(world.decisions, [lines[0], lines[2], lines[1]])
    return "decisions.jsonl line 2 does not follow"


def forge_decision(world: World) -> str:
    forged = world.lines(world.decisions)[0].replace("Lan", "Hoa")
    world.write(world.decisions, chained_again([forged, *world.lines(world.decisions)]))
    return f"decisions.jsonl: its first 1 decisions are not those {IDS[0]} was made with"


def edit_act(world: World) -> str:
    lines = world.lines(world.record)
    world.write(world.record, [lines[0].replace("2023-01-01", "2023-01-02"), *lines[1:]])
    return "publications.jsonl line 2 does not follow"


def edit_last_act(world: World) -> str:
    lines = world.lines(world.record)
    world.write(world.record, [*lines[:-1], lines[-1].replace("2023-02-03T01", "2023-02-03T02")])
    return f"{LAST}/manifest.json: as_of is 2023-02-03T01:00:00, recorded is 2023-02-03T02:00:00"


def remove_act(world: World) -> str:
    lines = world.lines(world.record)
    world.write(world.record, chained_again([*lines[:1], *lines[2:]]))
    return f"publications.jsonl: its first 2 acts are not those that {IDS[2]} was made after"


def remove_record(world: World) -> str:
    world.record.unlink()
    return f"publications.jsonl: its first 1 acts are not those that {IDS[1]} was made after"


def remove_last_act(world: World) -> str:
    world.write(world.record, world.lines(world.record)[:-1])
    return f"publications/{LAST}: raw/publications.jsonl tells of no such publication"


WAYS = (
    edit_archived,
    cut_archived,
    remove_archived,
    rename_archived,
    add_archived,
    edit_arrival,
    edit_last_arrival,
    remove_arrival,
    remove_last_arrival,
    reorder_arrivals,
    repeat_arrival,
    append_to_ledger,
    chain_ledger_partly,
    chain_ledger_wholly,
    edit_decision,
    remove_decision,
    reorder_decisions,
    forge_decision,
    edit_act,
    edit_last_act,
    remove_act,
    remove_record,
    remove_last_act,
)
