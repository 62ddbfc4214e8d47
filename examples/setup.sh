# What a fresh machine needs before anything can be built, for scripts to source:
#
#   source "$project/examples/setup.sh"
#   need_system_packages g++ cmake ninja-build      # Debian and its descendants
#   need_python_environment numpy 'pandas>=1.5'     # into .venv of the project; sets $python
#
# Nothing is installed, and no network asked, where everything is there already.

project_folder="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"

# Installs the missing ones of these packages; without root, says which they are and gives up.
need_system_packages() {
  if ! command -v dpkg-query > /dev/null; then
    echo "setup: no dpkg here; taking for granted what Debian calls: $*" >&2
    return
  fi
  local package missing=()
  for package in "$@"; do
    if [[ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2> /dev/null)" != installed ]]; then
      missing+=("$package")
    fi
  done
  if [[ ${#missing[@]} == 0 ]]; then return; fi
  if [[ $EUID != 0 ]]; then
    echo "setup: packages are missing and only root can install them. As root, run" >&2
    echo "  apt-get install ${missing[*]}" >&2
    return 1
  fi
  echo "setup: installing ${missing[*]}"
  apt-get -o Acquire::Retries=3 -qq update
  DEBIAN_FRONTEND=noninteractive apt-get -o Acquire::Retries=3 -qq install -y \
    --no-install-recommends "${missing[@]}" > /dev/null
}

# Prints the first Python that is new enough, makes virtual environments, and has the headers that
# an extension module needs. A `python3` on the PATH may be another one than the system's.
find_python() {
  local candidate
  for candidate in python3 /usr/bin/python3 python3.13 python3.12 python3.11; do
    if "$candidate" - 2> /dev/null << 'PYTHON'; then
import ensurepip, os, sys, sysconfig, venv
header = os.path.join(sysconfig.get_path("include"), "Python.h")
sys.exit(not (sys.version_info >= (3, 11) and os.path.exists(header)))
PYTHON
      command -v "$candidate"
      return
    fi
  done
  return 1
}

# Makes .venv, and installs the missing ones of these requirements into it. Sets `python`.
need_python_environment() {
  python="$project_folder/.venv/bin/python"
  if ! "$python" -c 'import pip' 2> /dev/null; then
    local base
    if ! base="$(find_python)"; then
      need_system_packages python3 python3-venv python3-dev
      base="$(find_python)" || {
        echo "setup: no Python >= 3.11 that has venv and its headers was found" >&2
        return 1
      }
    fi
    "$base" -m venv --clear "$project_folder/.venv"
  fi
  local missing=()
  mapfile -t missing < <("$python" - "$@" << 'PYTHON'
import importlib.metadata, sys
from pip._vendor.packaging.requirements import Requirement

for text in sys.argv[1:]:
    wanted = Requirement(text)
    try:
        if wanted.specifier.contains(importlib.metadata.version(wanted.name)):
            continue
    except importlib.metadata.PackageNotFoundError:
        pass
    print(text)
PYTHON
  )
  if [[ ${#missing[@]} == 0 ]]; then return; fi
  echo "setup: installing ${missing[*]} into .venv"
  "$python" -m pip install --quiet --disable-pip-version-check --retries 5 "${missing[@]}"
}
