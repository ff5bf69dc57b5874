#!/bin/sh
# Builds the program and opens its window, or shows it on a virtual display where there is none.
set -eu

echo "== building the program"
# The whole workspace, as the tests build it: parts of it would be built with other features, twice.
cargo build --workspace --bins --locked

if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    echo "== opening the window"
    exec "${CARGO_TARGET_DIR:-target}/debug/fapiao-review" "$@"
fi

echo "== there is no display: the window opens on a virtual one, with the bundled sample invoices"
mkdir -p out
exec setup/virtual-display.sh "${CARGO_TARGET_DIR:-target}/debug/demo" out
