#!/usr/bin/env bash
# fetch-onnxruntime-header.sh FOLDER: the header of ONNX Runtime's C API, from Debian 13's
# libonnxruntime-dev. The API is versioned: a header works with any library that knows the version
# asked for. Debian 12 has neither, and npm's onnxruntime-node carries the library alone.
set -euo pipefail
folder=$1
version=1.21.0+dfsg-1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

mkdir -p "$work/lists/partial" "$work/cache/archives/partial"
uri=$(apt-get indextargets --format '$(REPO_URI)|$(RELEASE)|$(COMPONENT)' 'Created-By: Packages' |
  awk -F'|' '$2 ~ /^(bookworm|trixie)$/ && $3 == "main" { print $1; exit }')
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $uri trixie main" >"$work/sources.list"
apt=(-o Dir::Etc::SourceList="$work/sources.list" -o Dir::Etc::SourceParts=/dev/null -o Dir::State::Lists="$work/lists"
     -o Dir::Cache="$work/cache" -o APT::Sandbox::User=root)
apt-get "${apt[@]}" update -qq
(cd "$work" && apt-get "${apt[@]}" download -qq "libonnxruntime-dev=$version")
dpkg-deb -x "$work"/libonnxruntime-dev_*.deb "$work/root"
rm -rf "$folder"; mkdir -p "$folder/include"
cp "$work"/root/usr/include/onnxruntime/onnxruntime_*.h "$folder/include/"
