"""Programs made worse, byte by byte: what a linker or compiler would have put into an ELF file by mistake."""

import struct
from collections.abc import Callable

PT_NULL, PT_LOAD, PT_DYNAMIC, PT_GNU_STACK, PT_GNU_RELRO = 0, 1, 2, 0x6474E551, 0x6474E552
DT_NULL, DT_RPATH, DT_DEBUG, DT_TEXTREL, DT_RUNPATH = 0, 15, 21, 22, 29
DT_FLAGS, DT_FLAGS_1 = 30, 0x6FFFFFFB
DF_BIND_NOW, DF_1_NOW, DF_1_PIE = 0x8, 0x1, 0x08000000

Change = Callable[[bytearray], None]


def program_headers(program: bytearray) -> list[int]:
    """Where each is."""
    offset, size, count = struct.unpack_from("<Q14xHH", program, 32)
    return [offset + size * index for index in range(count)]


def segment(kind: int, flags: int, new_kind: int, new_flags: int) -> Change:
    """The first segment of this kind and these flags becomes another."""

    def change(program: bytearray) -> None:
        at = next(at for at in program_headers(program) if struct.unpack_from("<II", program, at) == (kind, flags))
        struct.pack_into("<II", program, at, new_kind, new_flags)

    return change


def dynamic_entries(program: bytearray) -> list[tuple[int, int, int]]:
    """Place, tag and value of each."""
    header = next(at for at in program_headers(program) if struct.unpack_from("<I", program, at)[0] == PT_DYNAMIC)
    (at,) = struct.unpack_from("<Q", program, header + 8)
    entries = []
    while (entry := struct.unpack_from("<QQ", program, at))[0] != DT_NULL:
        entries.append((at, *entry))
        at += 16
    return entries


def tag(old: int, new: int) -> Change:
    def change(program: bytearray) -> None:
        (at,) = (at for at, found, _ in dynamic_entries(program) if found == old)
        struct.pack_into("<Q", program, at, new)

    return change


def without_flags(**cleared: int) -> Change:
    """Bits of DT_FLAGS and DT_FLAGS_1."""
    tags = {"flags": DT_FLAGS, "flags_1": DT_FLAGS_1}

    def change(program: bytearray) -> None:
        for name, bits in cleared.items():
            for at, found, value in dynamic_entries(program):
                if found == tags[name]:
                    struct.pack_into("<Q", program, at + 8, value & ~bits)

    return change


def replaced(olds: list[bytes], new: bytes) -> Change:
    """Each of them, as far as it is there, by `new` over and over."""

    def change(program: bytearray) -> None:
        there = [old for old in olds if old in program]
        assert there, "there was nothing to replace"
        for old in there:
            program[:] = program.replace(old, new * (len(old) // len(new)))

    return change
