"""The bill of materials of a package: valid, whole, and the same whenever it is written."""

import copy
import hashlib
import json
import re
import shlex
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from bare_root import DIST, TARGETS, ZIPS, Package
from cloud import REPOSITORY, THIRD_PARTY

sys.path.insert(0, str(REPOSITORY / "packaging"))
import write_sbom  # noqa: E402


@pytest.fixture(params=ZIPS, ids=str)
def package(request) -> Package:
    return request.param


@pytest.fixture
def bill(package) -> dict:
    return json.loads((DIST / f"shrike-{package.arch}.cdx.json").read_text())


def test_it_is_cyclonedx(bill):
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(json.dumps(bill)) is None


def test_a_bill_that_is_not_cyclonedx_is_noticed(bill):
    bill["components"][0]["hashes"][0]["content"] = "no digest"
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(json.dumps(bill)) is not None


def files_of(package: Package) -> dict[str, str]:
    with zipfile.ZipFile(package.zip) as archive:
        return {name: hashlib.sha256(archive.read(name)).hexdigest() for name in archive.namelist()}


def linked_archives(package: Package) -> set[str]:
    """The static libraries of others in the line that linked the program."""
    text = (REPOSITORY / "build" / f"package-{package.arch}" / "build.ninja").read_text()
    (block,) = re.findall(r"^build bootstrap: .*?(?=^build )", text, re.MULTILINE | re.DOTALL)
    (libraries,) = re.findall(r"^  LINK_LIBRARIES = (.*)$", block, re.MULTILINE)
    return {Path(word).name for word in shlex.split(libraries) if "third-party" in word and word.endswith(".a")}


def loaded_libraries(package: Package, folder: Path) -> set[str]:
    files = package.unpack(folder)
    told = subprocess.run(
        ["readelf", "-dW", files / "bootstrap", *(files / "lib").iterdir()], capture_output=True, text=True, check=True
    ).stdout
    return set(re.findall(r"\(NEEDED\).*\[(.*)\]", told))


def libraries_in_vips(package: Package) -> set[str]:
    """What the package of libvips says of its parts, in both of its lists."""
    folder = THIRD_PARTY / "package-vips" / f"@img/sharp-libvips-linux-{package.arch.replace('x86_64', 'x64')}"
    table = re.findall(r"^\| ([a-z][\w-]*) +\|", (folder / "README.md").read_text(), re.MULTILINE)
    known = write_sbom.KNOWN["libvips"]
    return {*table, *(known[key]["name"] for key in json.loads((folder / "versions.json").read_text()))}


@dataclass(frozen=True)
class Contents:
    files: dict[str, str]
    archives: set[str]
    libraries: set[str]


@pytest.fixture
def contents(package, tmp_path) -> Contents:
    libraries = libraries_in_vips(package) | loaded_libraries(package, tmp_path)
    return Contents(files_of(package), linked_archives(package), libraries)


def missing(bill: dict, contents: Contents) -> set[str]:
    """What is in the package and not in its bill."""
    components = bill["components"]
    listed = {part["name"] for part in components}
    hashed = {(part["name"], part["hashes"][0]["content"]) for part in components if part["type"] == "file"}
    archives = {entry["value"] for part in components for entry in part.get("properties", [])}
    files = {name for name, digest in contents.files.items() if (name, digest) not in hashed}
    return files | (contents.archives - archives) | (contents.libraries - listed)


def test_everything_in_the_package_is_in_its_bill(bill, contents):
    assert contents.archives == {"libcurl.a", "libssl.a", "libcrypto.a", "libpugixml.a"}
    assert missing(bill, contents) == set()
    named = {part["name"] for part in bill["components"] if part["type"] == "file"}
    assert named == set(contents.files), "and nothing else"


def test_whatever_is_left_out_of_a_bill_is_noticed(bill, contents):
    by_headers_alone = {"fmt", "nlohmann-json", "boost"}
    of_the_compiler = {part["name"] for part in write_sbom.compiler_libraries()}
    for number, part in enumerate(bill["components"]):
        if part["name"] in by_headers_alone | of_the_compiler or part["name"].startswith("@img/"):
            continue
        shorter = copy.deepcopy(bill)
        del shorter["components"][number]
        assert missing(shorter, contents), part["name"]


def test_every_library_has_a_version_a_licence_and_an_address(bill):
    for part in bill["components"]:
        if part["type"] == "library" and not part["bom-ref"].startswith("system:"):
            assert re.fullmatch(r"[\w.]+", part["version"]), part
            assert part["licenses"] and part["purl"].startswith("pkg:"), part


def test_every_component_is_somebodys_dependency(bill):
    refs = {part["bom-ref"] for part in bill["components"]}
    depended = {ref for entry in bill["dependencies"] for ref in entry["dependsOn"]}
    assert refs == depended


def test_it_is_the_same_whenever_it_is_written(package, tmp_path):
    files = package.unpack(tmp_path / "files")
    for name in ("one", "another"):
        command = [sys.executable, "-B", REPOSITORY / "packaging" / "write_sbom.py"]
        subprocess.run([*command, package.arch, files, package.zip, tmp_path / name], check=True)
    written = (DIST / f"shrike-{package.arch}.cdx.json").read_bytes()
    assert (tmp_path / "one").read_bytes() == (tmp_path / "another").read_bytes() == written


@pytest.mark.parametrize("arch", TARGETS)
def test_a_new_part_of_libvips_that_nobody_described_stops_the_package(arch, monkeypatch):
    known = {key: value for key, value in write_sbom.KNOWN["libvips"].items() if key != "webp"}
    monkeypatch.setitem(write_sbom.KNOWN, "libvips", known)
    with pytest.raises(KeyError, match="webp"):
        write_sbom.vips_package(arch)
