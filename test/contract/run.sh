#!/usr/bin/env bash
# The contract tests with their Node packages in a folder of the build: run.sh FOLDER [arguments of run.mjs]
set -euo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
[ $# -ge 1 ] || { echo "usage: run.sh FOLDER [arguments of run.mjs]" >&2; exit 2; }
mkdir -p -- "$1"
folder=$(cd -- "$1" && pwd)
shift

cp -- "$here"/*.mjs "$here"/package.json "$here"/package-lock.json "$folder"/
wanted=$(sha256sum < "$here/package-lock.json")
if [ "$(cat "$folder/node_modules/.installed" 2> /dev/null)" != "$wanted" ]; then
    command -v npm > /dev/null || { echo "npm is not there: apt-get install nodejs npm" >&2; exit 1; }
    (cd "$folder" && npm ci --ignore-scripts --prefer-offline --no-audit --no-fund --loglevel=error)
    printf '%s\n' "$wanted" > "$folder/node_modules/.installed"
fi
SPOOR_SOURCE_DIR=${SPOOR_SOURCE_DIR:-$(cd -- "$here/../.." && pwd)} exec node "$folder/run.mjs" "$@"
