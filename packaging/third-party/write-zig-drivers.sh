#!/usr/bin/env bash
# write-zig-drivers.sh ZIG: Zig's compilers under names of their own, one a target, as CMake, configure and
# ccache take a compiler: ZIG/bin/{x86_64,aarch64}-linux-gnu-clang{,++}, zig-ar, zig-ranlib.
set -euo pipefail
bin=$1/bin
# Debian 11's, older than Lambda's 2.34: no program then asks for what Lambda has not, and each can be tried
# where there is less.
glibc=2.31
# For all of the zip that is compiled here: ours, libcurl, pugixml (check-bootstrap.sh looks for each).
hardening='-fstack-protector-strong -fstack-clash-protection -ftrivial-auto-var-init=zero -D_FORTIFY_SOURCE=3'
# libc++'s checks of what C++ would else read or write out of bounds, a trap each; Zig's default is to have none, and
# to ignore what they find.
checked_library='-U_LIBCPP_HARDENING_MODE -D_LIBCPP_HARDENING_MODE=_LIBCPP_HARDENING_MODE_FAST'
checked_library+=' -U_LIBCPP_ASSERTION_SEMANTIC_DEFAULT'
checked_library+=' -D_LIBCPP_ASSERTION_SEMANTIC_DEFAULT=_LIBCPP_ASSERTION_SEMANTIC_QUICK_ENFORCE'
declare -A branches=([x86_64]=-fcf-protection=full [aarch64]=-mbranch-protection=standard)
mkdir -p "$bin"
write() { # NAME ZIG'S-ARGUMENTS…
  cat >"$bin/$1" <<DRIVER
#!/bin/sh
# Of Zig's own: what it compiled of libc++ and glibc. It belongs to the installation, not to the user.
export ZIG_GLOBAL_CACHE_DIR="\${0%/*}/../cache" ZIG_LOCAL_CACHE_DIR="\${0%/*}/../cache"
exec "\${0%/*}/../zig" ${*:2} "\$@"
DRIVER
  chmod +x "$bin/$1"
}
for target in x86_64 aarch64; do
  options="-target $target-linux-gnu.$glibc $hardening ${branches[$target]}"
  write "$target-linux-gnu-clang" cc "$options"
  write "$target-linux-gnu-clang++" c++ "$options $checked_library"
done
write zig-ar ar
write zig-ranlib ranlib
