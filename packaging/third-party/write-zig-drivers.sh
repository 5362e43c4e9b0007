#!/usr/bin/env bash
# write-zig-drivers.sh ZIG: Zig's compilers under names of their own, one a target, as CMake, configure and
# ccache take a compiler: ZIG/bin/{x86_64,aarch64}-linux-gnu-clang{,++}, zig-ar, zig-ranlib.
set -euo pipefail
bin=$1/bin
# Debian 11's, older than Lambda's 2.34: no program then asks for what Lambda has not, and each can be tried
# where there is less.
glibc=2.31
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
  write "$target-linux-gnu-clang" cc -target "$target-linux-gnu.$glibc"
  write "$target-linux-gnu-clang++" c++ -target "$target-linux-gnu.$glibc"
done
write zig-ar ar
write zig-ranlib ranlib
