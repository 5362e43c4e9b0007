"""A SAM template as the plain CloudFormation that is deployed from it, by SAM's own translator and offline.

    build/third-party/sam/bin/python infra/sam/translate.py TEMPLATE > CFN.json

What `sam package` does to local files is done here without a bucket: the zip becomes an object of the same name, and a
state machine's definition is put into the template.
"""

import argparse
import json
import sys
from pathlib import Path

from boto3.session import Session
from samtranslator.parser.parser import Parser
from samtranslator.public.exceptions import InvalidDocumentException
from samtranslator.translator.translator import Translator
from samtranslator.yaml_helper import yaml_parse

# Stands where `sam package` puts the name of its bucket.
ARTIFACTS = "artifacts"

# Decides the partition of ARNs that the translator writes, of which these templates have none: all use AWS::Partition.
REGION = "us-east-1"


def packaged(template: dict, folder: Path) -> dict:
    """The template without references to local files. Raises FileNotFoundError for a definition that is not there."""
    for resource in template["Resources"].values():
        properties = resource.get("Properties", {})
        if resource["Type"] == "AWS::Serverless::Function":
            properties["CodeUri"] = f"s3://{ARTIFACTS}/{Path(properties['CodeUri']).name}"
        if resource["Type"] == "AWS::Serverless::StateMachine":
            properties["Definition"] = json.loads((folder / properties.pop("DefinitionUri")).read_text())
    return template


def translate(file: Path) -> dict:
    """Raises InvalidDocumentException, naming the resources, for what SAM does not take."""
    template = packaged(yaml_parse(file.read_text()), file.parent)
    # No managed policies: the functions' roles are in the templates.
    translator = Translator({}, Parser(), boto_session=Session(region_name=REGION))
    return translator.translate(template, parameter_values={})


def as_text(template: dict) -> str:
    return json.dumps(template, indent=2) + "\n"


def main() -> int:
    arguments = argparse.ArgumentParser(description="Translates a SAM template to CloudFormation, as JSON.")
    arguments.add_argument("template", type=Path)
    file = arguments.parse_args().template
    try:
        sys.stdout.write(as_text(translate(file)))
    except (InvalidDocumentException, OSError) as error:
        print(f"{file}: {error}", file=sys.stderr)
        for cause in getattr(error, "causes", []):
            print(f"  {cause.message}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
