#!/usr/bin/env bash
# check-reproducible.sh [ARCH…]: builds the commit that is checked out in two new folders, third parties and
# all, and fails when the packages (of both architectures, unless told) differ by a byte. Minutes, without
# ccache, which would make the second build a copy of the first.
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# -gt 0 ] || set -- x86_64 arm64
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for folder in "$work/one" "$work/another/folder/with a longer path"; do
  mkdir -p "$folder"
  git archive HEAD | tar -x -C "$folder"
  CCACHE_DISABLE=1 make -s -C "$folder" package ARCHS="$*"
done
diff -r "$work/one/dist" "$work/another/folder/with a longer path/dist"
echo "the same bytes from both folders: $(cd "$work/one" && echo dist/*)"
