#!/usr/bin/env bash
# check-segments.sh FILE…: fails, saying why, when a program or library lets its memory be used for what it is not:
# something both writable and executable, a stack that code can run on, code that is relocated, tables that stay
# writable after they were filled.
set -euo pipefail
. "$(dirname "$0")/elf-checks.sh"
status=0
for file in "$@"; do
  segments=$(readelf -lW "$file") dynamic=$(readelf -dW "$file")
  wants 'has no RELRO segment' 'GNU_RELRO' "$segments"
  wants 'does not say that its stack holds no code' 'GNU_STACK' "$segments"
  refuses 'has an executable stack' 'GNU_STACK.* RWE ' "$segments"
  refuses 'has memory that is both writable and executable' 'LOAD .* RWE ' "$segments"
  refuses 'has code that is relocated' 'TEXTREL' "$dynamic"
done
exit $status
