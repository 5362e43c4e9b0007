"""S3 requests signed by botocore and then sent as they are, or not quite as they were signed."""

import datetime
import http.client
import xml.etree.ElementTree as xml
from dataclasses import dataclass
from unittest import mock
from urllib.parse import urlsplit

from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from cloud import ACCESS_KEY, REGION, SECRET_KEY


@dataclass
class Answer:
    status: int
    body: bytes

    @property
    def error_code(self) -> str:
        return xml.fromstring(self.body).findtext("Code")

    @property
    def error_message(self) -> str:
        return xml.fromstring(self.body).findtext("Message")


def at(shift: datetime.timedelta):
    """botocore's clock, shifted."""
    now = datetime.datetime.now(datetime.UTC).replace(tzinfo=None) + shift
    return mock.patch("botocore.auth.get_current_datetime", return_value=now)


def signed(method: str, url: str, body: bytes = b"", headers: dict | None = None) -> AWSRequest:
    request = AWSRequest(method=method, url=url, data=body, headers=headers or {})
    S3SigV4Auth(Credentials(ACCESS_KEY, SECRET_KEY), "s3", REGION).add_auth(request)
    return request


def send(
    request: AWSRequest, *, body: bytes | None = None, headers: dict | None = None, url: str | None = None
) -> Answer:
    """Sends a signed request; arguments replace what was signed."""
    target = urlsplit(url or request.url)
    connection = http.client.HTTPConnection(target.hostname, target.port, timeout=60)
    try:
        path = target.path + ("?" + target.query if target.query else "")
        content = request.data if body is None else body
        connection.request(request.method, path, content, dict(request.headers.items()) | (headers or {}))
        response = connection.getresponse()
        return Answer(response.status, response.read())
    finally:
        connection.close()
