#!/usr/bin/env bash
# Builds the guide and the notebooks to HTML: build/guide/html/index.html. Installs what is missing,
# runs every notebook, and stops at any warning or broken link.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../.."
source examples/setup.sh
need_system_packages g++ cmake ninja-build libboost-math-dev libeigen3-dev doxygen
need_python_environment 'numpy>=2' 'pandas>=2.2' 'matplotlib>=3.10' 'pybind11>=3' \
  'scikit-build-core>=0.10' 'sphinx>=8' 'myst-nb>=1.3' 'furo>=2024' \
  'numpydoc>=1.8' 'ipykernel>=6'
if [[ "${1-}" != --installed ]]; then  # that is of the krarup in .venv as it is
  "$python" -m pip install --quiet --disable-pip-version-check --no-build-isolation .
fi

built=build/guide
rm -rf "$built"
mkdir -p "$built/source/included" "$built/doxygen"
cp -r examples/guide/. examples/notebooks "$built/source"
ln -s "$PWD/examples/data" "$built/source/data"  # where the notebooks look for it
sed -n '/^## How exact/,/^## How fast/{//!p}' README.md > "$built/source/included/how_exact.md"
cp examples/time_varying_methods.expected examples/validation/{patience,replay,staff}.expected \
  "$built/source/included"

{ cat examples/guide/Doxyfile; echo "OUTPUT_DIRECTORY = $built/doxygen"; } | doxygen -
"$python" examples/guide/cpp_reference.py "$built/doxygen/xml" include/krarup "$built/source/cpp"
"$python" examples/guide/python_reference.py "$built/source/python"
"$python" examples/validation/judge.py --chart "$built/source/calibration.png" > "$built/judged"
"$python" examples/validation/replay.py --chart "$built/source/replay.png" > "$built/replayed"
"$python" examples/validation/staff.py --chart "$built/source/staff.png" > "$built/staffed"
KRARUP_PROJECT="$PWD" "$python" -m sphinx -q -W --keep-going -d "$built/doctrees" \
  "$built/source" "$built/html"
"$python" examples/guide/check_links.py "$built/html"
echo "guide: $built/html/index.html"
