"""What goes wrong on purpose, as options of `shrike-local up`.

Faults after which a process has to end, or is killed, come in the first quarter alone: later ones would hide a
leak, for a new process has not grown yet.
"""

from plan import UNREACHABLE

EVERY = 100  # calls of the Runtime API from one fault to the next, in a long soak
GENTLE = {
    "next": ("drop", "drop-after", "slow=5", "cut", "garbage", "malformed", "stale", "missing=Lambda-Runtime-Deadline-Ms"),
    "response": ("status=403", "status=413", "status=410", "drop", "drop-after", "slow=5"),
}
ENDING = {
    "next": ("status=500", "status=403", "missing=Lambda-Runtime-Aws-Request-Id"),
    "response": ("status=500", "cut", "garbage"),
}

# By chance, of the functions' calls of services.
LIKELY = (
    "*.*~1%:slow=5-100",
    "*.*~0.5%:error=503/SlowDown",
    "*.*~0.3%:error=500/InternalError",
    "*.*~0.3%:reset",
    "*.*~0.2%:reset-after",
    "*.*~0.05%:expired",
    "*.*~0.05%:skew=3600",
    "s3.*~0.05%:redirect=eu-west-1",
    "s3.PutObject~0.3%:error=409/ConditionalRequestConflict",
    "s3.GetObject~0.3%:cut",
    "s3.GetObject~0.2%:truncate",
    "s3.GetObject~0.2%:flip",
    f"s3.GetObject@uploads/{UNREACHABLE}:error=500/InternalError",
)
KILLED_EVERY = 150  # calls of the operation, in a long soak
KILLED = ("s3.GetObject", "s3.PutObject", "sns.Publish")
STALLED_EVERY = 2_000  # calls; each costs as long as the function's patience
SHORT = 20  # a short soak meets so many faults of a kind all the same


def fault_options(deliveries: int, seed: int) -> list[str]:
    """For a soak of that many deliveries."""
    options = [option for fault in runtime_faults(deliveries) for option in ("--fault", fault)]
    options += [option for fault in service_faults(deliveries) for option in ("--service-fault", fault)]
    return [*options, "--service-fault-seed", str(seed)]


def runtime_faults(deliveries: int) -> list[str]:
    """Of the Runtime API, which each delivery calls at least once in each way."""
    every = spacing(EVERY, deliveries)
    return [
        f"{call}#{nth}:{kinds[index % len(kinds)]}"
        for table, first, last in ((GENTLE, every, deliveries), (ENDING, every // 2, deliveries // 4))
        for call, kinds in table.items()
        for index, nth in enumerate(range(first, last, every))
    ]


def spacing(calls: int, deliveries: int) -> int:
    return max(2, min(calls, deliveries // SHORT))


def service_faults(deliveries: int) -> list[str]:
    """Of the services, each operation of which most deliveries call at least once."""
    every = spacing(KILLED_EVERY, deliveries)
    killing = [
        f"{operation}#{nth}:{'kill' if index % 2 else 'kill-after'}"
        for operation in KILLED
        for index, nth in enumerate(range(every, deliveries // 4, every))
    ]
    stalling = [f"s3.*#{nth}:stall" for nth in range(STALLED_EVERY // 2, deliveries, STALLED_EVERY)]
    return [*killing, *stalling, *LIKELY]
