"""Carries out a plan against a running cloud."""

import threading
from collections.abc import Callable, Mapping
from pathlib import Path

from cloud import LocalCloud
from facts import Delivery, Ending, Event
from listening import Folder, Listener, Queue
from material import Picture
from plan import Delete, Put, Repeat, Step
from stack import function_of

UPLOADS, RESULTS = "uploads", "results"
WINDOW = 24  # deliveries under way at the most: two sandboxes stay busy, and events of a key meet
PATIENCE = 300.0  # seconds without any end until what is under way counts as lost
# As a user's clients: what goes wrong on purpose may meet these too.
STEADY = {"retries": {"mode": "standard", "total_max_attempts": 10}}


class Load:
    """What was done and what has ended so far. One thread loads, two listen."""

    def __init__(self, cloud: LocalCloud, data: Path, pictures: Mapping[str, Picture]):
        self._s3 = cloud.client("s3", **STEADY)
        self._functions = cloud.client("lambda", **STEADY)
        self._pictures = pictures
        self._changed = threading.Condition()
        self._by_step: list[Delivery] = []
        self._payloads: dict[Event, str] = {}
        self._failure: Exception | None = None  # of a listener
        self.deliveries: list[Delivery] = []
        self.endings: list[Ending] = []
        sqs = cloud.client("sqs", **STEADY)
        sources = [Folder(data / "records" / "events" / "default")]
        sources += [Queue(sqs, url) for url in sqs.list_queues()["QueueUrls"]]
        self._listeners = [Listener(source, self._ended, self._failed) for source in sources]
        for listener in self._listeners:
            listener.start()

    def run(self, steps: list[Step], progress: Callable[[int], None]) -> None:
        """All steps, then waits for what is under way: until nothing is, or nothing ends any more."""
        for step in steps:
            self._wait_until(lambda: len(self.deliveries) - len(self.endings) < WINDOW)
            delivery = self._deliver(step)
            with self._changed:
                self._by_step.append(delivery)
                self.deliveries.append(delivery)
            progress(len(self.endings))
        self._wait_until(lambda: len(self.deliveries) <= len(self.endings))
        for listener in self._listeners:
            listener.stop()

    def _deliver(self, step: Step) -> Delivery:
        match step:
            case Put(key, picture):
                put = self._s3.put_object(Bucket=UPLOADS, Key=key, Body=self._pictures[picture].body)
                return Delivery(Event(key, put["VersionId"]), picture)
            case Delete(key):
                deleted = self._s3.delete_object(Bucket=UPLOADS, Key=key)
                return Delivery(Event(key, deleted["VersionId"], removed=True))
            case Repeat(of):
                return self._repeat(self._by_step[of])

    def _repeat(self, first: Delivery) -> Delivery:
        """The very record that S3 sent, as it is in the record of its end."""
        if not self._wait_until(lambda: first.event in self._payloads):
            raise TimeoutError(f"{first.event} has not ended, so that it cannot be repeated")
        answer = self._functions.invoke(
            FunctionName=function_of(first.event.key), InvocationType="Event", Payload=self._payloads[first.event]
        )
        return Delivery(first.event, first.picture, answer["ResponseMetadata"]["RequestId"])

    def _wait_until(self, condition: Callable[[], bool]) -> bool:
        """Whether it came true before nothing ended for too long. Throws what keeps a listener from listening."""
        with self._changed:
            while self._failure is None and not condition():
                if not self._changed.wait(PATIENCE):
                    return False
            if self._failure:
                raise self._failure
        return True

    def _ended(self, endings: list[Ending]) -> None:
        with self._changed:
            self.endings += endings
            self._payloads |= {ending.event: ending.payload for ending in endings}
            self._changed.notify_all()

    def _failed(self, failure: Exception) -> None:
        with self._changed:
            self._failure = failure
            self._changed.notify_all()
