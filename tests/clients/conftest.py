import email
import email.policy
import uuid

import pytest

from cloud import LocalCloud, altered_stack, unbind
from ending import ended_well  # noqa: F401
from walk import Walk


@pytest.fixture(scope="session")
def template(tmp_path_factory):
    """The stack to start: the main job's, unbound; a file of tests that needs another one overrides this."""
    return altered_stack(tmp_path_factory.mktemp("stack"), unbind)


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    """The cloud's data: buckets, letters, records."""
    return tmp_path_factory.mktemp("cloud")


@pytest.fixture(scope="session")
def cloud(folder, template, ended_well):
    cloud = LocalCloud(folder, template)
    yield cloud
    ended_well(cloud)


@pytest.fixture(scope="session")
def s3(cloud):
    return cloud.s3


@pytest.fixture(scope="session")
def walk(cloud):
    return Walk(cloud)


@pytest.fixture
def letters(folder):
    """What subscribers by e-mail have got so far, the oldest first."""

    def read():
        paths = sorted((folder / "mail").glob("*.eml"))
        return [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in paths]

    return read


@pytest.fixture
def bucket(s3):
    """A bucket of the test's own, without versions and without notifications."""
    name = f"test-{uuid.uuid4()}"
    s3.create_bucket(Bucket=name)
    return name


@pytest.fixture
def versioned_bucket(s3, bucket):
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    return bucket
