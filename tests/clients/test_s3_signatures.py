"""Who may do what: signatures are verified, as AWS verifies them and with AWS's words."""

import datetime
import urllib.error
import urllib.request
import xml.etree.ElementTree as xml

import pytest
from botocore import UNSIGNED

from faults import refused
from signing import at, send, signed

MISMATCH = (
    "The request signature we calculated does not match the signature you provided. "
    "Check your key and signing method."
)


def test_a_wrong_secret_is_refused(cloud):
    with refused(403, "SignatureDoesNotMatch", MISMATCH):
        cloud.client("s3", secret_key="wrong").list_buckets()


def test_an_unknown_access_key_is_refused(cloud):
    with refused(403, "InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records."):
        cloud.client("s3", access_key="nobody").list_buckets()


@pytest.mark.parametrize("operation", ["put", "get", "list", "delete"])
def test_an_unsigned_request_is_refused(cloud, s3, bucket, operation):
    s3.put_object(Bucket=bucket, Key="a", Body=b"kept")
    anonymous = cloud.client("s3", signature_version=UNSIGNED)
    with refused(403, "AccessDenied", "Access Denied"):
        match operation:
            case "put":
                anonymous.put_object(Bucket=bucket, Key="a", Body=b"x")
            case "get":
                anonymous.get_object(Bucket=bucket, Key="a")
            case "list":
                anonymous.list_objects_v2(Bucket=bucket)
            case "delete":
                anonymous.delete_object(Bucket=bucket, Key="a")
    assert s3.get_object(Bucket=bucket, Key="a")["Body"].read() == b"kept"


@pytest.mark.parametrize("minutes", [-16, 16])
def test_a_skewed_clock_is_refused(cloud, minutes):
    with at(datetime.timedelta(minutes=minutes)):
        request = signed("GET", cloud.endpoint + "/")
    answer = send(request)
    assert (answer.status, answer.error_code) == (403, "RequestTimeTooSkewed")
    assert answer.error_message == "The difference between the request time and the current time is too large."


@pytest.mark.parametrize("minutes", [-14, 14])
def test_a_clock_within_a_quarter_of_an_hour_is_accepted(cloud, minutes):
    with at(datetime.timedelta(minutes=minutes)):
        request = signed("GET", cloud.endpoint + "/")
    assert send(request).status == 200


def test_a_changed_body_is_refused_and_not_stored(cloud, s3, bucket):
    request = signed("PUT", f"{cloud.endpoint}/{bucket}/a", b"what was signed")
    answer = send(request, body=b"something else!")
    assert (answer.status, answer.error_code) == (400, "XAmzContentSHA256Mismatch")
    assert "Contents" not in s3.list_objects_v2(Bucket=bucket)
    assert send(request).status == 200


def test_a_changed_header_is_refused(cloud, bucket):
    request = signed("PUT", f"{cloud.endpoint}/{bucket}/a", b"x", {"x-amz-meta-owner": "me"})
    answer = send(request, headers={"x-amz-meta-owner": "somebody else"})
    assert (answer.status, answer.error_code) == (403, "SignatureDoesNotMatch")


def test_a_changed_key_is_refused(cloud, bucket):
    request = signed("PUT", f"{cloud.endpoint}/{bucket}/a", b"x")
    answer = send(request, url=f"{cloud.endpoint}/{bucket}/b")
    assert (answer.status, answer.error_code) == (403, "SignatureDoesNotMatch")


def test_an_added_query_is_refused(cloud, bucket):
    request = signed("GET", f"{cloud.endpoint}/{bucket}?list-type=2")
    answer = send(request, url=f"{cloud.endpoint}/{bucket}?list-type=2&prefix=a")
    assert (answer.status, answer.error_code) == (403, "SignatureDoesNotMatch")


def test_an_authorization_that_is_none_is_refused(cloud):
    request = signed("GET", cloud.endpoint + "/")
    answer = send(request, headers={"Authorization": "AWS4-HMAC-SHA256 nonsense"})
    assert (answer.status, answer.error_code) == (400, "AuthorizationHeaderMalformed")


@pytest.fixture
def presigning(cloud):
    return cloud.client("s3", signature_version="s3v4")


def fetch(url, method="GET", body=None, headers=None):
    request = urllib.request.Request(url, data=body, method=method, headers=headers or {})
    with urllib.request.urlopen(request, timeout=60) as response:
        return response.read()


def refusal_of(url, **arguments):
    with pytest.raises(urllib.error.HTTPError) as info:
        fetch(url, **arguments)
    document = xml.fromstring(info.value.read())
    return info.value.code, document.findtext("Code"), document.findtext("Message")


def test_a_presigned_url_gets_without_credentials(presigning, s3, bucket):
    key = "my photo+1 Grüße.jpg"
    s3.put_object(Bucket=bucket, Key=key, Body=b"presigned")
    url = presigning.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": key})
    assert fetch(url) == b"presigned"


def test_a_presigned_url_may_set_response_headers(presigning, s3, bucket):
    s3.put_object(Bucket=bucket, Key="a", Body=b"x")
    parameters = {"Bucket": bucket, "Key": "a", "ResponseContentType": "image/x-test"}
    with urllib.request.urlopen(presigning.generate_presigned_url("get_object", Params=parameters), timeout=60) as got:
        assert got.headers["Content-Type"] == "image/x-test"


def test_a_presigned_url_puts_without_credentials(presigning, s3, bucket):
    url = presigning.generate_presigned_url("put_object", Params={"Bucket": bucket, "Key": "a b+c"})
    fetch(url, method="PUT", body=b"put by URL", headers={"Content-Type": ""})
    assert s3.get_object(Bucket=bucket, Key="a b+c")["Body"].read() == b"put by URL"


def test_a_presigned_url_is_for_one_method_and_one_key(presigning, s3, bucket):
    s3.put_object(Bucket=bucket, Key="a", Body=b"x")
    s3.put_object(Bucket=bucket, Key="b", Body=b"secret")
    url = presigning.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": "a"})
    assert refusal_of(url, method="DELETE") == (403, "SignatureDoesNotMatch", MISMATCH)
    assert refusal_of(url.replace(f"/{bucket}/a?", f"/{bucket}/b?")) == (403, "SignatureDoesNotMatch", MISMATCH)


def test_a_presigned_url_expires(presigning, s3, bucket):
    s3.put_object(Bucket=bucket, Key="a", Body=b"x")
    with at(datetime.timedelta(minutes=-10)):
        parameters = {"Bucket": bucket, "Key": "a"}
        expired = presigning.generate_presigned_url("get_object", Params=parameters, ExpiresIn=300)
        valid = presigning.generate_presigned_url("get_object", Params=parameters, ExpiresIn=3600)
    assert refusal_of(expired) == (403, "AccessDenied", "Request has expired")
    assert fetch(valid) == b"x"
