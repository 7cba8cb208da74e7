#!/usr/bin/env bash
# Makes a virtual environment, and makes it anew when an earlier attempt was interrupted.
#   scripts/make_venv.sh FOLDER PURPOSE VERSION [VERSION ...]     e.g. scripts/make_venv.sh .venv voicebot 3.11
# One whose pip can install is left as it is: what is in it already need not be fetched again.
set -eu
folder=$1 purpose=$2; shift 2

if "$folder/bin/python" -m pip install --help >/dev/null 2>&1; then exit 0; fi
python=$("$(dirname "$0")/find_python.sh" "$purpose" "$@")
if [ -e "$folder" ]; then echo "$folder is unfinished; it is made anew."; fi
exec "$python" -m venv --clear "$folder"
