"""Hears of every delivery's end, where Lambda sends the records of ends to."""

import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from evidence import ending_of
from facts import Ending

PAUSE = 0.1  # seconds between two looks into a folder


class Source(Protocol):
    def take(self) -> list[dict]:
        """The records that have come since; it may wait a second for some."""


class Queue:
    """A queue of SQS."""

    def __init__(self, sqs, url: str):
        self._sqs, self._url = sqs, url

    def take(self) -> list[dict]:
        answer = self._sqs.receive_message(QueueUrl=self._url, MaxNumberOfMessages=10, WaitTimeSeconds=1)
        messages = answer.get("Messages", [])
        if messages:
            entries = [{"Id": str(n), "ReceiptHandle": m["ReceiptHandle"]} for n, m in enumerate(messages)]
            self._sqs.delete_message_batch(QueueUrl=self._url, Entries=entries)
        return [json.loads(message["Body"]) for message in messages]


class Folder:
    """What the local cloud writes for a destination that nothing serves: a file a record."""

    def __init__(self, folder: Path):
        self._folder, self._heard = folder, folder.with_name(folder.name + "-heard")
        self._heard.mkdir(parents=True)

    def take(self) -> list[dict]:
        records = []
        for path in sorted(self._folder.glob("[!.]*.json")):  # with a dot before its name it is still being written
            records.append(json.loads(path.read_bytes()))
            path.rename(self._heard / path.name)
        return records


class Listener(threading.Thread):
    """Takes records from a source as they come, until stop() and there are none; tells what keeps it from it."""

    def __init__(self, source: Source, heard: Callable[[list[Ending]], None], failed: Callable[[Exception], None]):
        super().__init__(daemon=True)
        self._source, self._heard, self._failed = source, heard, failed
        self._stopping = threading.Event()

    def run(self) -> None:
        try:
            self._listen()
        except Exception as failure:
            self._failed(failure)

    def stop(self) -> None:
        self._stopping.set()
        self.join()

    def _listen(self) -> None:
        while True:
            stopping = self._stopping.is_set()
            if records := self._source.take():
                self._heard([ending_of(record) for record in records])
            elif stopping:
                return
            else:
                self._stopping.wait(PAUSE)
