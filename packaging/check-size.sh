#!/usr/bin/env bash
# check-size.sh BYTES FILE: fails when the file has more.
set -euo pipefail
size=$(stat -c %s "$2")
[ "$size" -le "$1" ] || { echo "$2 has $size bytes; its budget is $1"; exit 1; }
