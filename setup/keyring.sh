#!/bin/sh
# Runs a command in a session of its own with an unlocked, empty keyring that is thrown away after.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export XDG_DATA_HOME="$folder" XDG_RUNTIME_DIR="$folder" FAPIAO_TEST_KEYCHAIN=1
# shellcheck disable=SC2016 # expanded by the inner shell
dbus-run-session -- sh -c 'printf "\n" | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; "$@"' sh "$@"
