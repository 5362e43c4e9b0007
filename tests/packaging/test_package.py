"""What is in a package, and what keeps another one from being made."""

import hashlib
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import elf
from bare_root import DIST, ZIPS, Package
from cloud import REPOSITORY

PACKAGING = REPOSITORY / "packaging"
TIME = (1980, 1, 1, 0, 0, 0)


@pytest.fixture(params=ZIPS, ids=str)
def package(request):
    return request.param


@pytest.fixture
def bootstrap(package: Package, tmp_path):
    return package.unpack(tmp_path / "files") / "bootstrap"


def run(*command) -> subprocess.CompletedProcess:
    return subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False)


def refusal(*command) -> str:
    """What a command says that must not succeed."""
    outcome = run(*command)
    assert outcome.returncode == 1, outcome
    return outcome.stdout + outcome.stderr


def test_a_zip_holds_the_program_its_library_licences_and_nothing_else(package):
    with zipfile.ZipFile(package.zip) as archive:
        entries = archive.infolist()
    names = [entry.filename for entry in entries]
    licences = [name for name in names if name.startswith("LICENSES/")]
    (library,) = [name for name in names if name.startswith("lib/")]
    assert library.startswith("lib/libvips-cpp.so.")
    assert names == sorted(["bootstrap", library, *licences])
    assert {"LICENSES/shrike.txt", "LICENSES/openssl.txt", "LICENSES/curl.txt", "LICENSES/LGPL-3.txt"} <= set(licences)
    for entry in entries:
        assert entry.external_attr >> 16 == (0o100755 if entry.filename == "bootstrap" else 0o100644)
        assert entry.date_time == TIME
        assert entry.file_size > 0


def test_the_image_holds_what_the_zip_holds_and_a_dockerfile(package):
    image = package.zip.parent / f"image-{package.arch}"
    files = {path.relative_to(image).as_posix(): path.read_bytes() for path in image.rglob("*") if path.is_file()}
    assert files.pop("Dockerfile") == (PACKAGING / "Dockerfile").read_bytes()
    with zipfile.ZipFile(package.zip) as archive:
        assert files == {name: archive.read(name) for name in archive.namelist()}


def test_a_zip_is_within_twelve_megabytes(package):
    assert package.zip.stat().st_size <= 12_000_000


def test_the_program_is_of_its_architecture(package, bootstrap):
    machine = {"x86_64": "X86-64", "arm64": "AArch64"}[package.arch]
    assert machine in run("readelf", "-h", bootstrap).stdout


def test_neither_path_of_the_build_nor_its_time_is_in_the_program(bootstrap):
    assert str(REPOSITORY).encode() not in bootstrap.read_bytes()


def test_what_is_in_a_zip_passes_its_checks(bootstrap):
    library = next((bootstrap.parent / "lib").iterdir())
    assert run(PACKAGING / "check-symbols.sh", bootstrap, library).returncode == 0
    assert run(PACKAGING / "check-segments.sh", bootstrap, library).returncode == 0
    assert run(PACKAGING / "check-bootstrap.sh", bootstrap).returncode == 0


@pytest.fixture
def compiled(tmp_path):
    """A program of this machine's own compiler, as somebody might link it by mistake."""

    def compile(code: str, *options: str) -> Path:
        (tmp_path / "mistake.cpp").write_text(code)
        program = tmp_path / "mistake"
        subprocess.run(["g++", "-o", program, tmp_path / "mistake.cpp", *options], check=True)
        return program

    return compile


NEW_FUNCTION = "#include <cstdlib>\nint main() { return static_cast<int>(arc4random() & 1); }\n"


def test_a_symbol_newer_than_lambdas_is_refused_by_name(compiled):
    text = refusal(PACKAGING / "check-symbols.sh", compiled(NEW_FUNCTION))
    assert "arc4random needs GLIBC_2.36; Amazon Linux 2023 has GLIBC_2.34" in text


def test_a_library_that_lambda_does_not_have_is_refused_by_name(compiled):
    program = compiled(NEW_FUNCTION, "-Wl,--no-as-needed", "-lssl")
    assert "needs libssl.so.3, which Lambda does not have" in refusal(PACKAGING / "check-symbols.sh", program)


@pytest.mark.parametrize("check", ["check-symbols.sh", "check-segments.sh", "check-bootstrap.sh"])
def test_a_file_that_is_no_program_does_not_pass(check, tmp_path):
    text = tmp_path / "text"
    text.write_text("not a program\n")
    for file in (text, tmp_path / "missing"):
        assert run(PACKAGING / check, file).returncode != 0


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["-no-pie"], "is not position independent"),
        (["-Wl,-z,lazy"], "binds functions when they are called"),
        (["-U_FORTIFY_SOURCE"], "is without checked calls"),
        (["-g"], "is not stripped"),
        (["-Wl,--build-id=sha1"], "has a build id"),
        (["-Wl,--no-as-needed", "-lstdc++"], "loads a C++ library"),
        (["-Wl,-rpath,$ORIGIN/lib"], "has DT_RUNPATH"),
        (["-Wl,--disable-new-dtags,-rpath,/usr/lib:$ORIGIN/lib"], "has not DT_RPATH $ORIGIN/lib alone"),
    ],
)
def test_a_program_that_is_linked_otherwise_is_refused(compiled, options, reason):
    assert reason in refusal(PACKAGING / "check-bootstrap.sh", compiled(NEW_FUNCTION, *options))


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["-Wl,-z,norelro"], "has no RELRO segment"),
        (["-Wl,-z,execstack"], "has an executable stack"),
    ],
)
def test_memory_that_could_be_used_for_what_it_is_not_is_refused(compiled, options, reason):
    assert reason in refusal(PACKAGING / "check-segments.sh", compiled(NEW_FUNCTION, *options))


