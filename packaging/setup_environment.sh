#!/bin/sh
# Find a Python of 3.11 or newer and hand over to setup_environment.py. "run": what the program needs; "dev": its tools too.
set -eu
cd "$(dirname "$0")/.."
what="${1:-dev}"

fits() {
    "$1" -c 'import sys; sys.exit(not ((3, 11) <= sys.version_info[:2] <= (3, 14)))' >/dev/null 2>&1
}

python=""
for candidate in ${CREDITDESK_PYTHON:-} python3.11 python3.12 python3.13 python3.14 python3 python; do
    if command -v "$candidate" >/dev/null 2>&1 && fits "$candidate"; then
        # Without ensurepip (Debian keeps it in python3-venv) an environment cannot be made; look further first.
        if [ -x .venv/bin/python ] || "$candidate" -c 'import venv, ensurepip' >/dev/null 2>&1; then
            python="$candidate"
            break
        fi
        lacking_venv="$candidate"
    fi
done

if [ -z "$python" ] && command -v apt-get >/dev/null 2>&1; then
    if [ -n "${lacking_venv:-}" ]; then
        version="$("$lacking_venv" -c 'import sys; print("%d.%d" % sys.version_info[:2])')"
        need="python$version-venv"
    else
        need="python3 python3-venv"
    fi
    if [ "$(id -u)" = 0 ]; then
        echo "Installing $need"
        apt-get update -qq
        # shellcheck disable=SC2086 # two package names
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $need >/dev/null
        python="${lacking_venv:-python3}"
        fits "$python" || python=""
    else
        echo "Python's venv module is missing. Run this, then make again:" >&2
        echo "    sudo apt-get install -y $need" >&2
        exit 1
    fi
fi

if [ -z "$python" ]; then
    echo "CreditDesk needs Python 3.11, 3.12 or 3.13; none was found on this computer." >&2
    echo "Install it from https://www.python.org/downloads/ (macOS: brew install python@3.13)" >&2
    echo "or name it: make setup CREDITDESK_PYTHON=/path/to/python3.12" >&2
    exit 1
fi

exec "$python" packaging/setup_environment.py "$what"
