"""The time of day, in UTC, and never earlier than it was."""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime, timedelta


def uptime() -> float:
    """Seconds that no setting of the clock changes; on Linux the machine's sleep counts."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if sys.platform == "linux" else time.monotonic()


class SteadyClock:
    """Follows the machine's clock forward. When that is set back in the middle of a workshop,
    time goes on at its pace: what people did keeps its order, and waits keep their length."""

    def __init__(self) -> None:
        self._at, self._since = datetime.now(UTC), uptime()

    def __call__(self) -> datetime:
        up = uptime()
        steady = self._at + timedelta(seconds=up - self._since)
        self._at, self._since = max(datetime.now(UTC), steady), up
        return self._at
