#!/usr/bin/env bash
# installed_test.sh CMAKE BUILD PROJECT FOLDER: installs, moves the installed tree elsewhere, and uses
# the shared library from there as C projects do: by find_package and by pkg-config.
set -euo pipefail

cmake=$1 build=$2 project=$3 folder=$4
rm -rf "$folder"
mkdir -p "$folder"
"$cmake" --install "$build" --prefix "$folder/first" > "$folder/install.log"
mv "$folder/first" "$folder/moved"
description=$(find "$folder/moved" -name krarup_c.pc)
if grep -e "$build" -e "$folder/first" "$description"; then
  echo "$description holds a path of the build" >&2
  exit 1
fi

"$cmake" -S "$project" -B "$folder/found" -DCMAKE_PREFIX_PATH="$folder/moved" > "$folder/found.log"
"$cmake" --build "$folder/found" >> "$folder/found.log"
"$folder/found/consumer"

pkg_config=$(command -v pkg-config || command -v pkgconf || true)
if [[ -z $pkg_config ]]; then
  echo "no pkg-config here: its part is left out"
  exit 0
fi
PKG_CONFIG_PATH=$(dirname "$description")
export PKG_CONFIG_PATH
read -r -a flags <<< "$("$pkg_config" --cflags --libs krarup_c)"
gcc -std=c99 "$project/consumer.c" "${flags[@]}" -o "$folder/consumer"
LD_LIBRARY_PATH=$("$pkg_config" --variable=libdir krarup_c) "$folder/consumer"
readelf -d "$(find "$folder/moved" -name libkrarup_c.so)" |
  grep 'SONAME.*\[libkrarup_c\.so\.[0-9]*\]' > /dev/null
