"""Services that fail: what trying again can mend is mended, and the rest ends typed, before the deadline.

One cloud; which of the faults a picture meets is in its key. A function is asked for it and answers, so that
nothing else tries again in between; only who dies or was given wrong bytes is asked by events, which come again.
"""

import copy
import itertools
import json
import re
import socket
from concurrent.futures import ThreadPoolExecutor

import pytest

from certificates import make_certificate
from cloud import LocalCloud, altered_stack, unbind
from hostile_server import NONSENSE, HostileServer, says
from pictures import UPRIGHT, corner_names, decoded, encoded, quadrants
from walk import RESULTS, metadata_key

SOURCES = "sources"  # notifies nobody
TIMEOUT = 20  # seconds, of every function
# What a sanitizer build on a busy machine may need to tell of a failure, its stack trace included.
MARGIN = {"SHRIKE_DEADLINE_MARGIN_MS": "3000"}
PICTURE = encoded(quadrants(), "PNG")

# By a name that becomes the key: faults of the call that fails, `{key}` standing for the part of a key or a body
# that tells this picture's calls from others.
MENDED_GETS = {
    "get-internal-error": ["error=500/InternalError"],
    "get-slow-down": ["error=503/SlowDown", "error=503/SlowDown"],
    "get-unavailable": ["error=503/ServiceUnavailable"],
    "get-gateway-timeout": ["error=504/GatewayTimeout"],
    "get-reset": ["reset", "reset"],
    "get-answer-lost": ["reset-after"],
    "get-cut-before-the-body": ["cut=0"],
    "get-cut-at-the-first-byte": ["cut=1"],
    "get-cut-in-the-middle": ["cut"],
    "get-cut-before-the-last-byte": [f"cut={len(PICTURE) - 1}"],
    "get-cut-again-and-again": ["cut", "cut", "reset", "cut"],
    "get-stalls": ["stall"],
    "get-moved": ["redirect=eu-west-1"],
    "get-moved-for-a-while": ["redirect=eu-west-2/307"],
    "get-signed-for-elsewhere": ["redirect=eu-west-3/400"],
    "get-late": ["slow=400-900"],
}
MENDED_PUTS = {
    "put-internal-error": ["error=500/InternalError"],
    "put-slow-down": ["error=503/SlowDown"],
    "put-conflict": ["error=409/ConditionalRequestConflict"],
    "put-aborted": ["error=409/OperationAborted"],
    "put-reset": ["reset"],
    "put-answer-lost": ["reset-after"],
    "put-answer-lost-twice": ["reset-after", "reset-after"],
    "put-stalls": ["stall"],
    "put-moved-for-a-while": ["redirect=ap-south-1/307"],
}
MENDED_DETECTIONS = {
    "detect-throttled": ["error=400/ThrottlingException", "error=400/ProvisionedThroughputExceededException"],
    "detect-internal-error": ["error=500/InternalServerError"],
    "detect-reset": ["reset"],
    "detect-answer-lost": ["reset-after"],
    "detect-answer-cut": ["cut"],
    "detect-stalls": ["stall"],
}
# Each call meets the fault, for ever.
WRONG_CLOCKS = {
    "clock-behind": "*.*@{key}:skew=3600",
    "clock-ahead": "*.*@{key}:skew=-86400",
    "clock-of-detection": "rekognition.*@{key}:skew=7200",
}
MENDED_ALTHOUGH_IT_LASTS = WRONG_CLOCKS | {
    "moved-for-good": "s3.*@{key}:redirect=sa-east-1",
}
ENDS_TYPED = {
    "reads-fail": ("s3.GetObject@sources/{key}:error=500/InternalError", "Service.Unavailable"),
    "reads-slow-down": ("s3.GetObject@sources/{key}:error=503/SlowDown", "Service.Throttled"),
    "reads-reset": ("s3.GetObject@sources/{key}:reset", "Service.Unavailable"),
    "reads-cut": ("s3.GetObject@sources/{key}:cut=0", "Service.Unavailable"),
    "reads-stall": ("s3.GetObject@sources/{key}:stall", "Service.Unavailable"),
    "reads-flipped": ("s3.GetObject@sources/{key}:flip", "Object.ChecksumMismatch"),
    "reads-truncated": ("s3.GetObject@sources/{key}:truncate", "Object.ChecksumMismatch"),
    "reads-expired": ("s3.GetObject@sources/{key}:expired", "S3.ExpiredToken"),
    "reads-denied": ("s3.GetObject@sources/{key}:error=403/AccessDenied", "Object.AccessDenied"),
    "reads-sent-to-and-fro": (
        "s3.GetObject@sources/{key}#1:redirect=eu-north-1,s3.GetObject@sources/{key}:redirect=af-south-1",
        "S3.PermanentRedirect",
    ),
    "writes-stall": ("s3.PutObject@{key}:stall", "Service.Unavailable"),
    "writes-aborted": ("s3.PutObject@{key}:error=409/OperationAborted", "Service.Unavailable"),
    "looks-throttled": ("rekognition.*@{key}:error=400/ThrottlingException", "Service.Throttled"),
    "looks-stall": ("rekognition.*@{key}:stall", "Service.Unavailable"),
    "looks-expired": ("rekognition.*@{key}:expired", "Rekognition.ExpiredToken"),
    # First of all S3 is asked for a result's HEAD, to which it says no more than the status.
    "all-down": ("*.*@{key}:error=503/SlowDown", "Service.Unavailable"),
    "all-expired": ("*.*@{key}:expired", "S3.BadRequest"),
}
MOST_ATTEMPTS = 3 * 2  # of two renditions that are written side by side
# Of events: the process dies, or the bytes are wrong once they are all there.
REDELIVERED = {
    "killed-before-reading": "s3.GetObject@{key}#1:kill",
    "killed-before-a-rendition": "s3.PutObject@{key}/thumb#1:kill",
    "killed-after-a-rendition": "s3.PutObject@{key}/thumb#1:kill-after",
    "killed-before-the-metadata": "s3.PutObject@{key}/metadata#1:kill",
    "killed-after-the-metadata": "s3.PutObject@{key}/metadata#1:kill-after",
    "flipped-once": "s3.GetObject@uploads/{key}#1:flip",
    "truncated-once": "s3.GetObject@uploads/{key}#1:truncate",
}


