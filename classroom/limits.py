"""Brakes on guessing: failed look-ups are counted, good ones always pass."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime

ADDRESSES_MAX = 10_000


@dataclass(slots=True)
class Bucket:
    """Holds up to `capacity` failures and forgets `rate` of them a second."""

    capacity: float
    rate: float
    level: float = 0.0
    at: datetime | None = None

    def overflows(self, now: datetime) -> bool:
        """Count one failure; True when the bucket was already full."""
        if self.at is not None:
            self.level = max(0.0, self.level - (now - self.at).total_seconds() * self.rate)
        self.at = now
        if self.level >= self.capacity:
            return True
        self.level += 1
        return False


class FailedLookups:
    """A room shares one address, so the bucket of an address is deep: 60, then one per 2 s."""

    def __init__(self) -> None:
        self._everyone = Bucket(capacity=600, rate=2.0)
        self._addresses: OrderedDict[str, Bucket] = OrderedDict()

    def too_many(self, address: str, now: datetime) -> bool:
        """Count one failure of this address; True when it must be told to wait."""
        bucket = self._addresses.setdefault(address, Bucket(capacity=60, rate=0.5))
        self._addresses.move_to_end(address)
        if len(self._addresses) > ADDRESSES_MAX:
            self._addresses.popitem(last=False)
        return bucket.overflows(now) | self._everyone.overflows(now)
