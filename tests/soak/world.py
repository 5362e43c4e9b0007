"""A small soak in which all is well, to plant discrepancies into."""

from dataclasses import replace

from facts import Delivery, Ending, Event, Evidence, Output
from material import Picture

PICTURES = {
    "sound": Picture(b"", 200, 100),
    "hostile": Picture(b"", refusals=frozenset({"Image.Corrupt"})),
}
RENDITIONS = ("preview", "thumb")

OLD, NEW = Event("plain/a", "v1"), Event("plain/a", "v2")
REFUSED = Event("plain/b", "v3")
UPLOADED, REMOVED = Event("plain/c", "v4"), Event("plain/c", "v5", removed=True)
UNREACHABLE = Event("unreachable/d", "v6")
SEQUENCERS = {event: f"00{index:02X}" for index, event in enumerate((OLD, NEW, REFUSED, UPLOADED, REMOVED, UNREACHABLE))}
AGAIN = "repeated"  # the request id of the second delivery of NEW


def ending(event: Event, request_id: str = "", error: str = "", attempts: int = 1) -> Ending:
    return Ending(request_id or f"r-{event.version}", event, SEQUENCERS[event], 100.0, attempts, "{}", error)


def output(key: str, event: Event, **more) -> Output:
    marks = {"shrike-sequencer": SEQUENCERS[event], "shrike-source": event.version, "shrike-digest": "d"}
    return Output(key, 10, "image/jpeg", 101.5, "d", marks, ("jpeg", 200, 100, 1), **more)


def claim(event: Event, name: str) -> dict:
    return {
        "name": name,
        "key": f"{event.key}/{name}.jpg",
        "format": "jpeg",
        "width": 200,
        "height": 100,
        "pages": 1,
        "bytes": 10,
        "contentType": "image/jpeg",
    }


def metadata(event: Event, refusal: str = "") -> Output:
    document = {
        "source": {"key": event.key, "versionId": event.version, "sequencer": SEQUENCERS[event]},
        "image": {"width": 200, "height": 100},
        "renditions": [] if refusal else [claim(event, name) for name in RENDITIONS],
        "refused": [{"what": "image", "type": refusal, "reason": "because"}] if refusal else [],
        "requestId": f"r-{event.version}",
    }
    return replace(output(f"{event.key}/metadata.json", event), image=None, document=document)


def rendition(event: Event, name: str) -> Output:
    return output(f"{event.key}/{name}.jpg", event)


def whole() -> Evidence:
    """An image overwritten and told of twice, one refused, one removed, one that could not be read."""
    return Evidence(
        deliveries=[
            Delivery(OLD, "sound"),
            Delivery(NEW, "sound"),
            Delivery(NEW, "sound", AGAIN),
            Delivery(REFUSED, "hostile"),
            Delivery(UPLOADED, "sound"),
            Delivery(REMOVED),
            Delivery(UNREACHABLE, "sound"),
        ],
        happened=list(SEQUENCERS),
        endings=[
            ending(OLD),
            ending(NEW),
            ending(NEW, AGAIN),
            ending(REFUSED),
            ending(UPLOADED),
            ending(REMOVED),
            ending(UNREACHABLE, error="S3.InternalError", attempts=3),
        ],
        outputs=[metadata(NEW), *(rendition(NEW, name) for name in RENDITIONS), metadata(REFUSED, "Image.Corrupt")],
        letters=["v1", "v2", "v3"],
    )
