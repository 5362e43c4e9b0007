"""What moto's interpreter lacks to run a Distributed Map over a bucket as it is deployed."""

import json
from typing import Any


def _as_parsed(value: Any) -> Any:
    """The definition in the words that the interpreter's grammar has. Its children are neither express nor standard
    executions: it runs them itself, the same way for both."""
    if isinstance(value, list):
        return [_as_parsed(item) for item in value]
    if not isinstance(value, dict):
        return value
    known = {name: _as_parsed(member) for name, member in value.items()}
    if known.get("ExecutionType") == "EXPRESS":
        known["ExecutionType"] = "STANDARD"
    if isinstance(known.get("ToleratedFailurePercentage"), int):
        known["ToleratedFailurePercentage"] = float(known["ToleratedFailurePercentage"])
    return known


def _parsable(definition: str) -> str:
    try:
        document = json.loads(definition)
    except ValueError:
        return definition  # the parser tells what is wrong
    known = json.dumps(_as_parsed(document))
    # Elsewhere the text stays, so that the parser's lines and columns are the author's.
    return definition if known == json.dumps(document) else known


def install() -> None:
    """Comes after what the interpreter's modules take by name when they are imported."""
    from moto.stepfunctions.parser.asl.component.state.exec.state_map.item_reader.eval.resource_eval_s3 import (
        ResourceEvalS3,
    )
    from moto.stepfunctions.parser.asl.parse.asl_parser import AmazonStateLanguageParser

    parse = AmazonStateLanguageParser.parse
    AmazonStateLanguageParser.parse = staticmethod(lambda definition: parse(_parsable(definition)))

    def list_whole(env, resource_runtime_part, state_credentials) -> None:
        """moto's own takes the first page for all, and an empty one for a fault."""
        s3 = ResourceEvalS3._get_s3_client(resource_runtime_part, state_credentials)
        pages = s3.get_paginator("list_objects_v2").paginate(**env.stack.pop())
        env.stack.append([item for page in pages for item in page.get("Contents", [])])

    ResourceEvalS3._handle_list_objects_v2 = staticmethod(list_whole)
