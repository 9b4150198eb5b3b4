"""What a process that serves many people asks of the system and of Python."""

from __future__ import annotations

import contextlib
import gc


def all_handles() -> None:
    """Let this process open as many files and connections as the system allows it at all."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def handles() -> int:
    """How many files and connections this process may open; a million where nothing says."""
    try:
        import resource
    except ImportError:
        return 1_000_000
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]


def calm_collector() -> None:
    """Look for cycles among what is young. Pages make almost none, and a look at everything
    stops a full server for half a second (seen by `classroom bench --until-limit`)."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(5_000, 10, 1_000)
