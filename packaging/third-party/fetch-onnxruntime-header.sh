#!/usr/bin/env bash
# fetch-onnxruntime-header.sh FOLDER: the header of ONNX Runtime's C API, from Debian 13's
# libonnxruntime-dev. The API is versioned: a header works with any library that knows the version
# asked for. Debian 12 has neither, and npm's onnxruntime-node carries the library alone.
set -euo pipefail
folder=$1
version=1.21.0+dfsg-1
source "$(dirname "${BASH_SOURCE[0]}")/debian.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

debian_suite "$work" "$(dpkg --print-architecture)" trixie
(cd "$work" && apt-get "${apt[@]}" download -qq "libonnxruntime-dev=$version")
dpkg-deb -x "$work"/libonnxruntime-dev_*.deb "$work/root"
rm -rf "$folder"; mkdir -p "$folder/include"
cp "$work"/root/usr/include/onnxruntime/onnxruntime_*.h "$folder/include/"
