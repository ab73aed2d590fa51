"""The machine's clock as local time of Vietnam."""

import time
from datetime import datetime, timedelta

LOCAL_OFFSET = timedelta(hours=7)
"""Vietnam has one time zone, UTC+7, without summer time."""


def local_now() -> datetime:
    """The machine's clock as local time of Vietnam, without a zone."""
    return datetime.utcfromtimestamp(time.time()) + LOCAL_OFFSET  # noqa: DTZ004 - the zone is added by hand
