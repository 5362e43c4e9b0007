#!/usr/bin/env bash
# lay-out.sh THIRD-PARTY: the peers' functions as their zips' roots would be, in THIRD-PARTY/image-peers/, from
# what packaging/third-party/install.sh has put beside it.
#
# Where Lambda has a managed runtime, its part is outside of the folder and `bootstrap` stands for it:
# boto3 in python-image-runtime/, the AWS SDK of Node in image-peers/node_modules.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
there=$(cd "$1" && pwd)
peers=$there/image-peers
npm=$there/node-peers/node_modules

bootstrap() { # FOLDER COMMAND…: what starts the managed runtime there; the shell is to expand $there only then
  local folder=$1
  shift
  printf '#!/bin/sh\nthere=${0%%/*}/../..\nexec %s function.handler\n' "$*" >"$folder/bootstrap"
  chmod +x "$folder/bootstrap"
}

python() { # FOLDER SOURCE
  mkdir "$peers/$1"
  "$there/python-image-runtime/bin/python" -m pip install -q --disable-pip-version-check --require-hashes --no-deps \
    --target "$peers/$1" -r "$here/python/requirements.txt"
  cp "$here/python/pictures.py" "$peers/$1/"
  cp "$here/python/$2" "$peers/$1/function.py"
  bootstrap "$peers/$1" '"$there"/python-image-runtime/bin/python -m awslambdaric'
}

node() { # FOLDER
  local folder=$peers/$1 package
  mkdir -p "$folder/node_modules/@img"
  for package in sharp detect-libc semver @img/colour "@img/sharp-$platform" "@img/sharp-libvips-$platform"; do
    cp -r "$npm/$package" "$folder/node_modules/$package"
  done
  bootstrap "$folder" "\"\$there\"/node-peers/node_modules/node-$platform/bin/node" \
    '"$there"/node-runtime/node_modules/aws-lambda-ric/index.mjs'
}

bundle() { # SOURCE OUT: with the AWS SDK in it, as AWS advises for the shortest start; sharp has a binary
  local entry; entry=$peers/$(basename "$1")  # beside node_modules
  cp "$1" "$entry"
  "$npm/@esbuild/$platform/bin/esbuild" "$entry" --bundle --minify --platform=node --target=node22 --format=esm \
    --main-fields=module,main --external:sharp --log-level=warning --outfile="$2" \
    --banner:js='import { createRequire } from "node:module"; const require = createRequire(import.meta.url);'
  rm "$entry"
}

platform=$(basename "$npm"/node-linux-*)
platform=${platform#node-}
rm -rf "$peers"
mkdir "$peers"
ln -s ../node-peers/node_modules "$peers/node_modules"

python python function.py
python python-concurrent function_concurrent.py
node node
cp "$here/node/function.mjs" "$peers/node/"
node node-concurrent
bundle "$here/node/function_concurrent.mjs" "$peers/node-concurrent/function.mjs"

program() { # FOLDER PROGRAM
  mkdir "$peers/$1"
  cp "$there/$2" "$peers/$1/bootstrap"
}

program rust rust-images/sequential
program rust-concurrent rust-images/concurrent
program go go-images/bootstrap
program go-concurrent go-images-concurrent/bootstrap