def key_of(name):
    return name + ".png"


def in_a_row(calls, name, faults):
    """The first such call of this picture meets the first fault, and so on."""
    return [f"{calls}{key_of(name)}#{n}:{fault}" for n, fault in enumerate(faults, 1)]


def all_faults():
    of_gets = [in_a_row(f"s3.GetObject@{SOURCES}/", *each) for each in MENDED_GETS.items()]
    of_puts = [in_a_row("s3.PutObject@", *each) for each in MENDED_PUTS.items()]
    of_detections = [in_a_row("rekognition.*@", *each) for each in MENDED_DETECTIONS.items()]
    texts = MENDED_ALTHOUGH_IT_LASTS | REDELIVERED | {name: text for name, (text, _) in ENDS_TYPED.items()}
    rest = [text.format(key=key_of(name)) for name, text in texts.items()]
    return ",".join([*itertools.chain(*of_gets, *of_puts, *of_detections), *rest])


def unused_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


ABSENT = {"nobody-listens": "http://127.0.0.1:{port}", "nobody-knows-the-name": "http://s3.invalid"}
# More sandboxes than one function has: most of what is asked for waits.
TWINS = ["process", "twin-1", "twin-2"]
# Asked for what goes wrong with the clock: a sandbox that has put its clock right for one picture meets a refusal
# with the next, which is mended too, but is one failure more than that picture's faults.
OF_ANOTHER_TIME = "twin-of-another-time"


@pytest.fixture(scope="session")
def identity_of_another(tmp_path_factory):
    return make_certificate(tmp_path_factory.mktemp("certificates"), "127.0.0.2")


@pytest.fixture(scope="session")
def hostile(tmp_path_factory, identity_of_another):
    """By the name of the function that takes it for S3."""
    servers = {name: HostileServer(say) for name, say in NONSENSE.items()}
    unknown = make_certificate(tmp_path_factory.mktemp("certificates"))
    servers["unknown-authority"] = HostileServer(says(b""), unknown)
    servers["certificate-of-another"] = HostileServer(says(b""), identity_of_another)
    yield servers
    for server in servers.values():
        server.close()


def add_twin(resources, name, **variables):
    twin = copy.deepcopy(resources["Process"])
    twin["Properties"]["FunctionName"] = name
    twin["Properties"]["Environment"]["Variables"] |= variables
    resources["".join(character for character in name.title() if character.isalnum())] = twin


@pytest.fixture(scope="session")
def template(tmp_path_factory, hostile, identity_of_another):
    def alter(resources):
        unbind(resources)
        resources["Process"]["Properties"]["Timeout"] = TIMEOUT
        resources["Process"]["Properties"]["Environment"]["Variables"] |= MARGIN
        for name in [*TWINS[1:], OF_ANOTHER_TIME]:
            add_twin(resources, name)
        for name, url in ABSENT.items():
            add_twin(resources, name, AWS_ENDPOINT_URL_S3=url.format(port=unused_port()))
        for name, server in hostile.items():
            # Of this one the authority is known; but it does not vouch for this address.
            trusted = {"AWS_CA_BUNDLE": str(identity_of_another[0])} if name == "certificate-of-another" else {}
            add_twin(resources, name, AWS_ENDPOINT_URL_S3=server.url, **trusted)

    return altered_stack(tmp_path_factory.mktemp("stack"), alter)


@pytest.fixture(scope="session")
def cloud(folder, template, ended_well):
    cloud = LocalCloud(folder, template, "--service-fault", all_faults())
    cloud.s3.create_bucket(Bucket=SOURCES)
    # Its model is loaded with the first question, which takes long: no function shall wait for that.
    cloud.client("rekognition").detect_labels(Image={"Bytes": PICTURE})
    yield cloud
    ended_well(cloud)


