#!/bin/sh
# Runs a command on a display of its own, without a session bus: the same on every machine, and
# nothing of the user's desktop is touched.
set -eu
unset DBUS_SESSION_BUS_ADDRESS WAYLAND_DISPLAY DISPLAY
export GDK_BACKEND=x11 NO_AT_BRIDGE=1 WEBKIT_DISABLE_DMABUF_RENDERER=1
exec xvfb-run -a -s "-screen 0 ${FAPIAO_SCREEN:-1280x800}x24 -nolisten tcp" "$@"
