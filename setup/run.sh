#!/bin/sh
# Builds the program and opens its window, or shows it on a virtual display where there is none.
set -eu

if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    echo "== building the program"
    cargo build -p fapiao-review --locked
    echo "== opening the window"
    exec "${CARGO_TARGET_DIR:-target}/debug/fapiao-review" "$@"
fi

echo "== there is no display: the window opens on a virtual one, with the bundled sample invoices"
echo "== building the program"
cargo build --workspace --bins --locked
mkdir -p out
exec setup/virtual-display.sh "${CARGO_TARGET_DIR:-target}/debug/demo" out
