#!/usr/bin/env bash
# Plans a real day of a contact center: installs what is missing, builds the Python package into the
# project's .venv, prints the plan and draws it. Arguments go to plan_a_day.py (--chart PATH).
set -euo pipefail

source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

need_system_packages g++ cmake ninja-build libboost-math-dev libeigen3-dev
need_python_environment 'numpy>=2' 'pandas>=2' 'matplotlib>=3.8' 'pybind11>=3' \
  'scikit-build-core>=0.10'
echo "quickstart: building the Python package"
"$python" -m pip install --quiet --disable-pip-version-check --no-build-isolation \
  "$project_folder[pandas,plot]"
"$python" "$project_folder/examples/plan_a_day.py" "$@"
