"""Calls that must fail, and how AWS words the failure."""

from contextlib import contextmanager

import pytest
from botocore.exceptions import ClientError


@contextmanager
def refused(status: int, code: str, message: str | None = None):
    """Expects the error `code` with HTTP `status`; yields its info for further checks."""
    with pytest.raises(ClientError) as info:
        yield info
    response = info.value.response
    found = (response["ResponseMetadata"]["HTTPStatusCode"], response["Error"]["Code"])
    assert found == (status, code), response["Error"]
    if message is not None:
        assert response["Error"]["Message"] == message
