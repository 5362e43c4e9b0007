"""What is there of one key, held against the last of its events that ended well."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from facts import Ending, Event, Output
from material import Picture

SEQUENCER, SOURCE, DIGEST = "shrike-sequencer", "shrike-source", "shrike-digest"
CONTENT_TYPES = {format: f"image/{format}" for format in ("jpeg", "png", "webp", "gif", "tiff", "avif")}


@dataclass(frozen=True)
class Problem:
    """Something that does not add up: of what kind, and where."""

    kind: str
    what: str


def order_of(sequencer: str) -> str:
    """To sort by: S3's sequencers are hexadecimal, and the shorter is filled up on the right."""
    return sequencer.lower().ljust(32, "0")


@dataclass(frozen=True)
class KeyState:
    key: str
    endings: list[Ending]
    outputs: list[Output]
    picture_of: Mapping[Event, Picture | None]
    asked: set[str]  # the names of the renditions

    @cached_property
    def settled(self) -> Ending | None:
        """The end of the last event that ended well: the state that the key must be in."""
        well = [ending for ending in self.endings if not ending.dead]
        return max(well, key=lambda ending: order_of(ending.sequencer), default=None)

    @cached_property
    def metadata(self) -> Output | None:
        return next((output for output in self.outputs if output.document is not None), None)

    @property
    def refusal(self) -> str:
        """The type that the image was refused with."""
        refused = self.metadata.document["refused"] if self.metadata else []
        return next((refusal["type"] for refusal in refused if refusal["what"] == "image"), "")

    def tells_of(self, event: Event) -> bool:
        """Whether the metadata object does."""
        return bool(self.metadata) and self.metadata.document["source"].get("versionId") == event.version

    def leftovers(self) -> list[Output]:
        """Renditions that the metadata object does not list, of earlier events: the contract lets them lie."""
        if not self.metadata:
            return []
        own = order_of(self.metadata.marks.get(SEQUENCER, ""))
        earlier = {order_of(ending.sequencer) for ending in self.endings if order_of(ending.sequencer) < own}
        return [output for output in self._unlisted() if order_of(output.marks.get(SEQUENCER, "")) in earlier]

    def problems(self) -> list[Problem]:
        if self.settled is None or self.settled.event.removed:
            return self._orphans(self.outputs)
        if self.metadata is None:
            return [Problem("no metadata", f"of {self.settled.event}"), *self._orphans(self.outputs)]
        leftovers = self.leftovers()
        return (
            self._metadata_problems()
            + self._picture_problems()
            + [problem for claim in self.metadata.document["renditions"] for problem in self._rendition_problems(claim)]
            + self._orphans([output for output in self._unlisted() if output not in leftovers])
        )

    def _unlisted(self) -> list[Output]:
        listed = {claim["key"] for claim in self.metadata.document["renditions"]}
        return [output for output in self.outputs if output is not self.metadata and output.key not in listed]

    def _orphans(self, outputs: list[Output]) -> list[Problem]:
        """What nothing accounts for; but what a dead letter's attempts have made is to be expected."""
        dead = {ending.sequencer for ending in self.endings if ending.dead}
        return [
            Problem("orphan", f"{output.key} of {output.marks}")
            for output in outputs
            if output.marks.get(SEQUENCER) not in dead
        ]

    def _metadata_problems(self) -> list[Problem]:
        """It is of the settled event, in all that says whose it is, and of one of its invocations."""
        event, sequencer = self.settled.event, self.settled.sequencer
        source, marks = self.metadata.document["source"], self.metadata.marks
        invocations = {ending.request_id for ending in self.endings if ending.event == event}
        told = {
            "key": (source["key"], event.key),
            "version": (source.get("versionId"), event.version),
            "sequencer": (source.get("sequencer"), sequencer),
            f"mark {SEQUENCER}": (marks.get(SEQUENCER), sequencer),
            f"mark {SOURCE}": (marks.get(SOURCE), event.version),
        }
        wrong = [f"{name} {found!r}, not {right!r}" for name, (found, right) in told.items() if found != right]
        if self.metadata.document["requestId"] not in invocations:
            wrong.append(f"request id {self.metadata.document['requestId']}, none of {sorted(invocations)}")
        return [Problem("metadata of another event", f"{self.key}: {'; '.join(wrong)}")] if wrong else []

    def _picture_problems(self) -> list[Problem]:
        """What was made of it is what can be made of such a picture."""
        picture, document = self.picture_of.get(self.settled.event), self.metadata.document
        if picture is None:
            return []
        if self.refusal:
            expected = self.refusal in picture.refusals and not document["renditions"]
            return [] if expected else [Problem("wrong refusal", f"{self.settled.event}: {self.refusal}")]
        if picture.refusals:
            return [Problem("not refused", str(self.settled.event))]
        size, names = document["image"], {claim["name"] for claim in document["renditions"]}
        problems = []
        if (size["width"], size["height"]) != (picture.width, picture.height):
            problems.append(Problem("another picture", f"{self.settled.event}: {size}"))
        if names != self.asked:
            problems.append(Problem("rendition missing", f"{self.settled.event}: told of {sorted(names)}"))
        return problems

    def _rendition_problems(self, claim: dict) -> list[Problem]:
        """It is there, as the metadata object claims, and made for the same event."""
        stored = next((output for output in self.outputs if output.key == claim["key"]), None)
        if stored is None:
            return [Problem("rendition missing", claim["key"])]
        if stored.marks.get(SEQUENCER) != self.metadata.marks.get(SEQUENCER):
            return [Problem("foreign rendition", f"{stored.key}: {stored.marks}")]
        claimed = (claim["format"], claim["width"], claim["height"], claim["pages"])
        right = (
            stored.image == claimed
            and stored.size == claim["bytes"]
            and stored.digest == stored.marks.get(DIGEST)
            and stored.content_type == claim["contentType"] == CONTENT_TYPES[claim["format"]]
        )
        return [] if right else [Problem("rendition not as claimed", f"{claim}: {stored}")]
