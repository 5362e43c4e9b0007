"""How a test's cloud ends: a fixture for every folder of tests that starts one."""

import pytest

from cloud import SANITIZER_REPORT


@pytest.fixture(scope="session")
def ended_well():
    """Ending a cloud is part of its test: exit code 0 and nothing of a sanitizer's in the log."""

    def end(cloud):
        code = cloud.stop()
        assert not SANITIZER_REPORT.search(cloud.log), cloud.log
        assert code == 0, cloud.log

    return end
