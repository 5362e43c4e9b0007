"""What those subscribers of a topic get that moto does not serve: functions and mailboxes.

moto keeps the subscriptions and their filter policies, and serves queues and HTTP by itself.
"""

import json
from collections.abc import Callable
from pathlib import Path

from botocore.client import BaseClient
from moto.sns.models import Subscription

import letters


def function_event(subscription_arn: str, notification: dict[str, object]) -> dict[str, object]:
    """The event of a notification. Lambda's has other names for the two URLs, and every field."""
    told = {
        name: notification[name]
        for name in ("Type", "MessageId", "TopicArn", "Message", "Timestamp", "SignatureVersion", "Signature")
    }
    told["Subject"] = notification.get("Subject")
    told["SigningCertUrl"] = notification["SigningCertURL"]
    told["UnsubscribeUrl"] = notification["UnsubscribeURL"]
    told["MessageAttributes"] = notification.get("MessageAttributes", {})
    record = {"EventVersion": "1.0", "EventSubscriptionArn": subscription_arn, "EventSource": "aws:sns", "Sns": told}
    return {"Records": [record]}


def install(client_for: Callable[..., BaseClient], mailbox: Path, endpoint: str) -> None:
    """Makes moto's subscriptions by lambda, email and email-json deliver."""
    by_moto = Subscription.publish

    def publish(self: Subscription, message: str, message_id: str, **rest) -> None:
        if self.protocol not in ("lambda", "email", "email-json"):
            by_moto(self, message, message_id, **rest)
            return
        attributes = rest.get("message_attributes")
        matcher = self._filter_policy_matcher
        if matcher is not None and not matcher.matches(attributes, message):
            return
        if rest.get("message_structure") == "json":
            message = self._parse_message_structure(message, self.protocol)
        notification = self.get_post_data(message, message_id, rest.get("subject"), attributes)
        notification["UnsubscribeURL"] = f"{endpoint}/?Action=Unsubscribe&SubscriptionArn={self.arn}"
        if self.protocol == "lambda":
            client_for(region=self.endpoint.split(":")[3], service="lambda").invoke(
                FunctionName=self.endpoint,
                InvocationType="Event",
                Payload=json.dumps(function_event(self.arn, notification)),
            )
        else:
            letter = letters.compose(self.protocol, self.endpoint, notification)
            letters.leave(mailbox, letter, notification["Timestamp"])

    Subscription.publish = publish
