#!/usr/bin/env bash
# build-target.sh x86_64|aarch64 ZIG FOLDER: what the zip's `bootstrap` is built from, for one architecture, on
# any: a root with Debian 12's development packages of that architecture, unpacked and not installed, in
# which CMake's find_package looks; and, compiled as `bootstrap` is, the two of them that Debian has only
# for its own C++ library or with more than is wanted (pugixml, libcurl).
set -euo pipefail
target=$1 zig=$2 folder=$3
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$here/debian.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

rm -rf "$folder"; mkdir -p "$folder"
debian_archive "$work" "$(sed 's/x86_64/amd64/; s/aarch64/arm64/' <<<"$target")" 'bookworm.*'
cd "$work"
# The shared libraries are not linked; their CMake files ask whether they are there.
apt-get "${apt[@]}" download -qq libssl-dev libfmt-dev libfmt9 nlohmann-json3-dev libpugixml-dev libpugixml1v5
# What a bill of materials asks for: a line each, `package version`.
versions=$folder/debian-versions
for package in *.deb; do
  dpkg-deb -x "$package" "$folder"
  dpkg-deb --show --showformat '${Package} ${Version}\n' "$package" >>"$versions"
done
# Headers alone, 150 MB of them, the same for every architecture.
ln -s /usr/include/boost "$folder/usr/include/boost"
dpkg-query -W -f '${Package} ${Version}\n' libboost1.74-dev >>"$versions"

library=$folder/usr/lib/$target-linux-gnu
apt-get "${apt[@]}" source -qq pugixml >source.log 2>&1 || { tail -n 20 source.log >&2; exit 1; }
"$zig/$target-linux-gnu-clang++" -std=c++20 -O2 -fPIC -ffunction-sections -fdata-sections \
  -ffile-prefix-map="$work=." -c pugixml-*/src/pugixml.cpp -o pugixml.o
rm "$library/libpugixml.a"
"$zig/zig-ar" rcsD "$library/libpugixml.a" pugixml.o

# configure knows no folder with a blank.
ln -s "$folder/usr" "$work/usr"
PATH=$zig:$PATH "$here/build-curl.sh" "$folder/curl" --host="$target-linux-gnu" PKG_CONFIG=false \
  CC="$target-linux-gnu-clang" AR=zig-ar RANLIB=zig-ranlib \
  CPPFLAGS="-isystem $work/usr/include -isystem $work/usr/include/$target-linux-gnu" \
  LDFLAGS="-L$work/usr/lib/$target-linux-gnu" LIBS="-ldl -lpthread"
sed -n 's/^Version: \([0-9]\)/curl \1/p' "$folder/curl/curl.dsc" >>"$versions"
