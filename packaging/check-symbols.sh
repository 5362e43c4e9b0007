#!/usr/bin/env bash
# check-symbols.sh FILE…: fails, naming the symbol, when an ELF file, of whatever architecture, needs more
# than Amazon Linux 2023 has: GLIBC_2.34, GLIBCXX_3.4.29, CXXABI_1.3.13, GCC_11.0.0; or a library outside
# of those that it has.
set -euo pipefail
status=0
later() { # VERSION LIMIT: true when VERSION is the later one
  [ "$1" != "$2" ] && [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | tail -n 1)" = "$1" ]
}
for file in "$@"; do
  # Into variables, for in a process substitution nobody sees readelf fail.
  symbols=$(readelf --dyn-syms -W "$file") dynamic=$(readelf -dW "$file")
  while read -r symbol family version; do
    case "$family" in
      GLIBC) limit=2.34 ;; GLIBCXX) limit=3.4.29 ;; CXXABI) limit=1.3.13 ;; GCC) limit=11.0.0 ;; *) continue ;;
    esac
    if later "$version" "$limit"; then
      echo "$file: $symbol needs ${family}_$version; Amazon Linux 2023 has ${family}_$limit"; status=1
    fi
  done < <(sed -nE 's/.* UND ([^ @]+)@(GLIBC|GLIBCXX|CXXABI|GCC)_([0-9.]+).*/\1 \2 \3/p' <<<"$symbols")
  while read -r library; do
    case "$library" in
      libc.so.6 | libm.so.6 | libdl.so.2 | libpthread.so.0 | librt.so.1 | libresolv.so.2 | libstdc++.so.6 | libgcc_s.so.1 | ld-linux-*) ;;
      *) echo "$file: needs $library, which Lambda does not have"; status=1 ;;
    esac
  done < <(sed -nE 's/.*\(NEEDED\).*\[(.*)\]/\1/p' <<<"$dynamic")
done
exit $status
