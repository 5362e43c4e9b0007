"""write_sbom.py ARCH FOLDER ZIP TARGET: what is in a package, as CycloneDX 1.6 in JSON.

The files are FOLDER's, which ZIP was written from. Versions are read where they were built from: the root of
build-target.sh, Zig's own files, what libvips' package says of its parts; components.json has what cannot be
read: names, licences, and what vulnerabilities are filed under. The same package gives the same bytes: no time,
and a serial number that follows from the contents.
"""

import base64
import hashlib
import json
import re
import subprocess
import sys
import uuid
from pathlib import Path
from urllib.parse import quote

PACKAGING = Path(__file__).resolve().parent
THIRD_PARTY = PACKAGING.parent / "build" / "third-party"
KNOWN = json.loads((PACKAGING / "components.json").read_text())
# SPDX identifiers have no blanks but in expressions; a licence that SPDX has not goes by its name.
SPDX_EXPRESSION = re.compile(r"\S+ WITH \S+")


def sha256(path: Path) -> dict:
    return {"alg": "SHA-256", "content": hashlib.sha256(path.read_bytes()).hexdigest()}


def licences(names: list[str]) -> list[dict]:
    if len(names) == 1 and SPDX_EXPRESSION.fullmatch(names[0]):
        return [{"expression": names[0]}]
    return [{"license": {"name" if " " in name else "id": name}} for name in names]


def library(known: dict, version: str, purl: str, **more) -> dict:
    """`version` is the makers' own; `purl` says whose build it is."""
    part = {"type": "library", "bom-ref": purl, "name": known["name"], "version": version}
    part |= {"licenses": licences(known["licenses"]), "purl": purl}
    if cpe := known.get("cpe"):
        part["cpe"] = f"cpe:2.3:a:{cpe}:{version}:*:*:*:*:*:*:*"
    return part | more


def debian_libraries(root: Path) -> list[dict]:
    """What Debian's packages, compiled here or there, leave in the program."""
    versions = dict(line.split() for line in (root / "debian-versions").read_text().splitlines())
    parts = []
    for source, known in KNOWN["debian"].items():
        debian = versions[known["package"]]
        upstream = re.sub(r"^\d+:|[+-][^-]*$", "", debian)
        purl = f"pkg:deb/debian/{source}@{quote(debian, safe='.~')}?arch=source&distro=debian-12"
        archives = [{"name": "shrike:archive", "value": archive} for archive in known.get("archives", [])]
        parts.append(library(known, upstream.split("+")[0], purl, **({"properties": archives} if archives else {})))
    return parts


def compiler_libraries() -> list[dict]:
    """What the compiler adds of its own: Zig's builds of LLVM's and glibc's code."""
    version = re.search(r"ziglang==(\S+)", (PACKAGING / "third-party" / "zig.txt").read_text()).group(1)
    config = (THIRD_PARTY / "zig" / "lib" / "libcxx" / "include" / "__config").read_text()
    number = int(re.search(r"define _LIBCPP_VERSION (\d+)", config).group(1))
    llvm = f"{number // 10000}.{number // 100 % 100}.{number % 100}"
    drivers = (PACKAGING / "third-party" / "write-zig-drivers.sh").read_text()
    glibc = re.search(r"^glibc=(\S+)$", drivers, re.MULTILINE).group(1)
    versions = {"glibc": glibc, "compiler-rt": version}
    return [
        library(known, versions.get(key, llvm), f"pkg:pypi/ziglang@{version}#{quote(key)}")
        for key, known in KNOWN["zig"].items()
    ]


def vips_package(arch: str) -> tuple[dict, list[dict]]:
    """sharp's build of libvips, and the libraries inside it."""
    name = f"@img/sharp-libvips-linux-{arch.replace('x86_64', 'x64')}"
    folder = THIRD_PARTY / "package-vips" / name
    package = json.loads((folder / "package.json").read_text())
    locked = json.loads((PACKAGING / "third-party" / "package-lock.json").read_text())
    digest = base64.b64decode(locked["packages"][f"node_modules/{name}"]["integrity"].removeprefix("sha512-")).hex()
    purl = f"pkg:npm/{quote(name, safe='/')}@{package['version']}"
    known = {"name": name, "licenses": [package["license"]]}
    whole = library(known, package["version"], purl, hashes=[{"alg": "SHA-512", "content": digest}])
    versions = json.loads((folder / "versions.json").read_text())
    # libvips carries its own copy of libnsgif, which has no version there.
    versions["nsgif"] = versions["vips"]
    parts = [
        library(KNOWN["libvips"][key], version, f"pkg:generic/{KNOWN['libvips'][key]['name']}@{version}")
        for key, version in versions.items()
    ]
    return whole, parts


def system_libraries(files: list[Path]) -> list[dict]:
    """What the files load that Lambda has: not in the package."""
    needed = set()
    for file in files:
        told = subprocess.run(["readelf", "-dW", file], capture_output=True, text=True, check=True).stdout
        needed |= set(re.findall(r"\(NEEDED\).*\[(.*)\]", told))
    provided = [{"name": "shrike:provided-by", "value": "Amazon Linux 2023"}]
    return [{"type": "library", "bom-ref": f"system:{name}", "name": name, "properties": provided} for name in sorted(needed)]


def bill_of_materials(arch: str, folder: Path, archive: Path) -> dict:
    version = re.search(r"VERSION (\S+)", (PACKAGING.parent / "CMakeLists.txt").read_text().split("project(shrike")[1]).group(1)
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    files = [{"type": "file", "bom-ref": f"file:{name}", "name": name, "hashes": [sha256(folder / name)]} for name in names]
    program = debian_libraries(THIRD_PARTY / f"package-{arch.replace('arm64', 'aarch64')}") + compiler_libraries()
    vips, parts = vips_package(arch)
    libraries = [name for name in names if name.startswith("lib/")]
    system = system_libraries([folder / name for name in ["bootstrap", *libraries]])
    purl = f"pkg:generic/shrike@{version}?arch={arch}"
    package = {"type": "application", "bom-ref": purl, "name": "shrike", "version": version, "purl": purl}
    package |= {"hashes": [sha256(archive)], "licenses": licences(["Apache-2.0"])}

    def refs(components: list[dict]) -> list[str]:
        return [component["bom-ref"] for component in components]

    loaded = refs(system)
    dependencies = {purl: refs(files), "file:bootstrap": [*refs(program), *(f"file:{name}" for name in libraries), *loaded]}
    dependencies |= {f"file:{name}": [vips["bom-ref"], *loaded] for name in libraries}
    dependencies[vips["bom-ref"]] = refs(parts)
    serial = uuid.uuid5(uuid.NAMESPACE_OID, json.dumps([purl, package["hashes"], files]))
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{serial}",
        "version": 1,
        "metadata": {"component": package},
        "components": [*files, *program, vips, *parts, *system],
        "dependencies": [{"ref": ref, "dependsOn": sorted(on)} for ref, on in sorted(dependencies.items())],
        # librsvg's Rust crates are compiled into it; its package does not name them.
        "compositions": [{"aggregate": "incomplete", "assemblies": [vips["bom-ref"]]}],
    }


if __name__ == "__main__":
    bill = bill_of_materials(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
    Path(sys.argv[4]).write_text(json.dumps(bill, indent=1, ensure_ascii=False) + "\n")
