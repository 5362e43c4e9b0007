"""Each package in a bare root: no shell, no certificates, an older glibc than Lambda's, only /tmp to write to."""

import json
import shutil
import subprocess

import pytest

from bare_root import CA_BUNDLE, IMAGES, ZIPS, deploy, function, stack
from certificates import make_certificate
from cloud import THIRD_PARTY, LocalCloud
from tls_front import TlsFront
from walk import UPLOADS, Walk

PHOTOGRAPH = (THIRD_PARTY / "photographs" / "chelsea.png").read_bytes()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    return make_certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture(scope="module")
def front(certificate):
    front = TlsFront(*certificate)
    yield front
    front.close()


@pytest.fixture(scope="module", params=[*ZIPS, *IMAGES], ids=str)
def package(request):
    return request.param


@pytest.fixture(scope="module")
def cloud(tmp_path_factory, package, certificate, front, ended_well):
    folder = tmp_path_factory.mktemp(str(package))
    (folder / "files").mkdir()
    code = deploy(package, package.unpack(folder / "files"), folder)
    shutil.copy(certificate[0], folder / "opt" / CA_BUNDLE)
    secure = {"AWS_ENDPOINT_URL": f"https://127.0.0.1:{front.port}", "AWS_MAX_ATTEMPTS": "1"}
    template = folder / "template.json"
    template.write_text(
        stack(
            Recognize=function("recognize", "recognize", DETECT="labels"),
            Trusting=function("trusting", "recognize", AWS_CA_BUNDLE=f"/opt/{CA_BUNDLE}", **secure),
            Installed=function("installed", "recognize", SYSTEM_CERTIFICATES="yes", **secure),
            Strange=function("strange", "recognize", **secure),
            Unknown=function("unknown", "no-such-handler"),
        )
    )
    cloud = LocalCloud(folder / "data", template, "--code", code)
    front.backend = int(cloud.endpoint.rsplit(":", 1)[1])
    yield cloud
    ended_well(cloud)


@pytest.fixture(scope="module")
def outcome(cloud):
    return Walk(cloud).of("holiday/cat.png", PHOTOGRAPH)


@pytest.fixture
def invoke(cloud, outcome):
    """A function of the workflow with the image that was put in; whether it failed, and its answer."""

    def call(name):
        event = json.dumps({"bucket": UPLOADS, "key": "holiday/cat.png"})
        answer = cloud.client("lambda", read_timeout=300).invoke(FunctionName=name, Payload=event)
        return "FunctionError" in answer, json.loads(answer["Payload"].read())

    return call


def test_a_photograph_in_gives_renditions_labels_and_metadata(outcome):
    assert {"thumb", "preview"} == set(outcome.renditions)
    assert "Cat" in outcome.label_names
    assert outcome.metadata["refused"] == []


def test_another_handler_of_the_same_package_answers(invoke):
    failed, answer = invoke("recognize")
    assert not failed, answer
    assert "Cat" in json.dumps(answer)


def test_an_unknown_handler_is_refused_by_name(invoke):
    failed, answer = invoke("unknown")
    assert failed
    assert "no-such-handler" in answer["errorMessage"]


@pytest.mark.parametrize("name", ["trusting", "installed"], ids=["AWS_CA_BUNDLE", "where Amazon Linux has it"])
def test_a_service_over_tls_is_trusted_by_the_bundle_that(invoke, name):
    failed, answer = invoke(name)
    assert not failed, answer
    assert "Cat" in json.dumps(answer)


def test_a_service_over_tls_that_no_bundle_knows_is_refused(invoke):
    failed, answer = invoke("strange")
    assert failed
    assert answer["errorType"] == "Network.TlsFailed"


def test_a_package_whose_lib_does_not_come_first_is_found_out(tmp_path, ended_well):
    """DT_RUNPATH in place of DT_RPATH: Lambda's LD_LIBRARY_PATH then finds the decoy."""
    package = ZIPS[0]
    (tmp_path / "files").mkdir()
    files = package.unpack(tmp_path / "files")
    subprocess.run(["patchelf", "--set-rpath", "$ORIGIN/lib", files / "bootstrap"], check=True)
    code = deploy(package, files, tmp_path)
    (tmp_path / "template.json").write_text(stack())
    cloud = LocalCloud(tmp_path / "data", tmp_path / "template.json", "--code", code)
    cloud.s3.put_object(Bucket=UPLOADS, Key="cat.png", Body=PHOTOGRAPH)
    cloud.wait_for_log(r"Runtime\.LibraryMissing|not what the function came with|libvips.*cannot be loaded")
    ended_well(cloud)
