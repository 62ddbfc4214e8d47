#!/usr/bin/env bash
# Builds the extension module with g++'s address and undefined-behaviour sanitizers, and runs the
# Python tests that call it. Python's own leaks are not looked for. Some ten minutes of one core.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../.."
source examples/setup.sh
need_system_packages g++ cmake ninja-build libboost-math-dev libeigen3-dev
need_python_environment 'numpy>=2' 'pandas>=2' 'polars>=1' 'pyarrow>=16' 'narwhals>=2' \
  'matplotlib>=3.8' 'tqdm>=4.60' 'pybind11>=3' 'hypothesis>=6' 'pytest>=8' mpmath

folder=build/python-sanitized
cmake -G Ninja -S . -B "$folder" -DCMAKE_CXX_COMPILER=g++ -DCMAKE_BUILD_TYPE=None \
  -DCMAKE_CXX_FLAGS='-O1 -g1 -fno-omit-frame-pointer -D_GLIBCXX_ASSERTIONS -fsanitize=address,undefined -fno-sanitize-recover=all' \
  -DKRARUP_PYTHON=ON -DPython_EXECUTABLE="$python" \
  -DKRARUP_TESTS=OFF -DKRARUP_CLI=OFF -DKRARUP_C=OFF -DKRARUP_EXAMPLES=OFF
cmake --build "$folder" --target krarup_python
rm -rf "$folder/package"
mkdir "$folder/package"
cp -r bindings/python/krarup "$folder/package/"
rm -f "$folder"/package/krarup/_core.*.so
cp "$folder"/bindings/python/_core.*.so "$folder/package/krarup/"

questions=()
for name in queues ufuncs staffing plan_day columns threads errors validation pickling sensitivity \
  execution cost agents_table chains properties which_definition time_zones frames arrow; do
  questions+=("tests/python/test_$name.py")
done
LD_PRELOAD="$(g++ -print-file-name=libasan.so) $(g++ -print-file-name=libubsan.so)" \
  ASAN_OPTIONS=detect_leaks=0 PYTHONMALLOC=malloc PYTHONPATH="$folder/package" \
  "$python" -m pytest -p no:cacheprovider "${questions[@]}"
