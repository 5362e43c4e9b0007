"""Node from npm, and scripts of ours that need packages beside it."""

import shutil
from pathlib import Path


def node_of(folder: Path) -> Path:
    """The Node among what npm has installed in `folder`."""
    return next((folder / "node_modules").glob("node-linux-*/bin/node"))


def command_in(folder: Path, script: Path) -> tuple[Path, Path]:
    """Runs `script` with the packages of `folder`: it is copied there, because Node resolves packages beside it."""
    return node_of(folder), Path(shutil.copy(script, folder))
