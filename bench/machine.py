"""What figures were measured on."""

import os
import re
from pathlib import Path


def machine() -> str:
    model = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    return f"{model.group(1) if model else os.uname().machine}, {os.cpu_count()} cores"
