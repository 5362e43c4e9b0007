"""The five systems as the tests read them: SAM's YAML, and the CloudFormation that comes of it."""

import functools
from pathlib import Path

from samtranslator.yaml_helper import yaml_parse
from translate import translate
from write_stacks import SYSTEMS, stack_of, template_of

REPOSITORY = Path(__file__).resolve().parents[3]
THIRD_PARTY = REPOSITORY / "build" / "third-party"

__all__ = ["REPOSITORY", "SYSTEMS", "THIRD_PARTY", "stack_of", "template_of", "translated", "written"]


@functools.cache
def _text(system: str) -> str:
    return template_of(system).read_text()


def written(system: str) -> dict:
    """The template as it is in the file."""
    return yaml_parse(_text(system))


def translated(system: str) -> dict:
    """The CloudFormation that SAM makes of it."""
    return translate(template_of(system))
