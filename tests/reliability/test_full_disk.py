"""A disk that is full: the night fails in words, readers keep their publication, the next night ends by itself.

Disks are not at a test's command; a limit on the size of files is (RLIMIT_FSIZE): a write beyond it fails, as on a full
disk, at another place of the night for each limit.
"""

import os
import resource
import signal
from collections.abc import Callable

from tests.integration.history.two_nights import AFTER

from .undisturbed import Undisturbed

KIB = 1024
FAILED = 3
LIMITS = (0, KIB, 16 * KIB, 64 * KIB, 256 * KIB, KIB * KIB, 2 * KIB * KIB, 4 * KIB * KIB)
"""Bytes that a file may have: from no journal line at all to all but the largest tables."""


def starved(night: Callable[[], object], limit: int) -> int:
    """Run a night whose files cannot grow beyond `limit` bytes in a process of its own; give its exit code."""
    child = os.fork()
    if child == 0:
        code = FAILED
        try:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
            night()
            code = 0
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    assert os.WIFEXITED(status), f"with files of {limit} bytes the night was killed by signal {os.WTERMSIG(status)}"
    return os.WEXITSTATUS(status)


def test_a_night_on_a_full_disk_is_made_good_by_the_next(undisturbed: Undisturbed) -> None:
    undisturbed.restore()
    undisturbed.yard.deliver(AFTER)
    codes = {}
    for limit in LIMITS:
        codes[limit] = starved(undisturbed.yard.night, limit)
        undisturbed.check_readers()
    assert list(codes.values()).count(FAILED) >= 5, codes
    undisturbed.check_next_night()
