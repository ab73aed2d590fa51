"""One refresh at a time: schedule, sensor and shell share one lock of the operating system."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class RefreshRunningError(RuntimeError):
    """Another refresh holds the lock."""


@contextmanager
def refresh_lock(path: Path) -> Iterator[None]:
    """Hold the lock at `path`; the kernel lets it go when the process ends, however it ends."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise RefreshRunningError(
                f"another refresh is running (lock {path}); try again when it has ended"
            ) from error
        yield
    finally:
        os.close(descriptor)
