"""What is in the sdist and the wheel that tests/packaging/python.sh left, and what they say."""

import email
import pathlib
import re
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import zipfile

import documents
import krarup as kr
import pytest

PROJECT = documents.PROJECT
DIST = PROJECT / "build" / "dist"
VERSION = re.search(r"project\(krarup VERSION ([0-9.]+)", (PROJECT / "CMakeLists.txt").read_text())[
    1
]
SAID = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]

pytestmark = pytest.mark.skipif(not DIST.exists(), reason="tests/packaging/python.sh was not run")


def files_of(folder):
    found = (each for each in (PROJECT / folder).rglob("*") if each.is_file())
    return {str(each.relative_to(PROJECT)) for each in found if "__pycache__" not in each.parts}


@pytest.fixture(scope="module")
def sdist():
    """The files of the sdist, by name."""
    with tarfile.open(DIST / f"krarup-{VERSION}.tar.gz") as archive:
        members = [each for each in archive.getmembers() if not each.isdir()]
        return {
            each.name.removeprefix(f"krarup-{VERSION}/"): archive.extractfile(each).read()
            for each in members
        }


@pytest.fixture(scope="module")
def wheel():
    """The files of the wheel, by name."""
    (path,) = DIST.glob("*.whl")
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def metadata(wheel):
    return email.message_from_bytes(wheel[f"krarup-{VERSION}.dist-info/METADATA"])


def test_the_sdist_holds_what_a_wheel_is_built_from_and_nothing_else(sdist):
    sources = files_of("include") | files_of("bindings/python")
    sources = {name for name in sources if not name.endswith(".so")}
    assert "bindings/python/krarup/exports/presets/five9_skill.toml" in sources
    assert set(sdist) == sources | {
        *("CMakeLists.txt", "LICENSE", "PKG-INFO", "README.md", "pyproject.toml"),
    }


def test_the_wheel_holds_the_package_and_one_extension(wheel):
    package = {
        name.removeprefix("bindings/python/")
        for name in files_of("bindings/python/krarup")
        if not name.endswith(".so")
    }
    assert {"krarup/py.typed", "krarup/_core.pyi"} <= package
    extensions = {name for name in wheel if name.endswith((".so", ".pyd"))}
    assert [name.partition(".")[0] for name in extensions] == ["krarup/_core"]
    about = {"METADATA", "RECORD", "WHEEL", "licenses/LICENSE"}
    assert set(wheel) - extensions == package | {f"krarup-{VERSION}.dist-info/{x}" for x in about}
    assert (
        wheel[f"krarup-{VERSION}.dist-info/licenses/LICENSE"] == (PROJECT / "LICENSE").read_bytes()
    )


@pytest.mark.parametrize("kind", ["sdist", "wheel"])
def test_no_file_names_the_machine_that_built_it(kind, request):
    folders = [PROJECT, tempfile.gettempdir(), pathlib.Path.home(), sys.prefix]
    names = [f"{folder}/".encode() for folder in folders]
    names += [b"/site-packages", b"/usr/include", b"pybind11/include"]
    for name, content in request.getfixturevalue(kind).items():
        found = [each for each in names if each in content]
        assert not found, f"{name} holds {found}"


@pytest.mark.skipif(sys.platform != "linux", reason="readelf reads the libraries of Linux")
def test_the_extension_needs_only_what_every_linux_has(wheel, tmp_path):
    (name,) = (name for name in wheel if name.endswith(".so"))
    (tmp_path / "_core.so").write_bytes(wheel[name])
    command = ["readelf", "--dynamic", "--wide", tmp_path / "_core.so"]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    needed = set(re.findall(r"\(NEEDED\).*\[(.*)\]", told))
    assert needed <= {
        *("libc.so.6", "libm.so.6", "libstdc++.so.6", "libgcc_s.so.1", "libpthread.so.0"),
        *("ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1"),
    }
    assert not re.search(r"RPATH|RUNPATH", told)


def test_the_version_stands_in_one_place(metadata):
    assert kr.__version__ == VERSION == metadata["Version"]
    assert "version" in SAID["dynamic"]
    assert [name for name in DIST.iterdir() if f"krarup-{VERSION}" not in name.name] == []


def test_the_metadata_say_what_the_project_says(metadata):
    assert metadata["Name"] == "krarup"
    assert metadata["License-Expression"] == "MIT"
    assert metadata["Requires-Python"] == ">=3.11"
    assert metadata["Description-Content-Type"] == "text/markdown"
    assert metadata.get_payload().strip() == (PROJECT / "README.md").read_text().strip()
    assert set(metadata.get_all("Provides-Extra")) == set(SAID["optional-dependencies"])
    always = [each for each in metadata.get_all("Requires-Dist") if "extra ==" not in each]
    assert always == ["numpy>=2"]
    pythons = {each for each in metadata.get_all("Classifier") if ":: 3." in each}
    assert {each.rpartition(" ")[2] for each in pythons} == {"3.11", "3.12", "3.13", "3.14"}
