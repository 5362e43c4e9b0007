#!/usr/bin/env bash
# run.sh BUILD SECONDS: every fuzz target for that many seconds, from its seeds. What it finds grows in
# build/fuzz-corpus/; a crash is left there as crash-…, and ends the run with 1.
set -euo pipefail
build=$1 seconds=$2
here=$(cd "$(dirname "$0")" && pwd)
corpus=$here/../../build/fuzz-corpus
for target in "$build"/fuzz_*; do
  [ -x "$target" ] || continue
  name=${target##*/fuzz_}
  mkdir -p "$corpus/$name" "$here/seeds/$name"
  printf '» %-16s %s s\n' "$name" "$seconds"
  ASAN_OPTIONS=allocator_may_return_null=1:detect_leaks=0 \
    "$target" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=2048 -artifact_prefix="$corpus/$name/" \
    "$corpus/$name" "$here/seeds/$name" >"$corpus/$name.log" 2>&1 ||
    { tail -n 40 "$corpus/$name.log"; exit 1; }
done
echo "no target found anything"
