"""The e-mails that subscribers of a topic would get, as files that a person can read."""

import json
import os
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTPUTF8
from email.utils import format_datetime
from pathlib import Path

SENDER = "AWS Notifications <no-reply@sns.amazonaws.com>"
DEFAULT_SUBJECT = "AWS Notification Message"
FOOTER = """\
{message}

--
If you wish to stop receiving notifications from this topic, please click or visit the link below to unsubscribe:
{unsubscribe}

Please do not reply directly to this email.
"""


def compose(protocol: str, recipient: str, notification: dict[str, object]) -> EmailMessage:
    """`email`: subject, message and the way out below it. `email-json`: the notification as it is."""
    letter = EmailMessage(policy=SMTPUTF8)
    letter["From"] = SENDER
    letter["To"] = recipient
    letter["Subject"] = notification.get("Subject") or DEFAULT_SUBJECT
    letter["Date"] = format_datetime(datetime.fromisoformat(notification["Timestamp"].replace("Z", "+00:00")))
    letter["Message-ID"] = f"<{notification['MessageId']}@sns.amazonaws.com>"
    letter["X-Amz-Sns-Topic-Arn"] = notification["TopicArn"]
    if protocol == "email-json":
        text = json.dumps(notification, indent=2, ensure_ascii=False)
    else:
        text = FOOTER.format(message=notification["Message"], unsubscribe=notification["UnsubscribeURL"])
    letter.set_content(text, cte="8bit")
    return letter


def leave(mailbox: Path, letter: EmailMessage, sent: str) -> Path:
    """A file a letter, by the time of its dispatch and its message; whole under its name or not there."""
    message_id = letter["Message-ID"].strip("<>").partition("@")[0]
    recipient = letter["To"].replace("/", "_")
    name = f"{sent.replace(':', '')}-{message_id}-{recipient}.eml"
    mailbox.mkdir(parents=True, exist_ok=True)
    arriving = mailbox / f".{name}"
    arriving.write_bytes(letter.as_bytes())
    os.replace(arriving, mailbox / name)
    return mailbox / name
