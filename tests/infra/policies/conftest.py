"""These tests run on the clients' tests' own means: the local cloud, its pictures, its waiting."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "clients"))
