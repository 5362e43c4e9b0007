"""What the compilers of the package make of mistakes: each ends the program instead of going on with the damage."""

import platform
import signal
import subprocess
from pathlib import Path

import pytest

from bare_root import TARGETS
from cloud import REPOSITORY, THIRD_PARTY

MISTAKES = """
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

extern "C" std::uintptr_t __stack_chk_guard;

[[gnu::noinline]] int write_beyond_the_stack(std::size_t size) {
  volatile char small[8];
  for (std::size_t i = 0; i < size; ++i) small[i] = 'x';
  return small[0];
}
[[gnu::noinline]] int read_beyond_a_vector(std::size_t index) {
  const std::vector<int> numbers(3);
  return numbers[index];
}
[[gnu::noinline]] void copy_beyond_a_buffer(const std::string& text) {
  std::string storage(4, ' ');
  char small[4];
  std::memcpy(small, text.c_str(), text.size());
  storage.assign(small, sizeof small);
  std::puts(storage.c_str());
}
int main(int count, char** arguments) {
  const std::string way = arguments[count - 1];
  if (way == "stack") return write_beyond_the_stack(64);
  if (way == "vector") return read_beyond_a_vector(way.size());
  if (way == "buffer") copy_beyond_a_buffer(std::string(64, 'x'));
#ifdef __aarch64__
  if (way == "guard") std::printf("%llx", static_cast<unsigned long long>(__stack_chk_guard));
#endif
}
"""


@pytest.fixture(scope="module", params=TARGETS.values())
def target(request) -> str:
    return request.param


@pytest.fixture(scope="module")
def program(target, tmp_path_factory) -> list[str]:
    """The command that runs it: by itself where the machine is of its architecture, which qemu would not do right."""
    folder = tmp_path_factory.mktemp("mistakes")
    (folder / "mistakes.cpp").write_text(MISTAKES)
    guard = [REPOSITORY / "packaging" / "stack_guard.cpp"] if target == "aarch64" else []
    compiler = THIRD_PARTY / "zig" / "bin" / f"{target}-linux-gnu-clang++"
    command = [compiler, "-std=c++20", "-O2", "-fPIE", "-pie", "-o", folder / "mistakes", folder / "mistakes.cpp", *guard]
    subprocess.run(command, check=True)
    if target == platform.machine():
        return [str(folder / "mistakes")]
    root: Path = THIRD_PARTY / f"bare-{target}"
    return [f"qemu-{target}-static", "-L", str(root), str(folder / "mistakes")]


@pytest.mark.parametrize(
    ("mistake", "ends"),
    [
        ("none", {0}),
        ("stack", {-signal.SIGABRT}),
        ("buffer", {-signal.SIGABRT}),
        ("vector", {-signal.SIGILL, -signal.SIGTRAP}),
    ],
)
def test_a_mistake_ends_the_program(program, mistake, ends):
    assert subprocess.run([*program, mistake], capture_output=True, check=False).returncode in ends


def test_the_guard_of_arm64s_stack_differs_from_run_to_run(program, target):
    if target != "aarch64":
        pytest.skip("x86_64 has glibc's own guard in each thread's block")
    guards = {subprocess.run([*program, "guard"], capture_output=True, check=True).stdout for _ in range(4)}
    assert len(guards) == 4
    assert all(int(guard, 16) & 0xFF == 0 for guard in guards), "a text that runs over ends before it"
