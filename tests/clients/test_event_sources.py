"""Each way by which an image's event comes to a function: queue, topic, event bus, with the real parts between."""

import copy
import json

import pytest

from cloud import REPOSITORY
from faults import refused
from pictures import encoded, quadrants
from waiting import eventually
from walk import RESULTS, metadata_key

ACCOUNT = "arn:aws:{}:us-east-1:000000000000:"
PICTURE = encoded(quadrants(96, 80), "PNG")
CREATED = "s3:ObjectCreated:*"
EVENT = json.loads((REPOSITORY / "tests" / "fixtures" / "events" / "s3-put.json").read_text())


def arn(resource: str) -> dict:
    return {"Fn::GetAtt": [resource, "Arn"]}


def notifying_bucket(name: str, **notifications) -> dict:
    return {
        "Type": "AWS::S3::Bucket",
        "Properties": {"BucketName": name, "NotificationConfiguration": notifications},
    }


def queue(name: str, **properties) -> dict:
    return {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": name} | properties}


# A message that fails once is set aside once its visibility, which is the function's timeout at least, is over.
REDRIVE = {"VisibilityTimeout": 20, "RedrivePolicy": {"deadLetterTargetArn": arn("Aside"), "maxReceiveCount": 1}}


def mapping(name: str) -> dict:
    return {
        "Type": "AWS::Lambda::EventSourceMapping",
        "Properties": {
            "EventSourceArn": arn(name),
            "FunctionName": {"Ref": "Process"},
            "BatchSize": 10,
            "FunctionResponseTypes": ["ReportBatchItemFailures"],
        },
    }


STACK_OF_SOURCES = {
    "Resources": {
        "Results": notifying_bucket(RESULTS),
        "Process": {
            "Type": "AWS::Lambda::Function",
            "Properties": {
                "FunctionName": "process",
                "Handler": "process",
                "MemorySize": 512,
                "Timeout": 20,
                "Environment": {"Variables": {"OUTPUT_BUCKET": {"Ref": "Results"}, "DETECT": ""}},
            },
        },
        "Aside": queue("aside"),
        "AsideFifo": queue("aside.fifo", FifoQueue=True),
        "Jobs": queue("jobs", **REDRIVE),
        "Ordered": queue("ordered.fifo", FifoQueue=True, VisibilityTimeout=20),
        "Watched": queue("watched"),
        "JobsToProcess": mapping("Jobs"),
        "OrderedToProcess": mapping("Ordered"),
        "News": {
            "Type": "AWS::SNS::Topic",
            "Properties": {
                "TopicName": "news",
                "Subscription": [
                    {"Protocol": "lambda", "Endpoint": arn("Process")},
                    {"Protocol": "email", "Endpoint": "reader@example.com"},
                    {"Protocol": "email-json", "Endpoint": "program@example.com"},
                    {"Protocol": "sqs", "Endpoint": arn("Watched")},
                ],
            },
        },
        "Picky": {
            "Type": "AWS::SNS::Topic",
            "Properties": {"TopicName": "picky"},
        },
        "PickyReader": {
            "Type": "AWS::SNS::Subscription",
            "Properties": {
                "TopicArn": {"Ref": "Picky"},
                "Protocol": "email",
                "Endpoint": "picky@example.com",
                "FilterPolicy": {"outcome": ["match"]},
            },
        },
        "ByQueue": notifying_bucket("by-queue", QueueConfigurations=[{"Event": CREATED, "Queue": arn("Jobs")}]),
        "ByTopic": notifying_bucket("by-topic", TopicConfigurations=[{"Event": CREATED, "Topic": {"Ref": "News"}}]),
        "ByBus": notifying_bucket("by-bus", EventBridgeConfiguration={"EventBridgeEnabled": True}),
        "Rule": {
            "Type": "AWS::Events::Rule",
            "Properties": {
                "EventPattern": {
                    "source": ["aws.s3"],
                    "detail-type": ["Object Created"],
                    "detail": {
                        "bucket": {"name": [{"Ref": "ByBus"}]},
                        "object": {"key": [{"prefix": "in/"}]},
                    },
                },
                "Targets": [{"Id": "process", "Arn": arn("Process")}, {"Id": "watched", "Arn": arn("Watched")}],
            },
        },
    }
}


@pytest.fixture(scope="session")
def template(folder):
    template = folder / "template.json"
    template.write_text(json.dumps(STACK_OF_SOURCES))
    return template


@pytest.fixture(scope="session")
def sqs(cloud):
    return cloud.client("sqs")


@pytest.fixture(scope="session")
def sns(cloud):
    return cloud.client("sns")


@pytest.fixture
def processed(s3):
    """Waits for an object's metadata and gives it."""

    def wait_for(key):
        def look():
            listed = s3.list_objects_v2(Bucket=RESULTS, Prefix=metadata_key(key)).get("Contents")
            return listed and json.loads(s3.get_object(Bucket=RESULTS, Key=metadata_key(key))["Body"].read())

        return eventually(look)

    return wait_for


@pytest.fixture
def drained(sqs):
    """The messages of a queue that `wanted` takes, as soon as there are `count`; others are read over."""

    def wait_for(name, wanted, count=1):
        url = sqs.get_queue_url(QueueName=name)["QueueUrl"]
        found = []

        def look():
            for message in sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", []):
                sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
                if wanted(message):
                    found.append(message)
            return len(found) >= count and found

        return eventually(look)

    return wait_for


@pytest.fixture
def letters_to(letters):
    """The letters to one recipient that hold a text, as soon as there is one."""

    def wait_for(recipient, text):
        def look():
            return [letter for letter in letters() if letter["To"] == recipient and text in text_of(letter)]

        return eventually(look)

    return wait_for


def text_of(letter) -> str:
    return letter.get_content().replace("\r\n", "\n")


def event_of(name: str, key: str) -> str:
    event = copy.deepcopy(EVENT)
    event["Records"][0]["s3"]["bucket"]["name"] = name
    event["Records"][0]["s3"]["object"]["key"] = key
    return json.dumps(event)


def test_an_image_s_event_comes_by_way_of_a_queue(s3, processed):
    s3.put_object(Bucket="by-queue", Key="my photo+1.png", Body=PICTURE)
    assert processed("my photo+1.png")["source"]["bucket"] == "by-queue"


def test_an_image_s_event_comes_by_way_of_a_topic(s3, processed, drained, letters_to):
    s3.put_object(Bucket="by-topic", Key="news/my photo+1.png", Body=PICTURE)
    assert processed("news/my photo+1.png")["source"]["bucket"] == "by-topic"

    (message,) = drained("watched", lambda message: "news/my+photo%2B1.png" in message["Body"])
    envelope = json.loads(message["Body"])
    assert envelope["Subject"] == "Amazon S3 Notification"
    assert json.loads(envelope["Message"])["Records"][0]["s3"]["object"]["key"] == "news/my+photo%2B1.png"
    assert letters_to("reader@example.com", "news/my+photo%2B1.png")[0]["Subject"] == "Amazon S3 Notification"


def test_an_image_s_event_comes_by_way_of_the_event_bus_with_its_key_as_it_is(s3, processed, drained):
    s3.put_object(Bucket="by-bus", Key="out/left.png", Body=PICTURE)
    s3.put_object(Bucket="by-bus", Key="in/50%+off ä.png", Body=PICTURE)
    assert processed("in/50%+off ä.png")["source"]["bucket"] == "by-bus"
    (message,) = drained("watched", lambda message: '"aws.s3"' in message["Body"])
    event = json.loads(message["Body"])
    assert (event["detail-type"], event["detail"]["object"]["key"]) == ("Object Created", "in/50%+off ä.png")
    assert s3.list_objects_v2(Bucket=RESULTS, Prefix="out/")["KeyCount"] == 0


def test_queues_and_topics_get_a_test_event_when_a_bucket_names_them(s3, drained, letters_to):
    (letter, *_) = letters_to("reader@example.com", "s3:TestEvent")
    told = json.loads(text_of(letter).split("\n--\n")[0])
    assert (told["Service"], told["Bucket"]) == ("Amazon S3", "by-topic")

    s3.create_bucket(Bucket="configured-later")
    s3.put_bucket_notification_configuration(
        Bucket="configured-later",
        NotificationConfiguration={
            "QueueConfigurations": [{"QueueArn": ACCOUNT.format("sqs") + "watched", "Events": [CREATED]}],
            "EventBridgeConfiguration": {},
        },
    )
    drained("watched", lambda message: "s3:TestEvent" in message["Body"] and "configured-later" in message["Body"])
    told = s3.get_bucket_notification_configuration(Bucket="configured-later")
    assert told["QueueConfigurations"][0]["QueueArn"] == ACCOUNT.format("sqs") + "watched"
    assert told["EventBridgeConfiguration"] == {}


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("Queue", ACCOUNT.format("sqs") + "no-such-queue"),
        ("Topic", ACCOUNT.format("sns") + "no-such-topic"),
        ("Queue", ACCOUNT.format("sqs") + "ordered.fifo"),
        ("Queue", "no-arn"),
    ],
)
def test_a_bucket_cannot_name_what_s3_could_not_notify(s3, bucket, kind, target):
    with refused(400, "InvalidArgument"):
        s3.put_bucket_notification_configuration(
            Bucket=bucket,
            NotificationConfiguration={f"{kind}Configurations": [{f"{kind}Arn": target, "Events": [CREATED]}]},
        )


