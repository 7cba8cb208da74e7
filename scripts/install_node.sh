#!/usr/bin/env bash
# Installs what the tests need that is written in JavaScript (requirements/node), pinned with hashes.
#   scripts/install_node.sh FOLDER     e.g. scripts/install_node.sh .cache/node
# Without npm nothing is installed and the tests that need it say so: voicebot itself needs no JavaScript.
set -eu
folder=$1
from=$(cd "$(dirname "$0")/../requirements/node" && pwd)

if ! command -v npm >/dev/null 2>&1; then
    echo "npm was not found, so the tests against Twilio's description are left out. Debian: apt-get install nodejs npm" >&2
    exit 0
fi
mkdir -p "$folder"
cp "$from/package.json" "$from/package-lock.json" "$folder/"
# Scripts of packages are not run: nothing here needs one.
(cd "$folder" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error)
touch "$folder/.installed"
