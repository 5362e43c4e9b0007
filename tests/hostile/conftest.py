import sys
from pathlib import Path

# The local cloud and the walk of an image are the client tests' own.
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "clients"))

import pytest  # noqa: E402

from cloud import SANITIZER_REPORT  # noqa: E402


@pytest.fixture(scope="session")
def ended_well():
    """Ending a cloud is part of its test: exit code 0 and nothing of a sanitizer's in the log."""

    def end(cloud):
        code = cloud.stop()
        assert not SANITIZER_REPORT.search(cloud.log), cloud.log
        assert code == 0, cloud.log

    return end
