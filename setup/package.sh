#!/bin/sh
# Bundles a .deb with Tauri's own tool; the version is the one that was tried.
set -eu
cli=2.12.3
cd "$(dirname "$0")/.."
npx --yes --prefix ui "@tauri-apps/cli@$cli" build --bundles deb --ci
ls -l "${CARGO_TARGET_DIR:-target}"/release/bundle/deb/*.deb
