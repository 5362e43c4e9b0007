#!/usr/bin/env bash
# run.sh BUILD SECONDS [TARGET…]: the fuzz targets, all or those named, each for that many seconds from
# its seeds, as many at a time as the machine has cores. What they find grows in build/fuzz-corpus/; a
# case that breaks one is left there as crash-…, and ends the run with 1.
set -euo pipefail
export build=$1 duration=$2
export here; here=$(cd "$(dirname "$0")" && pwd)
export corpus=$here/../../build/fuzz-corpus
shift 2
[ $# -gt 0 ] || { cd "$build"; set -- fuzz_*; set -- "${@#fuzz_}"; cd - >/dev/null; }

fuzz_one() {
  local name=$1 options=()
  mkdir -p "$corpus/$name"
  [ ! -e "$here/seeds/$name.dict" ] || options+=("-dict=$here/seeds/$name.dict")
  if ! ASAN_OPTIONS=allocator_may_return_null=1:detect_leaks=0 \
    "$build/fuzz_$name" -max_total_time="$duration" -timeout=20 -rss_limit_mb=2048 -print_final_stats=1 \
    -artifact_prefix="$corpus/$name/" "${options[@]}" "$corpus/$name" "$here/seeds/$name" \
    >"$corpus/$name.log" 2>&1; then
    tail -n 40 "$corpus/$name.log"
    echo "» $name: see build/fuzz-corpus/$name.log"
    return 1
  fi
  awk -v name="$name" '
    /^stat::number_of_executed_units:/ { runs = $2 }
    /DONE/ { for (i = 1; i < NF; i++) if ($i == "cov:") edges = $(i + 1); else if ($i == "ft:") features = $(i + 1) }
    END { printf "» %-20s %10d runs %7d edges %7d features\n", name, runs, edges, features }' "$corpus/$name.log"
}
export -f fuzz_one

printf '%s\n' "$@" | xargs -P "$(nproc)" -I NAME bash -c 'fuzz_one NAME'
echo "no target found anything"
