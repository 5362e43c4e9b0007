#!/usr/bin/env bash
# package.sh x86_64|arm64: what build/package-<arch>/bootstrap becomes.
#   dist/shrike-<arch>.zip     bootstrap, lib/ (libvips), LICENSES/: a `provided.al2023` function
#   dist/shrike-<arch>.cdx.json   its bill of materials (CycloneDX)
#   dist/image-<arch>/         the same three and a Dockerfile: a container image's context
# Fails when a file needs more than Amazon Linux 2023 has (check-symbols.sh), when memory could be used for what
# it is not (check-segments.sh), when `bootstrap` is not linked as it should be (check-bootstrap.sh), or when
# something has outgrown its budget.
set -euo pipefail
cd "$(dirname "$0")/.."
arch=$1
target=${arch/arm64/aarch64}
root=build/third-party/package-$target
vips=build/third-party/package-vips/@img/sharp-libvips-linux-${arch/x86_64/x64}
zig=build/third-party/zig
image=dist/image-$arch

# Bytes. Direct uploads to Lambda end at 50 MB; a cold start pays for every one of these.
zip_budget=12000000
bootstrap_budget=8000000

rm -rf "$image"; mkdir -p "$image/lib" "$image/LICENSES"
# Zig's linker writes DT_RUNPATH, whatever it is told.
patchelf --force-rpath --set-rpath '$ORIGIN/lib' --output "$image/bootstrap" "build/package-$arch/bootstrap"
chmod 755 "$image/bootstrap"
install -m 644 "$vips"/lib/libvips-cpp.so.* "$image/lib/"

licence() { install -m 644 "$1" "$image/LICENSES/$2"; }
licence LICENSE shrike.txt
licence "$vips/README.md" libvips-and-its-parts.md
licence /usr/share/common-licenses/LGPL-3 LGPL-3.txt
licence /usr/share/common-licenses/GPL-3 GPL-3.txt # which LGPL-3 adds to
licence "$root/curl/COPYING" curl.txt
for package in libssl-dev:openssl libfmt-dev:fmt nlohmann-json3-dev:nlohmann-json libpugixml-dev:pugixml; do
  licence "$root/usr/share/doc/${package%:*}/copyright" "${package#*:}.txt"
done
licence /usr/share/doc/libboost1.74-dev/copyright boost.txt
licence "$zig/lib/libcxx/LICENSE.TXT" llvm-libcxx.txt
licence "$zig/lib/libc/glibc/LICENSES" glibc.txt
licence "$zig/LICENSE" zig.txt

packaging/check-symbols.sh "$image/bootstrap" "$image"/lib/*
packaging/check-segments.sh "$image/bootstrap" "$image"/lib/*
packaging/check-bootstrap.sh "$image/bootstrap"
packaging/check-size.sh "$bootstrap_budget" "$image/bootstrap"
python3 -B packaging/write_zip.py "$image" "dist/shrike-$arch.zip"
packaging/check-size.sh "$zip_budget" "dist/shrike-$arch.zip"
python3 -B packaging/write_sbom.py "$arch" "$image" "dist/shrike-$arch.zip" "dist/shrike-$arch.cdx.json"

install -m 644 packaging/Dockerfile "$image/Dockerfile"
printf 'dist/shrike-%s.zip  %s bytes, sha256 %s\n' "$arch" "$(stat -c %s "dist/shrike-$arch.zip")" \
  "$(sha256sum "dist/shrike-$arch.zip" | cut -c1-16)"
