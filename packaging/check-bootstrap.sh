#!/usr/bin/env bash
# check-bootstrap.sh FILE: fails, saying why, when the zip's program is not linked as it should be: position
# independent, its tables read-only from the start, no executable stack, glibc's checked calls in it,
# stripped, without a C++ library to load, and with lib/ beside it before all else.
set -euo pipefail
file=$1
status=0
segments=$(readelf -lW "$file") dynamic=$(readelf -dW "$file")
symbols=$(readelf --dyn-syms -W "$file") sections=$(readelf -SW "$file")
wants() { # WHAT PATTERN TEXT
  grep -qE -- "$2" <<<"$3" || { echo "$file: $1"; status=1; }
}
refuses() { # WHAT PATTERN TEXT
  ! grep -qE -- "$2" <<<"$3" || { echo "$file: $1"; status=1; }
}
wants 'is not position independent' 'Flags:.* PIE' "$dynamic"
wants 'has no RELRO segment' 'GNU_RELRO' "$segments"
wants 'binds functions when they are called, not at start' 'FLAGS.*NOW' "$dynamic"
wants 'does not say that its stack holds no code' 'GNU_STACK' "$segments"
refuses 'has an executable stack' 'GNU_STACK.* RWE ' "$segments"
wants 'is without checked calls (_FORTIFY_SOURCE)' '__[a-z]+_chk@' "$symbols"
refuses 'is not stripped' '\.(symtab|debug_info)' "$sections"
refuses 'has a build id, which differs from folder to folder' 'note\.gnu\.build-id' "$sections"
refuses 'loads a C++ library' 'NEEDED.*(libstdc\+\+|libgcc_s|libc\+\+)' "$dynamic"
refuses 'has DT_RUNPATH, which LD_LIBRARY_PATH comes before' '\(RUNPATH\)' "$dynamic"
wants 'has not DT_RPATH $ORIGIN/lib alone' '\(RPATH\).*\[\$ORIGIN/lib\]' "$dynamic"
exit $status
