#!/bin/sh
# Start Classroom on a machine with Python 3.11 or later and nothing else.
#   ./classroom.sh [arguments of the command `classroom`]
#   ./classroom.sh --prepare [dev]    only create or refresh the environment
set -eu
cd "$(dirname "$0")"

supported='import sys; sys.exit(sys.version_info < (3, 11))'
venv=.venv

find_python() {
    for python in python3 python3.14 python3.13 python3.12 python3.11; do
        if "$python" -c "$supported" 2>/dev/null; then
            echo "$python"
            return
        fi
    done
    echo "Classroom a besoin de Python 3.11 ou plus récent. / Python 3.11 or later is needed." >&2
    exit 1
}

create() {
    if command -v uv >/dev/null; then
        uv venv --quiet --clear --python '>=3.11' "$venv"
    else
        python=$(find_python)
        "$python" -m venv --clear "$venv" || {
            echo "Sur Debian ou Ubuntu : apt install python3-venv, puis recommencez." >&2
            exit 1
        }
    fi
}

install() {
    if command -v uv >/dev/null; then
        uv pip install --quiet --python "$venv/bin/python" --editable "$1"
    else
        "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --editable "$1"
    fi
}

# The stamp holds what the environment was made from: same place, same pyproject.toml, no work.
wanted() {
    pwd
    cat pyproject.toml
}

prepare() { # $1: the extra, or nothing
    stamp="$venv/installed${1:+-$1}"
    "$venv/bin/python" -c "$supported" 2>/dev/null || create
    if ! wanted | cmp -s - "$stamp"; then
        echo "Installation…" >&2
        install ".${1:+[$1]}"
        wanted >"$stamp"
    fi
}

if [ "${1-}" = --prepare ]; then
    prepare "${2-}"
else
    prepare ""
    exec "$venv/bin/python" -m classroom "$@"
fi
