#!/usr/bin/env bash
# check-bootstrap.sh FILE: fails, saying why, when the zip's program is not built and linked as it should be:
# position independent, bound at start, its headers apart from its code, glibc's checked calls and the compiler's
# guards in it, stripped, without a C++ library to load, and with lib/ beside it before all else.
set -euo pipefail
. "$(dirname "$0")/elf-checks.sh"
file=$1
status=0
segments=$(readelf -lW "$file") dynamic=$(readelf -dW "$file")
symbols=$(readelf --dyn-syms -W "$file") sections=$(readelf -SW "$file") header=$(readelf -hW "$file")
# How often the code has these bytes, in Perl's notation. Other bytes can look like them: some dozen times, not hundreds.
occurrences() {
  local offset size
  read -r offset size < <(sed -nE 's/.* \.text +PROGBITS +[0-9a-f]+ ([0-9a-f]+) ([0-9a-f]+) .*/\1 \2/p' <<<"$sections")
  tail -c +$((0x$offset + 1)) "$file" | head -c $((0x$size)) | { LC_ALL=C grep -aoP "$1" || true; } | wc -l
}
wants_often() { # WHAT BYTES
  [ "$(occurrences "$2")" -ge 500 ] || { echo "$file: $1"; status=1; }
}

wants 'is not position independent' 'Flags:.* PIE' "$dynamic"
wants 'binds functions when they are called, not at start' 'FLAGS.*NOW' "$dynamic"
refuses 'has its headers where code is' 'LOAD +0x0+ .* R E ' "$segments"
wants 'is without checked calls (_FORTIFY_SOURCE)' '__[a-z]+_chk@' "$symbols"
# Ours, libcurl's and pugixml's functions are some ten thousand. OpenSSL's and libc++'s, which are compiled
# elsewhere, have no landing places, and so the program no note that would demand them of all its code.
case "$header" in
  *X86-64*)
    wants_often 'is without landing places of indirect branches (CET)' '\xf3\x0f\x1e\xfa'
    # mov %fs:0x28, register: glibc's guard, which a function puts on its stack and looks at before it returns.
    wants_often 'is without a stack protector' '\x64\x48\x8b[\x04-\x3c]\x25\x28\x00\x00\x00' ;;
  *AArch64*)
    # bti c, bti j, bti jc; a paciasp is a landing place too.
    wants_often 'is without landing places of indirect branches (BTI)' '[\x5f\x9f\xdf]\x24\x03\xd5'
    wants_often 'is without signed return addresses (PAC)' '\x3f\x23\x03\xd5'
    # packaging/stack_guard.cpp; else the guard would be a constant that everyone knows.
    wants 'has a stack guard that is not random' ' stack_guard +PROGBITS' "$sections" ;;
esac
refuses 'is not stripped' '\.(symtab|debug_info)' "$sections"
refuses 'has a build id, which differs from folder to folder' 'note\.gnu\.build-id' "$sections"
refuses 'loads a C++ library' 'NEEDED.*(libstdc\+\+|libgcc_s|libc\+\+)' "$dynamic"
refuses 'has DT_RUNPATH, which LD_LIBRARY_PATH comes before' '\(RUNPATH\)' "$dynamic"
wants 'has not DT_RPATH $ORIGIN/lib alone' '\(RPATH\).*\[\$ORIGIN/lib\]' "$dynamic"
exit $status
