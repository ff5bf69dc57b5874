#!/bin/sh
# Fetches the models that read pictures into models/, once. What they are and their licence:
# licences/models. pip finds the package as it is configured (index, proxy, certificates).
set -eu
cd "$(dirname "$0")/.."

package="rapidocr==3.10.0"
package_hash="sha256:2fc34e26cd0f48514804a94f8832283039c7334076bff60768b1fed9ad068050"
sums="$PWD/setup/models.sha256"

# Whether the three files of a folder are the ones that were tried.
are_whole() {
    if command -v sha256sum >/dev/null; then
        (cd "$1" && sha256sum --status -c "$sums") 2>/dev/null
    else
        (cd "$1" && shasum -a 256 -s -c "$sums") 2>/dev/null
    fi
}

if [ -d models ] && are_whole models; then
    exit 0
fi

if ! python3 -m pip --version >/dev/null 2>&1; then
    echo "setup/models.sh: python3 with pip is missing (Debian: apt-get install python3-pip)." >&2
    exit 1
fi

echo "== fetching the models that read pictures (27 MB)"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
printf '%s --hash=%s\n' "$package" "$package_hash" >"$work/wanted.txt"
python3 -m pip download --quiet --disable-pip-version-check --no-deps --require-hashes \
    --only-binary=:all: --dest "$work" --requirement "$work/wanted.txt"
python3 -m zipfile -e "$work"/*.whl "$work/package"
mkdir "$work/models"
from="$work/package/rapidocr/models"
mv "$from/PP-OCRv6_det_small.onnx" "$work/models/detection.onnx"
mv "$from/PP-OCRv6_rec_small.onnx" "$work/models/recognition.onnx"
mv "$from/ch_ppocr_mobile_v2.0_cls_mobile.onnx" "$work/models/direction.onnx"
if ! are_whole "$work/models"; then
    echo "setup/models.sh: the models in $package are not the ones that were tried." >&2
    exit 1
fi
mkdir -p models
mv "$work"/models/*.onnx models/
