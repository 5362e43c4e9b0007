#!/usr/bin/env bash
# Who may import whom. Prints each include that breaks the house plan; ends with 1 if there is one.
set -euo pipefail
cd "$(dirname "$0")/.."
status=0
forbid() { # PATTERN WHERE… : why
  local why=$1 pattern=$2; shift 2
  local found
  found=$(git grep -nE "^#include [<\"]($pattern)" -- "$@" || true)
  [ -z "$found" ] && return
  printf '%s\n%s\n' "$why" "$found"; status=1
}
forbid 'runtime imports nothing of ours'            'handlers/|infra/'                 runtime ':!runtime/examples'
forbid 'handlers import the runtime alone'          'infra/'                           handlers
forbid 'the local cloud never sees the pipeline'    'handlers/(pipeline|modules|events|config)' infra/local
forbid 'only handlers/image includes libvips'       'vips/|glib'                       . ':!handlers/image' ':!tests/unit/image' ':!tests/hostile' ':!bench/decode_pictures.cpp'
forbid 'only runtime/http_curl.cpp includes libcurl' 'curl/'                           . ':!runtime/http_curl.cpp'
forbid 'only handlers/vision includes ONNX Runtime' 'onnxruntime|onnx/'                . ':!handlers/vision'
exit $status
