#!/bin/sh
# Fetches the library that runs the models faster than the engine in the program (ONNX Runtime)
# into models/, once. What it is and its licence: licences/engine. pip finds the
# package as it is configured (index, proxy, certificates). Usage: engine.sh
#
# Later versions than this one send messages of their own over the network, and begin before a
# program can tell them not to; a test looks whether the library can.
set -eu
cd "$(dirname "$0")/.."

# The sums of the packages, which pip checks, and of the libraries in them.
case "$(uname -s)-$(uname -m)" in
Linux-x86_64)
    platform=manylinux_2_28_x86_64
    package_sum=7c65a7438632d55dfbc8a02ee60bd6cf7dd9d1ba05a43d4b851452f32338e194
    inside=libonnxruntime.so.1.27.0
    library=libonnxruntime.so
    sum=b5c9d4f124d24707f514dad926dc181820807178855df1c528e3addb2dd0e6f7
    ;;
Linux-aarch64)
    platform=manylinux_2_28_aarch64
    package_sum=c6fddce0539a4898c7bef35b052ffd37935b2190e35488eab99ce91887743ea1
    inside=libonnxruntime.so.1.27.0
    library=libonnxruntime.so
    sum=9275ef52956228686ae47b0219f67476a1148505084bdc5571e7bf1bf69b11f2
    ;;
Darwin-arm64)
    platform=macosx_14_0_arm64
    package_sum=a14c2ce45312def86b77aea651f46565e45960cf5f0721bfdff449165086ab76
    inside=libonnxruntime.1.27.0.dylib
    library=libonnxruntime.dylib
    sum=49422a138fff12d7fcbd544373aefbffd510e473e08e18af28a8ecc3581029bf
    ;;
MINGW*-x86_64 | MSYS*-x86_64)
    platform=win_amd64
    package_sum=20c321cf187ba496e648acf6b4cf90b4d398b0d17c2a77fdaeba365b908cc1c1
    inside=onnxruntime.dll
    library=onnxruntime.dll
    sum=bbb4ff18db820c24ad6d9196ecdc7a62d6099268eaadf264813a23591d4d15cc
    ;;
*)
    echo "setup/engine.sh: there is no such library for this machine; the engine in the program serves." >&2
    exit 0
    ;;
esac
package="onnxruntime==1.27.0"

# Whether a file has the sum of the library.
is_whole() {
    if command -v sha256sum >/dev/null; then
        printf '%s  %s\n' "$sum" "$1" | sha256sum --status -c 2>/dev/null
    else
        printf '%s  %s\n' "$sum" "$1" | shasum -a 256 -s -c 2>/dev/null
    fi
}

if is_whole "models/$library"; then
    exit 0
fi

echo "== fetching what runs the models faster (24 MB)"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
printf '%s --hash=sha256:%s\n' "$package" "$package_sum" >"$work/wanted.txt"
# The library is the same for every Python; the package is named for one of them.
python3 -m pip download --quiet --disable-pip-version-check --no-deps --require-hashes \
    --only-binary=:all: --implementation cp --python-version 3.12 --platform "$platform" \
    --dest "$work" --requirement "$work/wanted.txt"
python3 -m zipfile -e "$work"/*.whl "$work/package"
if ! is_whole "$work/package/onnxruntime/capi/$inside"; then
    echo "setup/engine.sh: the library in $package is not the one that was tried." >&2
    exit 1
fi
mkdir -p models
cp "$work/package/onnxruntime/LICENSE" models/onnxruntime-LICENSE.txt
cp "$work/package/onnxruntime/ThirdPartyNotices.txt" models/onnxruntime-ThirdPartyNotices.txt
mv "$work/package/onnxruntime/capi/$inside" "models/$library"
