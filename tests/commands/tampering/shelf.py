"""Ways to tamper with publications as a whole. Each gives what `motcua verify` must name."""

import json
import shutil

from .world import IDS, LAST, World


def remove_manifest(world: World) -> str:
    (world.folder(IDS[1]) / "manifest.json").unlink()
    return f"{IDS[1]}/manifest.json: missing"


def break_manifest(world: World) -> str:
    (world.folder(IDS[1]) / "manifest.json").write_text("{", encoding="utf-8")
    return f"{IDS[1]}/manifest.json: cannot be read"


def strip_manifest(world: World) -> str:
    (world.folder(IDS[1]) / "manifest.json").write_text("{}", encoding="utf-8")
    return f"{IDS[1]}/manifest.json: has no publication_id, which every manifest has"


def remove_publication(world: World) -> str:
    shutil.rmtree(world.folder(IDS[1]))
    return f"publications/{IDS[1]}: missing; raw/publications.jsonl line 2 tells of it"


def remove_last_publication(world: World) -> str:
    shutil.rmtree(world.folder())
    (world.published / "current").unlink()
    (world.published / "current").symlink_to(f"publications/{IDS[2]}")
    return f"publications/{LAST}: missing; raw/publications.jsonl line 4 tells of it"


def rename_publication(world: World) -> str:
    world.folder(IDS[1]).rename(world.folder("000002-20230201T020000"))
    return f"publications/000002-20230201T020000: its manifest says that it is {IDS[1]}"


def forge_publication(world: World) -> str:
    forged = world.folder("000005-20230204T010000")
    shutil.copytree(world.folder(), forged)
    path = forged / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8")) | {"publication_id": forged.name, "number": 5}
    path.write_text(json.dumps(manifest), encoding="utf-8")
    return (
        f"publications/{forged.name}: raw/publications.jsonl tells of no such publication;"
        " where a refresh was interrupted, the next one mends that"
    )


def empty_publication(world: World) -> str:
    for path in world.folder(IDS[1]).iterdir():
        if path.name != "manifest.json":
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    return f"{IDS[1]}/scoreboard.html: missing"


def point_elsewhere(world: World) -> str:
    (world.published / "current").unlink()
    (world.published / "current").symlink_to(f"publications/{IDS[1]}")
    return "current: does not point at the last publication"


def remove_link(world: World) -> str:
    (world.published / "current").unlink()
    return "current: does not point at a publication"


WAYS = (
    remove_manifest,
    break_manifest,
    strip_manifest,
    remove_publication,
    remove_last_publication,
    rename_publication,
    forge_publication,
    empty_publication,
    point_elsewhere,
    remove_link,
)
