"""A SAM template as the plain CloudFormation that is deployed from it, by SAM's own translator and offline.

    build/third-party/sam/bin/python infra/sam/translate.py TEMPLATE > CFN.json

What `sam package` does to local files is done here without a bucket: the zip becomes an object of the same name, and a
state machine's definition is put into the template.
"""

import argparse
import json
import logging
import sys
from pathlib import Path

from boto3.session import Session
from samtranslator.parser.parser import Parser
from samtranslator.public.exceptions import InvalidDocumentException
from samtranslator.translator.translator import Translator
from samtranslator.yaml_helper import yaml_parse
from yaml import YAMLError

# Stands where `sam package` puts the name of its bucket.
ARTIFACTS = "artifacts"

# Decides the partition of ARNs that the translator writes, of which these templates have none: all use AWS::Partition.
REGION = "us-east-1"

# It warns at every exit that its own usage figures were not sent.
logging.getLogger("samtranslator.metrics.metrics").setLevel(logging.ERROR)


def is_local(uri: object) -> bool:
    return isinstance(uri, str) and not uri.startswith("s3://")


def package_code(properties: dict) -> None:
    if is_local(properties.get("CodeUri")):
        properties["CodeUri"] = f"s3://{ARTIFACTS}/{Path(properties['CodeUri']).name}"


def package_definition(properties: dict, folder: Path) -> None:
    if is_local(properties.get("DefinitionUri")):
        properties["Definition"] = read_document(folder / properties.pop("DefinitionUri"))


def read_document(file: Path) -> dict:
    """YAML with CloudFormation's tags, of which JSON is a part. Raises OSError; ValueError for what is no mapping."""
    try:
        document = yaml_parse(file.read_text(encoding="utf-8"))
    except YAMLError as error:
        raise ValueError(f"{file.name} is neither YAML nor JSON: {error}") from error
    if not isinstance(document, dict):
        raise ValueError(f"{file.name} is not a mapping")
    return document


def mapping(parent: dict, name: str) -> dict:
    """A member that is to be a mapping; what else it is, the translator tells of."""
    member = parent.get(name)
    return member if isinstance(member, dict) else {}


def packaged(template: dict, folder: Path) -> dict:
    """The template without references to local files of its functions and state machines."""
    package_code(mapping(mapping(template, "Globals"), "Function"))
    for resource in mapping(template, "Resources").values():
        kind = resource.get("Type") if isinstance(resource, dict) else None
        if kind == "AWS::Serverless::Function":
            package_code(mapping(resource, "Properties"))
        if kind == "AWS::Serverless::StateMachine":
            package_definition(mapping(resource, "Properties"), folder)
    return template


def translate(file: Path) -> dict:
    """Raises InvalidDocumentException, naming the resources, for what SAM does not take; OSError for a file that cannot
    be read; ValueError for one that is no template."""
    template = packaged(read_document(file), file.parent)
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
    except (InvalidDocumentException, OSError, ValueError) as error:
        print(f"{file}: {error}", file=sys.stderr)
        for cause in getattr(error, "causes", []):
            print(f"  {cause.message}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
