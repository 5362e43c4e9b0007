"""What can be known of a soak from outside: what went in, what ended how, what is there."""

from dataclasses import dataclass, field


@dataclass(frozen=True, order=True)
class Event:
    """Something that happened to an object; S3 names each by key and version."""

    key: str
    version: str
    removed: bool = False  # the version is a delete marker


@dataclass(frozen=True)
class Delivery:
    """The function being told of an event: by S3 when it happens, or once more by us."""

    event: Event
    picture: str = ""  # of the material; empty for a deletion
    request_id: str = ""  # of our own invocation; empty for S3's, whose id is seen at its end only

    @property
    def repeated(self) -> bool:
        return bool(self.request_id)


@dataclass(frozen=True)
class Ending:
    """Lambda's record of an asynchronous invocation's end."""

    request_id: str
    event: Event
    sequencer: str
    happened: float  # seconds since 1970: the event's time
    attempts: int
    payload: str  # the event as it was delivered
    error: str = ""  # of the last attempt, where it is a dead letter
    made_of: str = ""  # the version that outputs were made of; a removal's, too, when a newer object is there

    @property
    def dead(self) -> bool:
        return bool(self.error)


@dataclass(frozen=True)
class Output:
    """An object of the results' bucket, read whole."""

    key: str
    size: int
    content_type: str
    written: float  # seconds since 1970
    digest: str  # SHA-256 of its bytes
    marks: dict[str, str]  # its user metadata
    image: tuple[str, int, int, int] | None = None  # format, width, height, pages; None: not an image
    document: dict | None = None  # of a metadata object


@dataclass(frozen=True)
class Evidence:
    """All of it, once nothing is under way any more."""

    deliveries: list[Delivery]
    happened: list[Event]  # by the listing of the versions of the uploads' bucket
    endings: list[Ending]
    outputs: list[Output]
    letters: list[str] = field(default_factory=list)  # the version that each mail tells of
    lost_receipts: int = 0  # of mails that were taken, and whose sender was not told so
