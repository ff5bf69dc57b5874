#!/bin/sh
# Fetches the library that runs the models two or three times as fast as the engine in the program
# (ONNX Runtime) into models/, once. What it is and its licence: licences/engine. pip finds the
# package as it is configured (index, proxy, certificates). Usage: engine.sh
set -eu
cd "$(dirname "$0")/.."

# The sums of the packages, which pip checks, and of the libraries in them.
case "$(uname -s)-$(uname -m)" in
Linux-x86_64)
    platform=manylinux_2_28_x86_64
    package_sum=1f3dea47f2f0e5117c2404cea7d21fd253ae7836a3bf167a501cdfbb2600d536
    inside=libonnxruntime.so.1.31.1
    library=libonnxruntime.so
    sum=fc44112fbe06d7d689c57e11d3862031f64711007e4ee020f8eed5185fd2c1d3
    ;;
Linux-aarch64)
    platform=manylinux_2_28_aarch64
    package_sum=0b9a492176886992e0e875f06bc0367e333f5fff11711a2d642e18b02f3009cc
    inside=libonnxruntime.so.1.31.1
    library=libonnxruntime.so
    sum=8aa3b76b28c778a2b1dd660d34161adb1d508c9ccd04ff9dc80e26eca5df8467
    ;;
Darwin-arm64)
    platform=macosx_14_0_arm64
    package_sum=96dd2564b10ea7153ad9c207e7cd8e5917cb3ba521e0e0a62ac03486fdc8d56c
    inside=libonnxruntime.1.31.1.dylib
    library=libonnxruntime.dylib
    sum=d586cbe89effc085a09d3341b3cfbd5c322517f9d397aeb20814af21433f2b36
    ;;
MINGW*-x86_64 | MSYS*-x86_64)
    platform=win_amd64
    package_sum=ae8a9a351efda685cc59a66226cdefaa37a126c1d66872ca23a2de9425326130
    inside=onnxruntime.dll
    library=onnxruntime.dll
    sum=e45f61e50d8650885452be538a00bb14a715e46a1bc3691000ce947e89ed0306
    ;;
*)
    echo "setup/engine.sh: there is no such library for this machine; the engine in the program serves." >&2
    exit 0
    ;;
esac
package="onnxruntime==1.31.1"

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
