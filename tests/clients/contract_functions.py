"""Functions whose bootstrap is one of the contract's programs, which do on purpose what no good one does."""

import json
from pathlib import Path

from cloud import BINARIES, LocalCloud


def start_cloud(folder: Path, program: str, functions: dict[str, dict], **resources) -> LocalCloud:
    """A cloud with nothing but these: `functions` maps a name, the handler's too, to its properties."""
    template = {
        "Resources": {
            f"Function{number}": {
                "Type": "AWS::Lambda::Function",
                "Properties": {"FunctionName": name, "Handler": name} | properties,
            }
            for number, (name, properties) in enumerate(functions.items())
        }
        | resources
    }
    path = folder / "template.json"
    path.write_text(json.dumps(template))
    return LocalCloud(folder, path, "--code", BINARIES / "tests" / "contract" / program)
