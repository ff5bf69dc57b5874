#!/bin/sh
# Bundles a .deb with Tauri's own tool; the version is the one that was tried. What only the
# installed program carries (the models and their licence) stands in tauri.package.json, so that
# the code builds without it.
set -eu
cli=2.12.3
cd "$(dirname "$0")/.."
npx --yes --prefix ui "@tauri-apps/cli@$cli" build --bundles deb --ci --config src-tauri/tauri.package.json
ls -l "${CARGO_TARGET_DIR:-target}"/release/bundle/deb/*.deb
