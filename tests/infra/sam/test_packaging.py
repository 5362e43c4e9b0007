"""`aws cloudformation package`, as a deployment calls it, with the local cloud for S3: what is uploaded."""

import shutil
import subprocess
import tomllib
import zipfile

import pytest
from cloud import AWS_CLI, REPOSITORY, LocalCloud
from samtranslator.yaml_helper import yaml_parse
from systems import SYSTEMS, template_of, written


@pytest.fixture(scope="module")
def cloud(tmp_path_factory):
    cloud = LocalCloud(tmp_path_factory.mktemp("cloud"))
    cloud.s3.create_bucket(Bucket="artifacts")
    yield cloud
    assert cloud.stop() == 0


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    """The templates where they are in the repository, and a zip where `make package` puts it."""
    tree = tmp_path_factory.mktemp("tree")
    for folder in ("sam", "stepfunctions"):
        shutil.copytree(REPOSITORY / "infra" / folder, tree / "infra" / folder)
    (tree / "dist").mkdir()
    with zipfile.ZipFile(tree / "dist" / "shrike-arm64.zip", "w") as archive:
        archive.writestr("bootstrap", b"\x7fELF")
    return tree


def content(cloud: LocalCloud, bucket: str, key: str) -> bytes:
    return cloud.s3.get_object(Bucket=bucket, Key=key)["Body"].read()


@pytest.mark.parametrize("system", SYSTEMS)
def test_zip_and_definition_are_uploaded_as_they_are(system, cloud, tree):
    packaged = tree / f"{system}.yaml"
    template = tree / "infra" / "sam" / system / "template.yaml"
    command = [*AWS_CLI, "cloudformation", "package", "--template-file", template, "--s3-bucket", "artifacts"]
    done = subprocess.run(
        [*command, "--output-template-file", packaged],
        env=cloud.environment,
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert done.returncode == 0, done.stderr
    before = written(system)["Resources"]
    for name, resource in yaml_parse(packaged.read_text())["Resources"].items():
        if resource["Type"] == "AWS::Serverless::Function":
            bucket, key = resource["Properties"]["CodeUri"].removeprefix("s3://").split("/", 1)
            assert content(cloud, bucket, key) == (tree / "dist" / "shrike-arm64.zip").read_bytes()
        if resource["Type"] == "AWS::Serverless::StateMachine":
            place = resource["Properties"]["DefinitionUri"]
            definition = template.parent / before[name]["Properties"]["DefinitionUri"]
            assert content(cloud, place["Bucket"], place["Key"]) == definition.read_bytes()


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_zip_is_of_the_architecture_that_is_the_default(system):
    default = written(system)["Parameters"]["Architecture"]["Default"]
    for resource in written(system)["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            assert resource["Properties"]["CodeUri"] == f"../../../dist/shrike-{default}.zip"


@pytest.mark.parametrize("system", SYSTEMS)
def test_sam_deploy_has_what_it_would_ask_for(system):
    settings = tomllib.loads((template_of(system).parent / "samconfig.toml").read_text())
    parameters = settings["default"]["deploy"]["parameters"]
    assert parameters["stack_name"] == f"shrike-{system}"
    assert parameters["capabilities"] == "CAPABILITY_IAM"
    assert parameters["resolve_s3"] is True
    longest = "ap-southeast-1"
    for bucket in ("images", "results", "references"):
        assert len(f"{parameters['stack_name']}-{bucket}-{'0' * 12}-{longest}") <= 63


@pytest.mark.parametrize("system", SYSTEMS)
def test_every_parameter_is_told_of_and_in_a_group(system):
    template = written(system)
    groups = template["Metadata"]["AWS::CloudFormation::Interface"]["ParameterGroups"]
    assert sorted(name for group in groups for name in group["Parameters"]) == sorted(template["Parameters"])
    for name, parameter in template["Parameters"].items():
        assert parameter["Description"].endswith("."), name
        assert "Default" in parameter, name
        assert {
            "AllowedValues",
            "AllowedPattern",
            "MinValue",
            "MaxLength",
        } & parameter.keys() or name == "Renditions", name
