import sys
from pathlib import Path

# The local cloud and the walk of an image are the client tests' own.
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "clients"))

from ending import ended_well  # noqa: E402, F401
