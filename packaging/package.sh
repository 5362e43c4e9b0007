#!/usr/bin/env bash
# The zip for a `provided.al2023` function of this machine's architecture: dist/shrike-<arch>.zip with
#   bootstrap        one stripped ELF          lib/      libvips, found by DT_RPATH $ORIGIN/lib
#   LICENSES/        of everything inside
# Fails when any file needs a symbol that Amazon Linux 2023 does not have (glibc 2.34, GCC 11's
# libstdc++), or links a library that Lambda does not have.
set -euo pipefail
cd "$(dirname "$0")/.."
build=build/package
arch=$(uname -m | sed 's/aarch64/arm64/')
stage=build/package/zip
rm -rf "$stage"; mkdir -p "$stage/lib" "$stage/LICENSES" dist

strip -o "$stage/bootstrap" "$build/bootstrap"
vips=$(ls build/third-party/node/node_modules/@img/sharp-libvips-linux-*/lib/libvips-cpp.so.*)
cp "$vips" "$stage/lib/"
cp LICENSE "$stage/LICENSES/shrike.txt"
cp "$(dirname "$vips")/../README.md" "$stage/LICENSES/libvips-and-its-parts.md"
for package in libssl-dev libfmt-dev nlohmann-json3-dev libpugixml-dev; do
  cp "/usr/share/doc/$package/copyright" "$stage/LICENSES/$package.txt"
done
cp build/third-party/curl/COPYING "$stage/LICENSES/curl.txt"

packaging/check-symbols.sh "$stage"/bootstrap "$stage"/lib/*

python3 - "$stage" "dist/shrike-$arch.zip" <<'PY'
import pathlib, sys, zipfile
stage, target = pathlib.Path(sys.argv[1]), sys.argv[2]
with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as out:
    for path in sorted(p for p in stage.rglob("*") if p.is_file()):
        # Fixed times and modes: the same files give the same bytes.
        entry = zipfile.ZipInfo(str(path.relative_to(stage)), (2020, 1, 1, 0, 0, 0))
        executable = path.name == "bootstrap"
        entry.external_attr = (0o100755 if executable else 0o100644) << 16
        entry.compress_type = zipfile.ZIP_DEFLATED
        out.writestr(entry, path.read_bytes())
PY
printf 'dist/shrike-%s.zip  %s bytes, sha256 %s\n' "$arch" "$(stat -c %s "dist/shrike-$arch.zip")" "$(sha256sum "dist/shrike-$arch.zip" | cut -c1-16)"
