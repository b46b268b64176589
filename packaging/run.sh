#!/bin/sh
# Open the window with the sample company; without a display play the demo and say where its pictures are.
set -eu
cd "$(dirname "$0")/.."
if [ "$(uname -s)" = Linux ] && [ -z "${DISPLAY:-}" ] && [ -z "${WAYLAND_DISPLAY:-}" ]; then
    out="${CREDITDESK_DEMO:-demo}"
    echo "There is no display; playing the demo of the sample company into $out/"
    QT_QPA_PLATFORM=offscreen .venv/bin/python -m creditdesk demo --out "$out"
    echo "Pictures of every screen, the letters and the workbooks are in $(cd "$out" && pwd):"
    find "$out" -maxdepth 2 -type d | sort
else
    exec .venv/bin/python -m creditdesk --sample
fi
