"""translate.py as a command: CloudFormation on its output, or what is wrong with the template and exit status 1."""

import json
import os
import subprocess
import sys

import pytest
from systems import REPOSITORY, template_of, translated
from translate import as_text, translate

SCRIPT = REPOSITORY / "infra" / "sam" / "translate.py"
FUNCTION = "AWS::Serverless::Function"


def run(file, **environment) -> subprocess.CompletedProcess:
    bare = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    return subprocess.run(
        [sys.executable, "-B", SCRIPT, file], capture_output=True, text=True, timeout=60, env=bare | environment
    )


def test_writes_the_same_bytes_every_time():
    written = {run(template_of("workflow"), PYTHONHASHSEED=seed).stdout for seed in ("1", "2", "3")}
    assert written == {as_text(translated("workflow"))}


def test_needs_no_account_and_no_region():
    done = run(template_of("process"))
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "not a mapping"),
        ("Resources: [", "neither YAML nor JSON"),
        ("- a\n- b\n", "not a mapping"),
        ("Resources: !Nonsense {}\n\x00", "neither YAML nor JSON"),
        ("Transform: AWS::Serverless-2016-10-31\n", "Resources"),
        ("Resources: 3\n", "Resources"),
        ("Resources: {A: 3}\n", "A"),
        ("Resources: {Fn: {Type: AWS::Serverless::Function, Properties: 3}}\n", "Fn"),
        ("Resources: {Fn: {Type: AWS::Serverless::Function, Properties: {Handlers: process}}}\n", "Handlers"),
        (
            "Resources: {M: {Type: AWS::Serverless::StateMachine, Properties: {DefinitionUri: none.json}}}\n",
            "none.json",
        ),
    ],
)
def test_says_what_is_wrong_with_a_template(text, reason, tmp_path):
    file = tmp_path / "template.yaml"
    file.write_text(text)
    done = run(file)
    assert done.returncode == 1
    assert done.stdout == ""
    assert reason in done.stderr
    assert "Traceback" not in done.stderr


def test_says_that_a_file_is_not_there(tmp_path):
    done = run(tmp_path / "none.yaml")
    assert done.returncode == 1
    assert "none.yaml" in done.stderr


def translated_text(text: str, tmp_path) -> dict:
    file = tmp_path / "template.yaml"
    file.write_text(text)
    return translate(file)["Resources"]


def function(**properties) -> str:
    given = {"Handler": "process", "Runtime": "provided.al2023"} | properties
    return json.dumps({"Resources": {"Fn": {"Type": FUNCTION, "Properties": given}}})


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"CodeUri": "../dist/shrike-arm64.zip"}, {"S3Bucket": "artifacts", "S3Key": "shrike-arm64.zip"}),
        ({"CodeUri": "s3://mine/code.zip"}, {"S3Bucket": "mine", "S3Key": "code.zip"}),
        ({"CodeUri": {"Bucket": "mine", "Key": "code.zip"}}, {"S3Bucket": "mine", "S3Key": "code.zip"}),
        ({"InlineCode": "echo"}, {"ZipFile": "echo"}),
    ],
)
def test_code_is_taken_in_each_way_that_sam_has(given, code, tmp_path):
    assert translated_text(function(**given), tmp_path)["Fn"]["Properties"]["Code"] == code


def test_code_may_be_in_globals(tmp_path):
    template = json.loads(function())
    template["Globals"] = {"Function": {"CodeUri": "build/"}}
    code = translated_text(json.dumps(template), tmp_path)["Fn"]["Properties"]["Code"]
    assert code == {"S3Bucket": "artifacts", "S3Key": "build"}


def test_a_definition_may_be_yaml(tmp_path):
    (tmp_path / "machine.asl.yaml").write_text("StartAt: A\nStates: {A: {Type: Succeed}}\n")
    role = "arn:aws:iam::000000000000:role/r"
    properties = {"DefinitionUri": "machine.asl.yaml", "Role": role}
    template = {"Resources": {"M": {"Type": "AWS::Serverless::StateMachine", "Properties": properties}}}
    definition = translated_text(json.dumps(template), tmp_path)["M"]["Properties"]["DefinitionString"]
    assert json.loads("\n".join(definition["Fn::Join"][1]))["StartAt"] == "A"
