"""Brakes on guessing: failed look-ups are counted, good ones always pass. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Brake:
    """A bucket holds up to `capacity` failures and forgets `rate` of them a second."""

    capacity: float
    rate: float

    def level(self, level: float, since: datetime, now: datetime) -> float:
        """What is left at `now` of a level noted at `since`."""
        return max(0.0, level - (now - since).total_seconds() * self.rate)


# A room shares one address, so the bucket of an address is deep.
PER_ADDRESS = Brake(capacity=60, rate=0.5)
EVERYONE = Brake(capacity=600, rate=2.0)
# Passwords: ten wrong ones for one account from one address, then one a minute; a building shares
# an address.
PER_ACCOUNT = Brake(capacity=10, rate=1 / 60)
PER_DOOR = Brake(capacity=50, rate=0.1)