def test_one_bad_message_of_ten_comes_back_alone_and_is_set_aside(s3, sqs, processed, drained):
    keys = [f"ten/{number}.png" for number in range(9)]
    s3.create_bucket(Bucket="silent")
    for key in keys:
        s3.put_object(Bucket="silent", Key=key, Body=PICTURE)
    bodies = [event_of("silent", key) for key in keys]
    bodies.insert(3, event_of("no-such-bucket", "ten/bad.png"))
    sent = sqs.send_message_batch(
        QueueUrl=sqs.get_queue_url(QueueName="jobs")["QueueUrl"],
        Entries=[{"Id": str(number), "MessageBody": body} for number, body in enumerate(bodies)],
    )
    bad = next(entry["MessageId"] for entry in sent["Successful"] if entry["Id"] == "3")
    for key in keys:
        assert processed(key)["source"]["key"] == key
    # What is set aside is looked for until the queue to be read has nothing in flight or waiting.
    aside = drained("aside", lambda message: True)
    assert [message["MessageId"] for message in aside] == [bad]
    attributes = sqs.get_queue_attributes(
        QueueUrl=sqs.get_queue_url(QueueName="jobs")["QueueUrl"], AttributeNames=["All"]
    )["Attributes"]
    assert (attributes["ApproximateNumberOfMessages"], attributes["ApproximateNumberOfMessagesNotVisible"]) == ("0", "0")


