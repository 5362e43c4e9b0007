"""Functions of a package in a bare root, under the local cloud: what runs there runs on Lambda."""

import json
import shlex
import zipfile
from dataclasses import dataclass
from pathlib import Path

from cloud import REPOSITORY, THIRD_PARTY
from walk import RESULTS, UPLOADS

DIST = REPOSITORY / "dist"
TARGETS = {"x86_64": "x86_64", "arm64": "aarch64"}  # Lambda's word: the toolchain's
TIMEOUT = 300  # seconds; an emulated processor on a busy machine takes its time
RENDITIONS = "thumb:320x320,webp,q80;preview:1600x"
CA_BUNDLE = "ca-bundle.crt"  # as Amazon Linux calls it


@dataclass(frozen=True)
class Package:
    """A zip or a container image's context, of an architecture, and where its files are on Lambda."""

    arch: str
    place: str

    @property
    def zip(self) -> Path:
        return DIST / f"shrike-{self.arch}.zip"

    def unpack(self, folder: Path) -> Path:
        """Lays the files out as Lambda or `docker build` does; returns their folder."""
        if self.place == "/var/runtime":
            return DIST / f"image-{self.arch}"
        with zipfile.ZipFile(self.zip) as archive:
            for entry in archive.infolist():
                Path(archive.extract(entry, folder)).chmod(entry.external_attr >> 16 & 0o777)
        return folder

    def __str__(self) -> str:
        return f"{'zip' if self.place == '/var/task' else 'image'}-{self.arch}"


ZIPS = [Package(arch, "/var/task") for arch in TARGETS]
IMAGES = [Package(arch, "/var/runtime") for arch in TARGETS]


def deploy(package: Package, files: Path, folder: Path) -> Path:
    """The local cloud's code folder for `files` in the package's bare root; `folder`/opt is the layer."""
    for name in ("code", "opt", "decoys"):
        (folder / name).mkdir()
    for library in (files / "lib").iterdir():
        (folder / "decoys" / library.name).write_text("not what the function came with\n")
    target = TARGETS[package.arch]
    command = [Path(__file__).parent / "in-bare-root.sh", THIRD_PARTY / f"bare-{target}", target, files, package.place]
    command += [folder / "opt", folder / "decoys"]
    bootstrap = folder / "code" / "bootstrap"
    bootstrap.write_text(f"#!/bin/sh\nexec {shlex.join(map(str, command))}\n")
    bootstrap.chmod(0o755)
    return bootstrap.parent


def function(name: str, handler: str, **environment: str) -> dict:
    return {
        "Type": "AWS::Lambda::Function",
        "Properties": {
            "FunctionName": name,
            "Runtime": "provided.al2023",
            "Handler": handler,
            "MemorySize": 512,
            "Timeout": TIMEOUT,
            "Environment": {"Variables": environment},
        },
    }


def stack(**functions: dict) -> str:
    """The main job between two buckets, and more functions."""
    events = ("s3:ObjectCreated:*", "s3:ObjectRemoved:*")
    target = {"Fn::GetAtt": ["Process", "Arn"]}
    uploads = {
        "BucketName": UPLOADS,
        "VersioningConfiguration": {"Status": "Enabled"},
        "NotificationConfiguration": {"LambdaConfigurations": [{"Event": event, "Function": target} for event in events]},
    }
    resources = {
        "Uploads": {"Type": "AWS::S3::Bucket", "Properties": uploads},
        "Results": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": RESULTS}},
        "Process": function("process", "process", OUTPUT_BUCKET=RESULTS, RENDITIONS=RENDITIONS, DETECT="labels"),
    }
    return json.dumps({"Resources": resources | functions})
