#!/bin/sh
# Runs each fuzz target for MINUTES (10), or those that are named: setup/fuzz.sh pdf xml.
# A case that crashes, takes over five seconds or a gigabyte ends the run and lies in
# fuzz/artifacts; shrink it with `cargo fuzz tmin` and keep it as a test of the crate it broke.
# No sanitizer: our code has no unsafe, and with none any toolchain will do and memory is measured
# as it is used.
set -eu
cd "$(dirname "$0")/.."
version=0.13.2
command -v cargo-fuzz >/dev/null || cargo install cargo-fuzz --version "$version" --locked
seconds=$((${MINUTES:-10} * 60))
# In a build directory of their own: they are built with other flags.
cargo fuzz build --sanitizer none --fuzz-dir fuzz
for target in ${*:-$(cargo fuzz list --fuzz-dir fuzz)}; do
    printf '\n== %s\n' "$target"
    mkdir -p "fuzz/corpus/$target"
    nice -n 19 cargo fuzz run --sanitizer none --fuzz-dir fuzz "$target" \
        "fuzz/corpus/$target" "fuzz/seeds/$target" -- \
        -max_total_time="$seconds" -timeout=5 -rss_limit_mb=1024 -max_len=65536 -print_final_stats=1
done
