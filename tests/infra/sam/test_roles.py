"""What the stacks may do: exactly what infra/policies/handlers.json says of each handler, and nothing on everything."""

import copy

import pytest
import write_sam_roles
from policy_check import template_findings
from systems import SYSTEMS, template_of, translated
from write_sam_roles import ALWAYS, ROLES, table

role_ids = [f"{role.template}/{role.function}" for role in ROLES]


def listed(value) -> list:
    return value if isinstance(value, list) else [value]


def split(statement: dict) -> tuple[dict, str | None]:
    """A statement, and the condition that it is under."""
    if set(statement) == {"Fn::If"}:
        condition, given, otherwise = statement["Fn::If"]
        assert otherwise == {"Ref": "AWS::NoValue"}
        return given, condition
    return statement, None


def role_of(role: write_sam_roles.Role) -> dict:
    resources = translated(role.template)["Resources"]
    assert resources[role.function]["Properties"]["Role"] == {"Fn::GetAtt": [f"{role.function}Role", "Arn"]}
    return resources[f"{role.function}Role"]["Properties"]


@pytest.mark.parametrize("role", ROLES, ids=role_ids)
def test_a_role_has_the_statements_of_its_handler_and_no_others(role):
    expected = {}
    for entry in table()["handlers"][role.handler] + table()["platform"]:
        feature = role.features.get(entry["when"]) if "when" in entry else ALWAYS
        if feature is not None:
            expected[entry["sid"]] = (entry["actions"], None if feature is ALWAYS else feature)
    (policy,) = role_of(role)["Policies"]
    found = {}
    for statement, condition in map(split, policy["PolicyDocument"]["Statement"]):
        assert statement["Effect"] == "Allow"
        found[statement["Sid"]] = (listed(statement["Action"]), condition)
    assert found == expected


@pytest.mark.parametrize("role", ROLES, ids=role_ids)
def test_a_role_has_no_managed_policy_and_is_lambda_s_alone(role):
    properties = role_of(role)
    assert "ManagedPolicyArns" not in properties
    (trust,) = properties["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Principal"] == {"Service": "lambda.amazonaws.com"}


@pytest.mark.parametrize("role", ROLES, ids=role_ids)
def test_a_feature_is_in_the_role_when_the_function_has_it(role):
    """DETECT, SNS_TOPIC_ARN and TASKS_TABLE decide what is called: the role's conditions are theirs."""
    function = translated(role.template)["Resources"][role.function]["Properties"]
    variables = function["Environment"]["Variables"]
    if role.handler in ("process", "recognize"):
        assert variables["DETECT"] == {"Ref": "Detect"}
        assert {"labels", "faces", "text", "moderation"} <= role.features.keys()
    topic = variables.get("SNS_TOPIC_ARN")
    if role.handler in ("process", "store-results"):
        conditional = {"Fn::If": [role.features.get("topic"), {"Ref": "Topic"}, {"Ref": "AWS::NoValue"}]}
        assert topic == {None: None, ALWAYS: {"Ref": "Topic"}}.get(role.features.get("topic"), conditional)
    assert ("TASKS_TABLE" in variables) == (role.handler == "track-task")
    if role.handler == "compare-faces":
        assert ("OUTPUT_BUCKET" in variables) == ("results" in role.features)
    polled = "AWS::Lambda::EventSourceMapping" in {
        each["Type"] for each in translated(role.template)["Resources"].values()
    }
    assert ("queue" in role.features) == polled


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_template_is_as_the_table_has_it(system):
    text = template_of(system).read_text()
    assert write_sam_roles.with_roles(system, text) == text, "run infra/policies/write_sam_roles.py"


def test_a_change_by_hand_is_noticed():
    text = template_of("process").read_text()
    wider = text.replace("Action: [s3:GetObject, s3:PutObject]", "Action: s3:*")
    assert wider != text
    assert write_sam_roles.with_roles("process", wider) == text


def test_a_role_without_a_place_for_its_statements_is_refused():
    with pytest.raises(ValueError, match="ProcessRole"):
        write_sam_roles.with_roles("process", "Resources:\n")


@pytest.mark.parametrize("system", SYSTEMS)
def test_nobody_may_do_everything_or_something_to_everything(system):
    assert template_findings(translated(system)) == []


def test_a_wide_statement_in_a_role_is_told_of():
    template = copy.deepcopy(translated("process"))
    (policy,) = template["Resources"]["ProcessRole"]["Properties"]["Policies"]
    policy["PolicyDocument"]["Statement"][0]["Action"] = "s3:*"
    assert template_findings(template) == ["ProcessRole.process: ReadImages: s3:* is not one action by its name"]


@pytest.mark.parametrize(("system", "role"), [("workflow", "WorkflowRole"), ("bulk", "BackfillRole")])
def test_step_functions_takes_a_role_for_this_account_alone(system, role):
    (trust,) = translated(system)["Resources"][role]["Properties"]["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Principal"] == {"Service": "states.amazonaws.com"}
    assert trust["Condition"] == {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}
