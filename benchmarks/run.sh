#!/usr/bin/env bash
# Builds the benchmarks and the Python package, measures, and writes report.md, its plots and
# report.json; fails on a wrong answer.
#
#   benchmarks/run.sh [--quick] [--installed] [FOLDER]      FOLDER: build/benchmarks/report
#
# Installs what is missing and asks no network where nothing is. The Python packages that krarup is
# compared with are left out of the comparison where they cannot be had. --quick installs none of
# those, looks at every answer and measures nothing worth reading. --installed takes the krarup in
# .venv as it is.
set -euo pipefail

began=$SECONDS
quick=""
installed=""
while [[ "${1:-}" == --* ]]; do
  case "$1" in
    --quick) quick=1 ;;
    --installed) installed=1 ;;
    *)
      echo "benchmarks/run.sh: --quick and --installed are known, got $1" >&2
      exit 2
      ;;
  esac
  shift
done
mkdir -p "${1:-$(dirname "${BASH_SOURCE[0]}")/../build/benchmarks/report}"
report="$(cd "${1:-$(dirname "${BASH_SOURCE[0]}")/../build/benchmarks/report}" && pwd)"
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source examples/setup.sh
raw="$report/raw"
rm -rf "$raw"
mkdir -p "$raw"

need_system_packages g++ cmake ninja-build libboost-math-dev libbenchmark-dev \
  libgtest-dev libcli11-dev libeigen3-dev
need_python_environment 'numpy>=2' 'matplotlib>=3.8' 'pybind11>=3' 'scikit-build-core>=0.10'
if [[ ! $quick ]]; then
  for yardstick in 'scipy>=1.14' pyworkforce==0.5.1 pyqueueing==0.1.1 call-center-tools==1.0.0 \
    simpy==4.1.1 ciw==3.2.7 salabim==26.0.9; do
    need_python_environment "$yardstick" > "$raw/pip.log" 2>&1 ||
      echo "benchmarks: $yardstick cannot be had; going on without"
  done
fi

# The package builds on one core while the benchmarks build on the other.
package=""
if [[ ! $installed ]]; then
  "$python" -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps . &
  package=$!
fi
cmake --preset release -DCMAKE_CXX_FLAGS= > "$raw/configure.log"
cmake --build --preset release -j 2 --target \
  queues_benchmark queues_benchmark_native staffing_benchmark batch_benchmark erlang_x_benchmark \
  transient_benchmark simulation_benchmark \
  benchmark_kernels benchmark_oracle \
  > "$raw/build.log" ||
  { cat "$raw/build.log"; exit 1; }
if [[ $package ]]; then wait "$package"; fi

built=build/release/benchmarks
uptime > "$raw/load.txt"
how=(--benchmark_format=json --benchmark_enable_random_interleaving=true)
if [[ $quick ]]; then
  export KRARUP_BENCHMARKS_QUICK=1
  how+=(--benchmark_min_time=0.0001)
else
  how+=(--benchmark_min_time=0.01 --benchmark_repetitions=3)
fi
measure() {  # measure NAME PROGRAM [OPTION...]
  local name="$1"
  shift
  echo "benchmarks: $name"
  "$@" "${how[@]}" > "$raw/$name.json" 2> "$raw/$name.log" || {
    grep -h error_message "$raw/$name.json" | sort -u
    cat "$raw/$name.log"
    exit 1
  } >&2
}
for room in queues staffing batch erlang_x transient simulation; do
  measure "$room" "$built/${room}_benchmark"
done
measure native "$built/queues_benchmark_native" '--benchmark_filter=^erlang_(a_set|b)/krarup/'
for part in against_others overhead accuracy; do
  echo "benchmarks: $part"
  "$python" "benchmarks/python/$part.py" "$built" "$raw/$part.json"
done
echo "benchmarks: against_simulators"
"$python" benchmarks/python/against_simulators.py "$raw/against_simulators.json"
echo "benchmarks: compile_time"
compiler="$(sed -n 's/^CMAKE_CXX_COMPILER:[A-Z]*=//p' build/release/CMakeCache.txt)"
flags="$(sed -n 's/^CMAKE_CXX_FLAGS_RELEASE:[A-Z]*=//p' build/release/CMakeCache.txt)"
# shellcheck disable=SC2086
"$python" benchmarks/python/compile_time.py "$compiler" "$raw/compile_time.json" $flags

"$python" benchmarks/python/report.py "$report" "$compiler" "$flags" $((SECONDS - began))
