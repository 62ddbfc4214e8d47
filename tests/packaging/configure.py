"""Configuring: with Boost and with Eigen as CMake packages, as bare headers, old, and without;
without a network. What is refused is refused with one sentence."""

import os
import pathlib
import re
import shutil
import subprocess
import unittest

import support
from support import here, installed, run


class configure(support.case):
    def cmake(self, project, *options, ok=True, prefix=()):
        """Configures a project anew; what CMake said, as one line."""
        folder = self.folder / "built"
        shutil.rmtree(folder, ignore_errors=True)
        said = run(
            *prefix,
            "cmake",
            "-S",
            project,
            "-B",
            folder,
            f"-DCMAKE_CXX_COMPILER={support.compiler}",
            *options,
            ok=ok,
            env=self.machine,
        )
        return " ".join(said.split())

    def setUp(self):
        super().setUp()
        unwanted = ("BOOST", "EIGEN", "CMAKE_PREFIX_PATH", "KRARUP")
        self.machine = {k: v for k, v in os.environ.items() if not k.upper().startswith(unwanted)}

    def bare(self, *folders):
        """Headers of the system and nothing else, as who unpacks an archive has them."""
        include = self.folder / "bare" / "include"
        include.mkdir(parents=True)
        for folder in folders:
            (include / pathlib.Path(folder).name).symlink_to(folder)
        return include.parent

    def projects(self):
        """krarup itself, and a stranger who has it installed."""
        stranger = [
            f"-DCMAKE_PREFIX_PATH={installed}",
            f"-DKRARUP_VERSION_TO_FIND={found_version()}",
        ]
        return [(support.source, alone), (here / "find_package", stranger)]

    def assert_refused(self, said, sentence):
        self.assertEqual(said.count(sentence), 1, said)
        self.assertEqual(said.count("CMake Error"), 1, said)


alone = ["-DKRARUP_TESTS=OFF", "-DKRARUP_CLI=OFF", "-DKRARUP_EXAMPLES=OFF"]
sentence = (
    "krarup::krarup needs the headers of Boost >= 1.74 and none were found: install them (Debian: "
    "libboost-math-dev) or name the prefix that has them with -DBoost_ROOT=<prefix>"
)


class boost(configure):
    def test_by_its_cmake_package(self):
        for project, options in self.projects():
            self.cmake(project, *options)
            self.assertIn("BoostConfig", run("grep", "-r", "BoostConfig", self.folder / "built"))

    def test_by_its_bare_headers(self):
        prefix = self.bare("/usr/include/boost")
        for project, options in self.projects():
            self.cmake(project, *options, "-DBoost_NO_BOOST_CMAKE=ON", f"-DBoost_ROOT={prefix}")
            cache = (self.folder / "built" / "CMakeCache.txt").read_text()
            self.assertIn(f"Boost_INCLUDE_DIR:PATH={prefix}/include", cache)
        self.cmake(
            here / "find_package",
            *options,
            "-DCMAKE_FIND_USE_CMAKE_SYSTEM_PATH=OFF",
            f"-DBoost_ROOT={prefix}",
        )  # where CMake looks for no package of the system

    def test_none(self):
        for project, options in self.projects():
            said = self.cmake(project, *options, "-DCMAKE_DISABLE_FIND_PACKAGE_Boost=ON", ok=False)
            self.assert_refused(said, sentence)

    def test_an_old_one(self):
        old = self.folder / "old" / "include" / "boost"
        old.mkdir(parents=True)
        (old / "config.hpp").touch()  # by which CMake knows the folder
        (old / "version.hpp").write_text(
            '#define BOOST_VERSION 107300\n#define BOOST_LIB_VERSION "1_73"\n'
        )
        for project, options in self.projects():
            said = self.cmake(
                project,
                *options,
                "-DBoost_NO_BOOST_CMAKE=ON",
                "-DBoost_NO_SYSTEM_PATHS=ON",
                f"-DBoost_ROOT={old.parents[1]}",
                ok=False,
            )
            self.assert_refused(said, sentence)
            cache = (self.folder / "built" / "CMakeCache.txt").read_text()
            self.assertIn(f"Boost_INCLUDE_DIR:PATH={old.parent}\n", cache)  # found, and too old

    def test_none_for_compiled(self):
        _, options = self.projects()[1]
        self.cmake(
            here / "find_package",
            *options,
            "-DKRARUP_COMPONENTS=compiled",
            "-DCMAKE_DISABLE_FIND_PACKAGE_Boost=ON",
        )


