"""`motcua` as a command in a process of its own, forked from one that has imported the libraries.

To import Dagster, dbt and Great Expectations is a third of a night over a handful of cases. `multiprocessing` keeps
a server that has done so and nothing else, and forks it for each command. That a command finds by itself what it needs
is seen where the interpreter is started anew: in `make refresh` and in `tests/reliability/test_two_at_once.py`.
"""

import multiprocessing
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from multiprocessing import forkserver
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from orchestration.cli import main
from orchestration.settings import PROJECT_ROOT

PATIENCE = 900.0
"""Seconds after which a command hangs; a night of the tests takes a minute on a slow machine."""

_SERVER = multiprocessing.get_context("forkserver")
_SERVER.set_forkserver_preload(["tests.commands.libraries"])


def motcua(folder: Path, environment: Mapping[str, str], *words: str) -> CompletedProcess[str]:
    """Run `motcua WORDS` in `folder`; `environment` is added to this process's own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(PROJECT_ROOT))
        forkserver.ensure_running()
    with tempfile.TemporaryDirectory() as spoken:
        out, err = (Path(spoken, name) for name in ("out", "err"))
        process = _SERVER.Process(target=_command, args=(words, folder, dict(os.environ, **environment), (out, err)))
        process.start()
        process.join(PATIENCE)
        if process.is_alive():
            process.kill()
            raise TimeoutError(f"motcua {' '.join(words)} did not end; it said: {out.read_text()}{err.read_text()}")
        assert process.exitcode is not None
        return CompletedProcess(words, process.exitcode, out.read_text("utf-8"), err.read_text("utf-8"))


def _command(words: Sequence[str], folder: Path, environment: Mapping[str, str], spoken: tuple[Path, Path]) -> None:
    for number, path in enumerate(spoken, start=1):
        os.dup2(os.open(path, os.O_CREAT | os.O_WRONLY), number)
    assert "dbt.cli.main" in sys.modules, "the server has not imported tests.commands.libraries"
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    raise SystemExit(main(words))
