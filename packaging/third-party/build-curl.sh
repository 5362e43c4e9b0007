#!/usr/bin/env bash
# build-curl.sh PREFIX [OPTION-OF-CONFIGURE…]: libcurl as a static library that speaks HTTP and HTTPS and
# nothing else, over static OpenSSL: the system's, unless options say otherwise. Its 32 shared libraries
# are most of what Debian's costs at start: 10.7 ms against 2.4 ms from exec to exit, measured with the
# Runtime API's first request.
set -euo pipefail
prefix=$1
shift
source "$(dirname "${BASH_SOURCE[0]}")/debian.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

debian_archive "$work" "$(dpkg --print-architecture)" '(bookworm|trixie).*'
(cd "$work" && apt-get "${apt[@]}" source -qq curl >source.log 2>&1) || { tail -n 20 "$work/source.log" >&2; exit 1; }

cd "$work"/curl-*/
# Its Makefiles know no folder with a blank.
./configure --quiet --prefix="$work/installed" --disable-shared --enable-static --with-openssl --with-pic \
  --without-zlib --without-brotli --without-zstd --without-nghttp2 --without-libidn2 --without-libpsl \
  --without-librtmp --without-libssh2 --without-gssapi \
  --disable-ftp --disable-file --disable-ldap --disable-ldaps --disable-rtsp --disable-dict --disable-telnet \
  --disable-tftp --disable-pop3 --disable-imap --disable-smb --disable-smtp --disable-gopher --disable-mqtt \
  --disable-manual --disable-cookies --disable-ntlm --disable-ntlm-wb --disable-tls-srp --disable-unix-sockets \
  --disable-doh --disable-netrc --disable-progress-meter --disable-alt-svc --disable-hsts --disable-websockets \
  --disable-aws --disable-docs CFLAGS="-O2 -ffunction-sections -fdata-sections -ffile-prefix-map=$work=." \
  "$@" >configure.log 2>&1 || { tail -n 20 configure.log >&2; exit 1; }
make -s -C lib -j"$(nproc)" >make.log 2>&1 || { tail -n 20 make.log >&2; exit 1; }
make -s -C lib install >/dev/null
make -s -C include install >/dev/null
mkdir -p "$prefix"
cp -r "$work"/installed/. "$prefix"
cp COPYING "$prefix/"
cp "$work"/curl_*.dsc "$prefix/curl.dsc" # names the version, Debian's patches included
