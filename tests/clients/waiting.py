"""Waiting for what real parts do in their own time: for the condition, never for a while."""

import time

LIMIT = 120  # seconds on a busy machine, before something counts as lost


def eventually(look, limit: float = LIMIT, pause: float = 0.2):
    """What `look` gives once it is true; fails with what it gave last."""
    end = time.monotonic() + limit
    while not (found := look()):
        assert time.monotonic() < end, f"still {found!r} after {limit} s"
        time.sleep(pause)
    return found
