#!/usr/bin/env bash
# Fuzzes the library, the command line's readers and the C interface: builds the targets (clang++,
# address and undefined-behaviour sanitizers), lets two run at a time, and says what came of it.
#
#   tests/fuzz/run.sh 600          ten minutes
#   tests/fuzz/run.sh --quick      well under a minute, for every change, the same inputs each time
#   tests/fuzz/run.sh --minimize   nothing new: the least corpus that reaches what is reached
#
# Inputs that reached something new are kept in build/fuzz/corpus and used again; --minimize writes the
# best of them to tests/fuzz/corpus. A finding is left in build/fuzz/findings, and ends its target.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../.."
source examples/setup.sh
need_system_packages g++ clang libclang-rt-dev cmake ninja-build libboost-math-dev libgtest-dev libeigen3-dev python3

asked="${1:---quick}"
cmake --preset fuzz > build/fuzz-configure.log 2>&1 || { cat build/fuzz-configure.log; exit 2; }
cmake --build --preset fuzz
targets=()
for source in tests/fuzz/*_fuzz.cpp; do targets+=("$(basename "$source" _fuzz.cpp)"); done

folder=build/fuzz
findings=$folder/findings
corpus=$folder/corpus
if [[ $asked == --quick ]]; then corpus=$folder/quick; fi  # of the repository alone
rm -rf "$findings" "$folder/quick"
mkdir -p "$findings" "$folder/logs"
for name in "${targets[@]}"; do
  mapfile -t known < <(ls "tests/fuzz/corpus/$name.txt" "tests/fuzz/found/$name.txt" 2> /dev/null)
  python3 tests/fuzz/corpus.py unpack "$corpus/$name" "${known[@]}"
done

if [[ $asked == --minimize ]]; then
  for name in "${targets[@]}"; do
    rm -rf "$folder/least"
    mkdir -p "$folder/least"
    "$folder/tests/fuzz/fuzz_$name" -merge=1 -use_counters=0 -max_len=4096 "$folder/least" "$folder/corpus/$name" \
      > "$folder/logs/$name.log" 2>&1
    python3 tests/fuzz/corpus.py pack "$folder/least" "tests/fuzz/corpus/$name.txt"
    echo "$name: $(wc -l < "tests/fuzz/corpus/$name.txt") inputs"
  done
  exit
fi

limits=()
if [[ $asked == --quick ]]; then  # in one order everywhere
  for name in "${targets[@]}"; do
    find "$corpus/$name" -type f | LC_ALL=C sort | paste -s -d , > "$corpus/$name.inputs"
  done
  limits+=(-seed=1 -runs=2000)
else
  limits+=("-max_total_time=$((asked / ((${#targets[@]} + 1) / 2)))")
fi

fuzz() {
  local name="$1" longest=160 inputs="$corpus/$1"
  if [[ -f $inputs.inputs ]]; then inputs="-seed_inputs=@$inputs.inputs"; fi
  if [[ $name == command_line ]]; then longest=1024; fi
  if [[ $asked == --quick && $name =~ ^(day|erlang_x)$ ]]; then set -- "$@" -runs=1000; fi  # dear
  "$folder/tests/fuzz/fuzz_$name" "$inputs" -max_len="$longest" -timeout=60 -len_control=0 \
    -print_final_stats=1 -artifact_prefix="$findings/$name-" "${@:2}" > "$folder/logs/$name.log" 2>&1 ||
    echo "$name: $(grep -m 1 -E '^broken|^more than|runtime error|ERROR:|what\(\)' "$folder/logs/$name.log")"
}
export -f fuzz
export asked folder corpus findings
printf '%s\n' "${targets[@]}" | xargs -P 2 -I '{}' bash -c 'fuzz "$@"' fuzz '{}' "${limits[@]}"

total=0
found=0
printf '\n%-14s %12s %10s %10s %8s %9s\n' target executions 'a second' branches new findings
for name in "${targets[@]}"; do
  log="$folder/logs/$name.log"
  executed="$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")"
  rate="$(sed -n 's/^stat::average_exec_per_sec: *//p' "$log")"
  before="$(sed -n 's/.*INITED cov: \([0-9]*\).*/\1/p' "$log" | tail -n 1)"
  after="$(sed -n 's/.* cov: \([0-9]*\).*/\1/p' "$log" | tail -n 1)"
  broken="$(find "$findings" -name "$name-*" | wc -l)"
  if [[ ${executed:-0} == 0 && $broken == 0 ]]; then  # what did not run has found nothing
    echo "$name: did not run, says $log"
    broken=1
  fi
  printf '%-14s %12s %10s %10s %8s %9s\n' "$name" "${executed:-0}" "${rate:-0}" "${after:-0}" \
    "$((${after:-0} - ${before:-0}))" "$broken"
  total=$((total + ${executed:-0}))
  found=$((found + broken))
done
echo "tests/fuzz/run.sh: $total executions, ${#targets[@]} targets, $found findings"
[[ $found == 0 ]]
