#!/usr/bin/env bash
# in-bare-root.sh ROOT x86_64|aarch64 PACKAGE PLACE OPT DECOYS: becomes PLACE/bootstrap in ROOT, as Lambda would
# start it. PACKAGE (the unpacked zip, or what an image's Dockerfile copies) is at PLACE, OPT at /opt as a
# layer is, DECOYS at /usr/lib64, which Lambda's LD_LIBRARY_PATH names before the function's own lib/. Nothing
# but /tmp can be written to. With the variable SYSTEM_CERTIFICATES, OPT is also where Amazon Linux has its own.
# Needs user namespaces, not root; a program of another architecture needs qemu-user-static.
set -euo pipefail
emulator=
[ "$(uname -m)" = "$2" ] || emulator=$(command -v "qemu-$2-static")
EMULATOR=$emulator exec unshare --user --map-root-user --mount bash -euc '
  root=$1 package=$2 place=$3 opt=$4 decoys=$5
  mount --rbind "$root" "$root"
  mount --bind "$package" "$root$place"
  mount --bind "$opt" "$root/opt"
  mount --bind "$decoys" "$root/usr/lib64"
  [ -z "${SYSTEM_CERTIFICATES:-}" ] || mount --bind "$opt" "$root/etc/pki/tls/certs"
  [ -z "$EMULATOR" ] || mount --bind "$EMULATOR" "$root/qemu"
  for device in null urandom; do mount --bind "/dev/$device" "$root/dev/$device"; done
  for mounted in "" "$place" /opt /usr/lib64; do mount -o remount,bind,ro "$root$mounted"; done
  mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
  mount --rbind /proc "$root/proc"
  export LAMBDA_TASK_ROOT=/var/task
  export LD_LIBRARY_PATH=/var/lang/lib:/lib64:/usr/lib64:/var/runtime:/var/runtime/lib:/var/task:/var/task/lib:/opt/lib
  cd "$root"
  if [ -n "$EMULATOR" ]; then exec chroot . /qemu "$place/bootstrap"; fi
  exec chroot . "$place/bootstrap"
' in-bare-root "$1" "${@:3}"
