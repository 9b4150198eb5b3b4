"""What an instance must live through: each harm is real, and each check is shown to bite.

`CLASSROOM_TORTURE_KILLS` says how long it lasts: 100 is the measure of the suite, `make torture`
takes 1,000, and everything that is counted grows with it.
"""

from __future__ import annotations

import os

KILLS = int(os.environ.get("CLASSROOM_TORTURE_KILLS", "100"))
# How many times over everything but the kills is done.
ROUNDS = range(max(1, KILLS // 100))
