import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
for folder in ("bench", "bench/soak", "tests/clients"):
    sys.path.append(str(REPOSITORY / folder))
