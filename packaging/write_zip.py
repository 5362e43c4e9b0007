"""write_zip.py FOLDER ZIP: the same files give the same bytes, whenever and wherever they are zipped."""

import pathlib
import sys
import zipfile

TIME = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip knows


def write_zip(folder: pathlib.Path, target: pathlib.Path) -> None:
    """Every file below `folder` in the order of its path; programs (by their mode) as 0755, others as 0644."""
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    with zipfile.ZipFile(target, "w") as archive:
        for name in names:
            source = folder / name
            mode = 0o755 if source.stat().st_mode & 0o100 else 0o644
            entry = zipfile.ZipInfo(name, TIME)
            entry.create_system = 3  # Unix, which is whose modes these are
            entry.external_attr = (0o100000 | mode) << 16
            archive.writestr(entry, source.read_bytes(), zipfile.ZIP_DEFLATED, compresslevel=9)


if __name__ == "__main__":
    write_zip(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
