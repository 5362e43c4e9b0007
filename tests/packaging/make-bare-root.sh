#!/usr/bin/env bash
# make-bare-root.sh x86_64|aarch64 FOLDER: a root with less in it than Lambda has: Debian 11's glibc (2.31, where
# Amazon Linux 2023 has 2.34), the C++ libraries that libvips loads, and places to mount things. No shell, no
# certificates, no configuration. The packages are those of bullseye.txt: name, version, architecture, SHA-256.
set -euo pipefail
target=$1 folder=$2
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$here/../../packaging/third-party/debian.sh"
architecture=$(sed 's/x86_64/amd64/; s/aarch64/arm64/' <<<"$target")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

debian_suite "$work" "$architecture" bullseye
rm -rf "$folder"; mkdir -p "$folder"
while read -r name version of sha256; do
  [ "$of" = "$architecture" ] || continue
  (cd "$work" && apt-get "${apt[@]}" download -qq "$name=$version")
  deb=$(echo "$work/$name"_*.deb)
  sha256sum --check --status <<<"$sha256  $deb" || { echo "$name $version is not what bullseye.txt says" >&2; exit 1; }
  dpkg-deb -x "$deb" "$folder"
  rm "$deb"
done <"$here/bullseye.txt"

rm -rf "$folder"/usr/share "$folder"/etc
mkdir -p "$folder"/{dev,etc/pki/tls/certs,opt,proc,tmp,usr/lib64,var/runtime,var/task}
touch "$folder"/{qemu,dev/null,dev/urandom}