def found_version():
    text = (support.source / "CMakeLists.txt").read_text()
    return re.search(r"project\(krarup VERSION ([0-9.]+)", text).group(1)


class eigen(configure):
    sentence = (
        "krarup::krarup needs the headers of Eigen >= 3.4 and %s: install them (Debian: "
        "libeigen3-dev) or name the prefix that has them with -DEigen3_ROOT=<prefix>"
    )
    no_package = ("-DCMAKE_DISABLE_FIND_PACKAGE_Eigen3=ON",)

    def package(self, version):
        """A CMake package of that version; its folder, and the option that names it."""
        folder = self.folder / "prefix" / "share" / "eigen3" / "cmake"
        # As Eigen writes its version file: it refuses another major version than asked for.
        self.write(
            folder / "Eigen3ConfigVersion.cmake",
            f"""
set(PACKAGE_VERSION {version})
string(REGEX MATCH "^[0-9]+" major {version})
if(PACKAGE_FIND_VERSION_MAJOR STREQUAL major
   AND NOT PACKAGE_VERSION VERSION_LESS PACKAGE_FIND_VERSION)
  set(PACKAGE_VERSION_COMPATIBLE TRUE)
else()
  set(PACKAGE_VERSION_COMPATIBLE FALSE)
endif()
""",
        )
        self.write(folder / "Eigen3Config.cmake", "add_library(Eigen3::Eigen INTERFACE IMPORTED)\n")
        return folder, f"-DEigen3_ROOT={self.folder / 'prefix'}"

    def test_versions(self):
        for project, options in self.projects():
            folder, root = self.package("3.3.9")
            said = self.cmake(project, *options, root, ok=False)
            self.assert_refused(said, self.sentence % f"3.3.9 was found in {folder}")
            for version in ("3.4.0", "5.0.1"):
                self.package(version)
                self.cmake(project, *options, root)

    def test_by_its_bare_headers(self):
        prefix = self.bare("/usr/include/eigen3/Eigen", "/usr/include/eigen3/unsupported")
        for project, options in self.projects():
            for root in (prefix, prefix / "include"):
                self.cmake(project, *options, *self.no_package, f"-DEigen3_ROOT={root}")
                cache = (self.folder / "built" / "CMakeCache.txt").read_text()
                self.assertIn(f"krarup_EIGEN_FOLDER:PATH={prefix}/include\n", cache)
        self.cmake(project, *options, *self.no_package)  # where the system has them
        cache = (self.folder / "built" / "CMakeCache.txt").read_text()
        self.assertIn("krarup_EIGEN_FOLDER:PATH=/usr/include/eigen3\n", cache)

    def test_none(self):
        hidden = (*self.no_package, "-DCMAKE_IGNORE_PATH=/usr/include/eigen3")
        for project, options in self.projects():
            said = self.cmake(project, *options, *hidden, ok=False)
            self.assert_refused(said, self.sentence % "none were found")
        self.cmake(project, *options, *hidden, "-DKRARUP_COMPONENTS=compiled")


class no_network(configure):
    def test_nothing_is_asked_for(self):
        dead = "http://127.0.0.1:9"
        self.machine |= {
            name: dead
            for name in (
                "http_proxy",
                "https_proxy",
                "all_proxy",
                "HTTP_PROXY",
                "HTTPS_PROXY",
                "ALL_PROXY",
            )
        }
        prefix = ["unshare", "-n"]
        if subprocess.run([*prefix, "true"], capture_output=True).returncode != 0:
            prefix = []  # nobody may take the network away here: the proxies have to do
        self.cmake(support.source, prefix=prefix)  # with everything switched on
        self.cmake(
            here / "in_source",
            f"-DKRARUP_SOURCE={support.source}",
            "-DKRARUP_FETCH=ON",
            "-DFETCHCONTENT_FULLY_DISCONNECTED=ON",
            prefix=prefix,
        )


if __name__ == "__main__":
    unittest.main()
