#!/usr/bin/env bash
# The Python package as others get it: an sdist; a wheel that the sdist builds alone and without a
# network; the wheel at work where NumPy, its oldest version, is all there is besides; an editable
# install; and last the wheel in the environment of the tests, for pytest tests/python.
#
#   tests/packaging/python.sh PYTHON      # leaves sdist and wheel in build/dist
set -euo pipefail

python="$(realpath --no-symlinks "$1")"
project="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
dist="$project/build/dist"
alone="$(mktemp -d)"
trap 'rm -rf "$alone"' EXIT
rm -rf "$dist"
export PIP_QUIET=1 PIP_DISABLE_PIP_VERSION_CHECK=1
cd "$alone"

"$python" -m build --no-isolation --sdist --outdir "$dist" "$project" > sdist.log || cat sdist.log
"$python" -m twine check --strict "$dist"/*.tar.gz

tar xzf "$dist"/krarup-*.tar.gz
sources="$(echo "$alone"/krarup-*)"
https_proxy=http://127.0.0.1:9 http_proxy=http://127.0.0.1:9 PIP_NO_INDEX=1 \
  "$python" -m pip wheel --no-build-isolation --no-deps --wheel-dir "$dist" "$sources"
"$python" -m twine check --strict "$dist"/*.whl
"$python" -m auditwheel show "$dist"/*.whl

"$python" -m venv numpy_alone
oldest="$("$python" -c 'import sys; print({11: "2.0", 12: "2.0", 13: "2.1"}.get(sys.version_info[1], "2.3"))')"
numpy_alone/bin/python -m pip install "numpy==$oldest.*" "$dist"/*.whl
numpy_alone/bin/python "$project/tests/packaging/smoke.py"

"$python" -m venv editable
"$python" -c 'import numpy; print(*__import__("sys").path, sep="\n")' | grep site-packages \
  > "$(echo editable/lib/python*/site-packages)/tools_of_the_tests.pth"
editable/bin/python -m pip install --no-build-isolation --no-deps --editable "$sources"
editable/bin/python "$project/tests/packaging/smoke.py"
echo 'changed = True' >> "$sources/bindings/python/krarup/ufuncs.py"
editable/bin/python -c 'import krarup.ufuncs; assert krarup.ufuncs.changed'
echo "editable: a changed file is what is imported"

"$python" -m pip install --force-reinstall --no-deps "$dist"/*.whl