@pytest.fixture(scope="session")
def ask(cloud):
    """Asks a function for a picture and gives what it said: its answer, or its error."""
    functions = cloud.client("lambda")

    def call(name, function="process", **more):
        cloud.s3.put_object(Bucket=SOURCES, Key=key_of(name), Body=PICTURE)
        event = json.dumps({"bucket": SOURCES, "key": key_of(name), **more})
        return json.loads(functions.invoke(FunctionName=function, Payload=event)["Payload"].read())

    return call


@pytest.fixture(scope="session")
def answers(ask):
    """Of every picture that is asked for once, side by side: most of them wait."""
    names = [*MENDED_GETS, *MENDED_PUTS, *MENDED_DETECTIONS, *MENDED_ALTHOUGH_IT_LASTS, *ENDS_TYPED]
    twins = itertools.cycle(TWINS)
    asked = [OF_ANOTHER_TIME if name in WRONG_CLOCKS else next(twins) for name in names]
    with ThreadPoolExecutor(len(names)) as threads:
        return dict(zip(names, threads.map(ask, names, asked)))


def times_met(cloud, name):
    """How many calls of this picture met its faults."""
    return len(re.findall(rf"^\[faults\] .*[@/]{re.escape(key_of(name))}", cloud.log, re.MULTILINE))


def told_of(cloud, name):
    """The log's lines of this picture and of the invocations that had it."""
    lines = cloud.log.split("\n")
    requests = {line.split("\t")[1] for line in lines if f"key={key_of(name)}" in line}
    return "\n".join(line for line in lines if key_of(name) in line or any(request in line for request in requests))


def assert_right(s3, name):
    """The metadata object tells of the whole picture, and its renditions are there."""
    metadata = json.loads(s3.get_object(Bucket=RESULTS, Key=metadata_key(key_of(name)))["Body"].read())
    assert metadata["source"]["size"] == len(PICTURE)
    assert not metadata["refused"]
    assert "labels" in metadata
    assert {rendition["name"] for rendition in metadata["renditions"]} == {"thumb", "preview"}
    for rendition in metadata["renditions"]:
        stored = s3.get_object(Bucket=RESULTS, Key=rendition["key"])["Body"].read()
        assert corner_names(decoded(stored)) == UPRIGHT


@pytest.mark.parametrize("name", [*MENDED_GETS, *MENDED_PUTS, *MENDED_DETECTIONS])
def test_what_trying_again_can_mend_is_mended_within_the_invocation(cloud, s3, answers, name):
    assert "errorType" not in answers[name], told_of(cloud, name)
    assert_right(s3, name)
    faults = (MENDED_GETS | MENDED_PUTS | MENDED_DETECTIONS)[name]
    assert times_met(cloud, name) == len([fault for fault in faults if not fault.startswith("slow")])


@pytest.mark.parametrize("name", MENDED_ALTHOUGH_IT_LASTS)
def test_a_wrong_clock_and_a_bucket_elsewhere_are_put_right(cloud, s3, answers, name):
    assert "errorType" not in answers[name], told_of(cloud, name)
    assert_right(s3, name)


@pytest.mark.parametrize("name", ENDS_TYPED)
def test_what_it_cannot_mend_ends_as_a_typed_error_before_the_deadline(cloud, answers, name):
    # Of a stall either the call or the watch over the deadline takes notice first.
    allowed = {ENDS_TYPED[name][1]} | ({"Function.DeadlineExceeded"} if name.endswith("-stall") else set())
    assert answers[name].get("errorType") in allowed, answers[name]
    assert 0 < times_met(cloud, name) <= MOST_ATTEMPTS


@pytest.mark.parametrize("name", ABSENT)
def test_a_service_that_is_not_there_is_a_typed_error(ask, name):
    assert ask("elsewhere", name).get("errorType") == "Service.Unavailable"


@pytest.mark.parametrize("name", NONSENSE)
def test_a_service_that_talks_nonsense_or_without_end_is_a_typed_error(ask, hostile, name):
    # Of what has a sequencer the object itself comes first, and so a body.
    assert ask("elsewhere", name, sequencer="0055AED6DCD90281E5").get("errorType") in {"Service.Unavailable", "Network.Interrupted"}
    assert 1 <= hostile[name].connections <= 3


@pytest.mark.parametrize("name", ["unknown-authority", "certificate-of-another"])
def test_a_certificate_that_proves_nothing_is_refused_without_asking_again(ask, hostile, name):
    assert ask("elsewhere", name).get("errorType") == "Network.TlsFailed"
    assert hostile[name].connections == 1


@pytest.mark.parametrize("name", REDELIVERED)
def test_what_the_next_delivery_can_mend_is_mended_by_it(walk, name):
    outcome = walk.of(key_of(name), PICTURE)
    assert not outcome.refusals
    assert {corner_names(image) == UPRIGHT for image in outcome.renditions.values()} == {True}


def test_nothing_was_killed_by_the_clock(cloud, answers):
    """Last: every invocation of this file answered in time."""
    assert "Task timed out" not in cloud.log
    assert "signal: killed" in cloud.log  # but by the faults that kill, it was
