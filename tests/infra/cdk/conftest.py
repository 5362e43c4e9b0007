"""What the CDK app puts out, synthesised once, as `cdk synth` does."""

import json
import os
import subprocess
import zipfile
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[3]
APP = REPOSITORY / "infra" / "cdk"
THIRD_PARTY = REPOSITORY / "build" / "third-party"
SYSTEMS = ("process", "compare-faces", "workflow", "tasks", "bulk")


@pytest.fixture(scope="session")
def assembly(tmp_path_factory) -> Path:
    """The folder with the templates of all systems; their zip is a stand-in."""
    folder = tmp_path_factory.mktemp("assembly")
    with zipfile.ZipFile(folder / "shrike-arm64.zip", "w") as stand_in:
        stand_in.writestr("bootstrap", "")
    (node,) = (THIRD_PARTY / "node-clients" / "node_modules").glob("node-linux-*/bin/node")
    context = {"zipFolder": str(folder), "emailAddress": "you@example.com"}
    environment = os.environ | {"CDK_OUTDIR": str(folder / "cdk.out"), "CDK_CONTEXT_JSON": json.dumps(context)}
    subprocess.run([node, APP / "dist" / "bin" / "app.js"], env=environment, cwd=APP, check=True)
    return folder / "cdk.out"


@pytest.fixture(scope="session")
def template_of(assembly):
    return lambda system: assembly / f"shrike-{system}.template.json"
