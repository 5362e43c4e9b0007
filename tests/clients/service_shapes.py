"""Answers held to the service's own model, as strictly as no client does it: nothing unknown, nothing missing."""

import json
import math
import re

import botocore.loaders
import botocore.model
from botocore import xform_name

PYTHON_TYPES = {
    "string": str,
    "boolean": bool,
    "integer": int,
    "long": int,
    "float": (int, float),
    "double": (int, float),
}


def output_shape(service: str, operation: str):
    description = botocore.loaders.Loader().load_service_model(service, "service-2")
    return botocore.model.ServiceModel(description, service).operation_model(operation).output_shape


def wire_answer(client, operation: str, **arguments) -> dict:
    """The JSON of an answer as it came, before a client drops what its model does not know."""
    bodies = []
    event = f"before-parse.{client.meta.service_model.service_id.hyphenize()}.{operation}"

    def keep(response_dict, **_):
        bodies.append(response_dict["body"])

    client.meta.events.register(event, keep)
    try:
        getattr(client, xform_name(operation))(**arguments)
    finally:
        client.meta.events.unregister(event, keep)
    return json.loads(bodies[-1])


def wire_differences(client, operation: str, **arguments) -> list[str]:
    """Where an operation's answer is not of the service's own shape; empty when it is."""
    service = client.meta.service_model.service_name
    return differences(wire_answer(client, operation, **arguments), output_shape(service, operation))


def differences(value, shape, path: str = "answer") -> list[str]:
    """Where a JSON value is not of a shape; empty when it is."""
    if shape.type_name == "structure":
        return _structure(value, shape, path)
    if shape.type_name == "list":
        return _list(value, shape, path)
    return _scalar(value, shape, path)


def _structure(value, shape, path):
    if not isinstance(value, dict):
        return [f"{path} is no object: {value!r}"]
    found = [f"{path}.{name} is not in the model" for name in value if name not in shape.members]
    found += [f"{path}.{name} is missing" for name in shape.required_members if name not in value]
    for name, member in shape.members.items():
        if value.get(name) is not None:
            found += differences(value[name], member, f"{path}.{name}")
    return found


def _list(value, shape, path):
    if not isinstance(value, list):
        return [f"{path} is no list: {value!r}"]
    found = _out_of_range(len(value), shape, f"the length of {path}")
    return found + [line for i, item in enumerate(value) for line in differences(item, shape.member, f"{path}[{i}]")]


def _scalar(value, shape, path):
    expected = PYTHON_TYPES[shape.type_name]
    if not isinstance(value, expected) or (isinstance(value, bool) and expected is not bool):
        return [f"{path} is no {shape.type_name}: {value!r}"]
    if value not in shape.metadata.get("enum", [value]):
        return [f"{path} is none of {shape.metadata['enum']}: {value!r}"]
    if expected is str:
        pattern = shape.metadata.get("pattern")
        if pattern is not None and not re.fullmatch(pattern, value):
            return [f"{path} is not like {pattern}: {value!r}"]
        return _out_of_range(len(value), shape, f"the length of {path}")
    if expected is bool:
        return []
    if not math.isfinite(value):
        return [f"{path} is not finite"]
    return _out_of_range(value, shape, path)


def _out_of_range(value, shape, path):
    lowest, highest = shape.metadata.get("min", value), shape.metadata.get("max", value)
    return [] if lowest <= value <= highest else [f"{path} is not within {lowest} and {highest}: {value!r}"]
