#!/usr/bin/env bash
# Builds and runs every test of the project: C++ with g++, with clang++ and under sanitizers, what
# compilers agree on, the instruction counts, the reference tables and the Python package. Asks
# nothing, installs what is missing, stops at the first failure; what each runner said last is
# repeated at the end.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
source examples/setup.sh
export CMAKE_BUILD_PARALLEL_LEVEL=2 CTEST_PARALLEL_LEVEL=2
logs=build/logs
rm -rf "$logs"
mkdir -p "$logs"

# step NAME COMMAND...: runs the command and keeps what it says in a log of that name.
step() {
  local name="$1"
  shift
  local start=$SECONDS
  stop_if_beside_failed
  printf '\n== %s: %s\n' "$name" "$*"
  "$@" 2>&1 | tee -a "$logs/$name.log"
  echo $((SECONDS - start)) >> "$logs/$name.seconds"
}

need_system_packages g++ clang cmake ninja-build valgrind libboost-math-dev libgtest-dev \
  libbenchmark-dev libcli11-dev libeigen3-dev librapidcheck-dev llvm libclang-rt-dev \
  doxygen
if ! command -v java > /dev/null; then need_system_packages default-jre-headless; fi  # for Spark
need_system_packages r-base-core make pkg-config  # for the C interface's guests
need_python_environment 'numpy>=2' 'pandas>=2' 'narwhals>=2' 'polars>=1' 'pyarrow>=16' \
  'matplotlib>=3.8' 'openpyxl>=3.1' 'pybind11>=3' \
  'scikit-build-core>=0.10' 'hypothesis>=6' 'pytest>=8' mpmath \
  'pyworkforce>=0.5' 'tqdm>=4.60' 'duckdb>=2' 'dask[dataframe]>=2025.1' 'pyspark>=4' \
  'nbclient>=0.10' 'ipykernel>=6' 'conan>=2' 'build>=1.2' 'twine>=6' 'auditwheel>=6' \
  'mypy>=2' pandas-stubs 'libclang==14.*'

# What runs beside, its process while it is not known to have ended, says all at once.
beside=""
end_beside() {
  local status=0
  wait "$beside" || status=$?
  beside=""
  cat "$logs/one_core.log"
  if [[ $status != 0 ]]; then exit "$status"; fi
}
stop_if_beside_failed() {
  if [[ -n $beside ]] && ! kill -0 "$beside" 2> /dev/null; then end_beside; fi
}

# What keeps one core busy; alone in .venv and in build/release.
one_core() {
  export CMAKE_BUILD_PARALLEL_LEVEL=1
  step reference "$python" tests/reference/fit_blocking.py --check
  step reference "$python" tests/reference/fit_palm.py --check
  step reference "$python" tests/reference/generate.py --check

  step instructions cmake --preset release
  step instructions cmake --build --preset release --target benchmarks
  step instructions benchmarks/check_instruction_counts.sh build/release/benchmarks

  step mutation "$python" tests/mutation/mutation_test.py

  step python tests/packaging/python.sh "$python"
  step python "$python" -m pytest tests/python

  step guide examples/guide/build.sh --installed

  step benchmarks benchmarks/run.sh --quick --installed build/benchmarks/quick  # answers, not times
}

# every_test PRESET [WORD...]: builds it and runs its tests, behind these words.
every_test() {
  local preset="$1"
  shift
  step "$preset" cmake --preset "$preset" -D CMAKE_CXX_FLAGS_RELWITHDEBINFO='-O2 -DNDEBUG'  # no -g
  step "$preset" "$@" cmake --build --preset "$preset"
  step "$preset" "$@" ctest --preset "$preset"
}

# Both at once, so that no core waits.
one_core > "$logs/one_core.log" 2>&1 &
beside=$!
trap 'if [[ -n $beside ]]; then kill "$beside" 2> /dev/null || true; fi' EXIT

every_test dev
step coverage tests/coverage.sh  # with clang++
for preset in dev coverage; do  # every public header compiles alone
  step headers cmake --build --preset "$preset" --target all_verify_interface_header_sets
done
every_test asan
# clang 14's thread sanitizer cannot follow addresses that a kernel scatters more widely than this.
if [[ "$(cat /proc/sys/vm/mmap_rnd_bits 2> /dev/null || echo 0)" -gt 28 ]]; then
  every_test tsan setarch -R
else
  every_test tsan
fi
step fuzz tests/fuzz/run.sh --quick
step determinism tests/determinism.sh
step accuracy build/dev/tests/accuracy  # a report; the tests hold the bounds

if [[ -n $beside ]]; then end_beside; fi

printf '\n== what each runner said\n'
for name in dev coverage headers asan tsan fuzz determinism instructions reference mutation \
  python guide benchmarks; do
  minutes="$(awk '{all += $1} END {printf "%.1f", all / 60}' "$logs/$name.seconds")"
  sed '/^$/d' "$logs/$name.log" | grep -v '^Total Test time' | tail -n 1 |
    sed "s/^/$name ($minutes min): /"
done | tee "$logs/summary"
echo "tests/run.sh: everything passed"