def test_a_fifo_queue_s_group_is_processed_in_order_to_its_last_event(s3, sqs, processed):
    # One key, five versions: what the last of them says stays, and none is processed after a later one.
    s3.create_bucket(Bucket="ordered")
    url = sqs.get_queue_url(QueueName="ordered.fifo")["QueueUrl"]
    s3.put_object(Bucket="ordered", Key="same.png", Body=PICTURE)
    for number in range(5):
        event = json.loads(event_of("ordered", "same.png"))
        event["Records"][0]["s3"]["object"]["sequencer"] = f"{number + 1:018X}"
        event["Records"][0]["s3"]["object"]["eTag"] = s3.head_object(Bucket="ordered", Key="same.png")["ETag"].strip('"')
        sqs.send_message(
            QueueUrl=url, MessageBody=json.dumps(event), MessageGroupId="same", MessageDeduplicationId=str(number)
        )
    last = f"{5:018X}"
    eventually(lambda: processed("same.png")["source"]["sequencer"] == last)


def test_a_letter_reads_as_the_subscriber_gets_it(sns, letters_to):
    topic = ACCOUNT.format("sns") + "news"
    message = sns.publish(TopicArn=topic, Subject="Grüße", Message="Zwei Zeilen,\nkein Bild.")["MessageId"]
    (letter,) = letters_to("reader@example.com", "kein Bild.")
    assert (letter["Subject"], letter["From"].addresses[0].domain) == ("Grüße", "sns.amazonaws.com")
    assert text_of(letter).startswith("Zwei Zeilen,\nkein Bild.\n\n--\nIf you wish to stop receiving")
    assert "Action=Unsubscribe" in text_of(letter)
    (envelope,) = letters_to("program@example.com", "kein Bild.")
    told = json.loads(text_of(envelope))
    assert (told["MessageId"], told["TopicArn"], told["Subject"]) == (message, topic, "Grüße")


def test_a_subscription_gets_what_its_filter_policy_takes(sns, letters_to):
    topic = ACCOUNT.format("sns") + "picky"

    def publish(message, outcome):
        sns.publish(
            TopicArn=topic,
            Message=message,
            MessageAttributes={"outcome": {"DataType": "String", "StringValue": outcome}},
        )

    publish("nobody was found", "no-face")
    publish("somebody was found", "match")
    assert len(letters_to("picky@example.com", "was found")) == 1


def test_the_companion_s_services_verify_signatures_as_the_others_do(cloud):
    for service, call, code in [
        ("sns", "list_topics", "SignatureDoesNotMatch"),
        ("sqs", "list_queues", "InvalidSignatureException"),
        ("dynamodb", "list_tables", "InvalidSignatureException"),
        ("stepfunctions", "list_state_machines", "InvalidSignatureException"),
        ("sts", "get_caller_identity", "SignatureDoesNotMatch"),
    ]:
        with refused(403, code):
            getattr(cloud.client(service, secret_key="wrong"), call)()
    assert cloud.client("sts").get_caller_identity()["Account"] == "000000000000"


def test_what_no_service_here_is_asked_is_refused(cloud):
    with refused(501, "NotImplemented"):
        cloud.client("events").list_rules()
