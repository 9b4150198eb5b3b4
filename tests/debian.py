"""What the tests need and a machine may lack, from the packages of Debian or Ubuntu."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys


def install(package: str) -> None:
    """Install a package where that is possible, which is as root; whoever asked looks again."""
    if sys.platform != "linux" or os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    apt = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in ("update", f"install -y --no-install-recommends {package}"):
        subprocess.run(["apt-get", *command.split()], stdout=sys.stderr, env=apt, check=False)
