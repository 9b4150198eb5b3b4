"""What the torture has measured, told once at the end."""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import median

import pytest


@dataclass
class Tally:
    """`back_s` are the seconds from each start after a kill to the first answer."""

    back_s: list[float] = field(default_factory=list)
    acknowledged: int = 0


TALLY = pytest.StashKey[Tally]()


@pytest.fixture
def tally(pytestconfig: pytest.Config) -> Tally:
    return pytestconfig.stash.setdefault(TALLY, Tally())


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    told = config.stash.get(TALLY, Tally())
    if told.back_s:
        terminalreporter.write_line(
            f"{len(told.back_s)} kills under writers: {told.acknowledged} answers acknowledged; "
            f"back in {median(told.back_s):.2f} s (median), {max(told.back_s):.2f} s (worst)"
        )
