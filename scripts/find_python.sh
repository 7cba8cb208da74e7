#!/usr/bin/env bash
# Prints an interpreter of one of the wanted versions, or says plainly what is missing.
#   scripts/find_python.sh PURPOSE VERSION [VERSION ...]     e.g. scripts/find_python.sh Rasa 3.10
# Looks on PATH, in pyenv's versions folder, and asks uv (which may install one) if it is there.
set -u
purpose=$1; shift

works() { # a shim that only prints an error, or a Python without venv, does not count
    "$1" -c "import sys, ensurepip, venv; sys.exit('%d.%d' % sys.version_info[:2] != '$2')" 2>/dev/null
}

for version in "$@"; do
    while read -r candidate; do
        if works "$candidate" "$version"; then echo "$candidate"; exit 0; fi
    done < <(
        type -aP "python$version" "python3" 2>/dev/null
        ls -d "${PYENV_ROOT:-$HOME/.pyenv}"/versions/"$version".*/bin/python 2>/dev/null | sort -rV
    )
done
if command -v uv >/dev/null 2>&1; then
    for version in "$@"; do
        candidate=$(uv python find "$version" 2>/dev/null) ||
            { uv python install "$version" >&2 && candidate=$(uv python find "$version"); }
        if [ -n "$candidate" ] && works "$candidate" "$version"; then echo "$candidate"; exit 0; fi
    done
fi
{
    echo "$purpose needs Python ${*// /, } (with the venv module), and none was found on PATH, in pyenv or by uv."
    echo "Install one, for example:  pyenv install $1   or   uv python install $1"
} >&2
exit 1
