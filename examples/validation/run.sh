#!/usr/bin/env bash
# Judges the queues by two real centers; with "replay" first the methods for a day by 63 real days, with
# "staff" how those are staffed, with "patience" a day under any law of patience by simulated ones:
# installs what is missing, builds the Python package into the project's .venv, prints and draws it.
# Other arguments go to the script.
set -euo pipefail

source "$(dirname "${BASH_SOURCE[0]}")/../setup.sh"

need_system_packages g++ cmake ninja-build libboost-math-dev libeigen3-dev
need_python_environment 'numpy>=2' 'pandas>=2' 'matplotlib>=3.8' 'pybind11>=3' \
  'scikit-build-core>=0.10'
"$python" -m pip install --quiet --disable-pip-version-check --no-build-isolation \
  "$project_folder[pandas,plot]"
script=judge
if [[ ${1-} == replay || ${1-} == staff || ${1-} == patience ]]; then
  script=$1
  shift
fi
"$python" "$project_folder/examples/validation/$script.py" "$@"
