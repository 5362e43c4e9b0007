"""Writes the local cloud's stacks from the SAM templates: infra/local/stacks/<system>.template.json.

    build/third-party/sam/bin/python infra/sam/write_stacks.py
"""

from pathlib import Path

from translate import as_text, translate

HERE = Path(__file__).resolve().parent
STACKS = HERE.parent / "local" / "stacks"
SYSTEMS = ["process", "compare-faces", "workflow", "tasks", "bulk"]


def template_of(system: str) -> Path:
    return HERE / system / "template.yaml"


def stack_of(system: str) -> Path:
    return STACKS / f"{system}.template.json"


def main() -> None:
    for system in SYSTEMS:
        stack_of(system).write_text(as_text(translate(template_of(system))))


if __name__ == "__main__":
    main()