R, W, E = 4, 2, 1
ENDBR64, NOP4 = b"\xf3\x0f\x1e\xfa", b"\x0f\x1f\x40\x00"
PACIASP, ARM_NOP = b"\x3f\x23\x03\xd5", b"\x1f\x20\x03\xd5"
BTI = [bytes([kind]) + b"\x24\x03\xd5" for kind in (0x5F, 0x9F, 0xDF)]
LOADS_OF_THE_GUARD = [b"\x64\x48\x8b" + bytes([to]) + b"\x25\x28\0\0\0" for to in range(0x04, 0x40, 8)]

# A change to the shipped program, and the one thing that is then said of it.
WORSENED = {
    "no relro": (elf.segment(elf.PT_GNU_RELRO, R, elf.PT_NULL, R), "has no RELRO segment"),
    "code that can be written": (elf.segment(elf.PT_LOAD, R | E, elf.PT_LOAD, R | W | E), "both writable and executable"),
    "data that can be run": (elf.segment(elf.PT_LOAD, R | W, elf.PT_LOAD, R | W | E), "both writable and executable"),
    "headers beside code": (elf.segment(elf.PT_LOAD, R, elf.PT_LOAD, R | E), "has its headers where code is"),
    "a stack that can be run": (elf.segment(elf.PT_GNU_STACK, R | W, elf.PT_GNU_STACK, R | W | E), "executable stack"),
    "relocated code": (elf.tag(elf.DT_DEBUG, elf.DT_TEXTREL), "has code that is relocated"),
    "a runpath": (elf.tag(elf.DT_RPATH, elf.DT_RUNPATH), "has DT_RUNPATH"),
    "lazy binding": (elf.without_flags(flags=elf.DF_BIND_NOW, flags_1=elf.DF_1_NOW), "binds functions when they are called"),
    "a fixed place": (elf.without_flags(flags_1=elf.DF_1_PIE), "is not position independent"),
    "no checked calls": (elf.replaced([b"_chk\0"], b"_chx\0"), "is without checked calls"),
}
WORSENED_X86_64 = {
    "no landing places": (elf.replaced([ENDBR64], NOP4), "landing places of indirect branches (CET)"),
    "no guarded stack": (elf.replaced(LOADS_OF_THE_GUARD, b"\x90"), "is without a stack protector"),
}
WORSENED_ARM64 = {
    "no landing places": (elf.replaced(BTI, ARM_NOP), "landing places of indirect branches (BTI)"),
    "no signed returns": (elf.replaced([PACIASP], ARM_NOP), "signed return addresses (PAC)"),
    "a guard that all know": (elf.replaced([b"\0stack_guard\0"], b"\0other_guard\0"), "a stack guard that is not random"),
}


@pytest.mark.parametrize(
    ("arch", "name", "change", "reason"),
    [
        (arch, name, change, reason)
        for arch, own in (("x86_64", WORSENED_X86_64), ("arm64", WORSENED_ARM64))
        for name, (change, reason) in (WORSENED | own).items()
    ],
)
def test_the_shipped_program_made_worse_in_one_way_is_refused_for_that(tmp_path, arch, name, change, reason):
    program = bytearray((DIST / f"image-{arch}" / "bootstrap").read_bytes())
    change(program)
    worse = tmp_path / "bootstrap"
    worse.write_bytes(program)
    told = [
        line
        for check in ("check-segments.sh", "check-bootstrap.sh")
        for line in run(PACKAGING / check, worse).stdout.splitlines()
    ]
    assert [line for line in told if reason in line], (name, told)
    # Without DT_RPATH it is not found either.
    assert len(told) == (2 if name == "a runpath" else 1), told


def test_what_outgrows_its_budget_is_refused(tmp_path):
    file = tmp_path / "zip"
    file.write_bytes(bytes(1000))
    assert run(PACKAGING / "check-size.sh", 1000, file).returncode == 0
    assert "has 1000 bytes; its budget is 999" in refusal(PACKAGING / "check-size.sh", 999, file)


def test_the_same_files_give_the_same_zip_whatever_their_times(tmp_path):
    digests = set()
    for name, modes in (("one", 0o644), ("another", 0o600)):
        folder = tmp_path / name
        (folder / "lib").mkdir(parents=True)
        for file in ("b", "lib/a") if name == "one" else ("lib/a", "b"):
            (folder / file).write_text(file)
            (folder / file).chmod(modes)
        target = tmp_path / f"{name}.zip"
        subprocess.run([sys.executable, "-B", PACKAGING / "write_zip.py", folder, target], check=True)
        digests.add(hashlib.sha256(target.read_bytes()).hexdigest())
    assert len(digests) == 1
