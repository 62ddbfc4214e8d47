#!/usr/bin/env bash
# compile_and_run.sh FOLDER COMPILER STANDARD INCLUDE SOURCE LIBRARY LINKER [FLAG...]: compiles a C
# program as a stranger would, strictly, links it with the shared library, and runs it.
set -euo pipefail

folder=$1 compiler=$2 standard=$3 include=$4 source=$5 library=$6
shift 6
mkdir -p "$folder"
sanitized=()
if [[ "$*" == *-fsanitize* ]]; then sanitized=(-DKRARUP_SANITIZED); fi
"$compiler" -std="$standard" "${sanitized[@]}" -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wstrict-prototypes -Werror \
  -I"$include" -c "$source" -o "$folder/program.o"
"$@" "$folder/program.o" "$library" -Wl,-rpath,"$(dirname "$library")" -lm -pthread -o "$folder/program"
"$folder/program"
