"""Writes the statements of each function's role into the SAM templates, from handlers.json.

    python infra/policies/write_sam_roles.py [--check]

A template then shows whole what its function may do, and still the table is the only place to change it. With --check
nothing is written, and the exit status is 1 when a template is not as the table has it.
"""

import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
TEMPLATES = HERE.parent / "sam"

# Where a role's statements go: all that is indented deeper than `Statement:` after this comment.
MARK = "# Written from infra/policies/handlers.json by write_sam_roles.py."

# A thing of the table as a template's resource. A bucket that invokes the function can only be meant by its name.
_IMAGES = (
    "!If\n"
    "  - NamesImages\n"
    "  - !Sub arn:${{AWS::Partition}}:s3:::${{ImagesBucketName}}{0}\n"
    "  - !Sub arn:${{AWS::Partition}}:s3:::${{AWS::StackName}}-images-${{AWS::AccountId}}-${{AWS::Region}}{0}"
)
THINGS = {
    "images": _IMAGES.format(""),
    "images/*": _IMAGES.format("/*"),
    "results": "!GetAtt Results.Arn",
    "results/*": "!Sub ${Results.Arn}/*",
    "references": "!GetAtt References.Arn",
    "references/*": "!Sub ${References.Arn}/*",
    "topic": "!Ref Topic",
    "table": "!GetAtt Table.Arn",
    "state-machine": "!Ref Workflow",
    "queue": "!GetAtt Queue.Arn",
    "failures": "!GetAtt Failures.Arn",
    "any": '"*" # AWS has no resource type for it',
}

ALWAYS = True
_EVERYWHERE = {"failures": ALWAYS, "tracing": ALWAYS}
_DETECT = {
    "labels": "DetectsLabels",
    "faces": "DetectsFaces",
    "text": "DetectsText",
    "moderation": "DetectsModeration",
}


@dataclass(frozen=True)
class Role:
    """A function of a template: its logical id, its entry, and the table's features that the stack has, each with
    ALWAYS or the template's condition for it. A feature that is missing is one that the stack never has."""

    template: str
    function: str
    handler: str
    features: dict[str, object]


ROLES = [
    Role("process", "Process", "process",
         _EVERYWHERE | _DETECT | {"removals": ALWAYS, "topic": "HasEmailAddress"}),
    Role("compare-faces", "CompareFaces", "compare-faces", _EVERYWHERE | {"results": ALWAYS}),
    Role("workflow", "StartWorkflow", "start-workflow", _EVERYWHERE),
    Role("workflow", "Recognize", "recognize", _EVERYWHERE | _DETECT),
    Role("workflow", "StoreResults", "store-results", _EVERYWHERE | {"topic": ALWAYS}),
    Role("tasks", "TrackTask", "track-task", _EVERYWHERE),
    Role("bulk", "Process", "process", _EVERYWHERE | _DETECT | {"removals": ALWAYS, "queue": ALWAYS}),
]  # fmt: skip


def table() -> dict:
    return json.loads((HERE / "handlers.json").read_text())


def indented(text: str, spaces: int) -> str:
    return "\n".join(" " * spaces + line for line in text.splitlines())


def resource(role: Role, thing: str) -> str:
    # A log group's Arn ends with ":*": its streams.
    return f"!GetAtt {role.function}Log.Arn" if thing == "log-streams" else THINGS[thing]


def statement(role: Role, entry: dict) -> str:
    """A member of a Statement list, or nothing when the stack never has the feature."""
    feature = role.features.get(entry["when"], None) if "when" in entry else ALWAYS
    if feature is None:
        return ""
    actions = entry["actions"]
    written = actions[0] if len(actions) == 1 else f"[{', '.join(actions)}]"
    text = f"Sid: {entry['sid']}\nEffect: Allow\nAction: {written}\nResource: {resource(role, entry['on'])}"
    if feature is ALWAYS:
        return "- " + indented(text, 2)[2:]
    return f"- !If\n  - {feature}\n  - {indented(text, 4)[4:]}\n  - !Ref AWS::NoValue"


def statements(role: Role) -> str:
    entries = table()["handlers"][role.handler] + table()["platform"]
    return "\n".join(filter(None, (statement(role, entry) for entry in entries)))


def with_roles(template: str, text: str) -> str:
    """The template's text with every role's statements as the table has them. Raises ValueError when a role has no
    place for them."""
    for role in (role for role in ROLES if role.template == template):
        place = re.compile(
            rf"(^  {role.function}Role:\n(?:(?!^  \w).*\n)*?^( +){re.escape(MARK)}\n\2Statement:)[^\n]*\n(?:\2 .*\n)*",
            re.M,
        )
        match = place.search(text)
        if not match:
            raise ValueError(f"{template}: {role.function}Role has no place for its statements")
        block = indented(statements(role), len(match[2]) + 2)
        text = f"{text[: match.start()]}{match[1]}\n{block}\n{text[match.end() :]}"
    return text


def main(arguments: list[str]) -> int:
    different = []
    for template in dict.fromkeys(role.template for role in ROLES):
        file = TEMPLATES / template / "template.yaml"
        written = with_roles(template, file.read_text())
        if written != file.read_text():
            different.append(template)
            if "--check" not in arguments:
                file.write_text(written)
    if different and "--check" in arguments:
        print(f"not as handlers.json has it: {', '.join(different)}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
