"""Configuring: with Boost as a CMake package, as bare headers, and without; with old and new Eigen;
without a network. What is refused is refused with one sentence."""

import os
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

    def bare_boost(self):
        """The headers of Boost and nothing else, as who unpacks its archive has them."""
        system = "/usr/include/boost"
        prefix = self.folder / "bare"
        (prefix / "include").mkdir(parents=True)
        (prefix / "include" / "boost").symlink_to(system)
        return prefix


alone = ["-DKRARUP_TESTS=OFF", "-DKRARUP_CLI=OFF", "-DKRARUP_EXAMPLES=OFF"]
sentence = (
    "krarup::krarup needs the headers of Boost >= 1.74 and none were found: install them (Debian: "
    "libboost-math-dev) or name the prefix that has them with -DBoost_ROOT=<prefix>"
)


class boost(configure):
    def projects(self):
        """krarup itself, and a stranger who has it installed."""
        version = re.search(r"VERSION ([0-9.]+)", (support.source / "CMakeLists.txt").read_text())
        stranger = [
            f"-DCMAKE_PREFIX_PATH={installed}",
            f"-DKRARUP_VERSION_TO_FIND={found_version()}",
        ]
        self.assertTrue(version)
        return [(support.source, alone), (here / "find_package", stranger)]

    def test_by_its_cmake_package(self):
        for project, options in self.projects():
            self.cmake(project, *options)
            self.assertIn("BoostConfig", run("grep", "-r", "BoostConfig", self.folder / "built"))

    def test_by_its_bare_headers(self):
        prefix = self.bare_boost()
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
            self.assertEqual(said.count(sentence), 1, said)
            self.assertEqual(said.count("CMake Error"), 1, said)

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
            self.assertEqual(said.count(sentence), 1, said)
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
    """The lookup for the tests, in a project that has the function's text and nothing else."""

    def setUp(self):
        super().setUp()
        text = (support.source / "CMakeLists.txt").read_text()
        function = re.search(
            r"^function\(krarup_find_eigen.*?^endfunction\(\)\n", text, re.M | re.S
        ).group(0)
        call = re.search(r"^ *(krarup_find_eigen\([0-9.]+\))$", text, re.M).group(1)
        self.write(
            "CMakeLists.txt",
            "cmake_minimum_required(VERSION 3.24)\n"
            f"project(eigen LANGUAGES NONE)\n{function}{call}\n",
        )

    def with_eigen(self, version, ok=True):
        # As Eigen writes its version file: it refuses another major version than asked for.
        self.write(
            "prefix/share/eigen3/cmake/Eigen3ConfigVersion.cmake",
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
        self.write(
            "prefix/share/eigen3/cmake/Eigen3Config.cmake",
            "add_library(Eigen3::Eigen INTERFACE IMPORTED)\n",
        )
        return self.cmake(self.folder, f"-DEigen3_ROOT={self.folder / 'prefix'}", ok=ok)

    def test_versions(self):
        said = self.with_eigen("3.3.9", ok=False)
        self.assertIn("krarup's tests need Eigen >= 3.4 and 3.3.9 was found in", said)
        for version in ("3.4.0", "3.4.90", "5.0.0", "5.0.1"):
            self.with_eigen(version)

    def test_none(self):
        said = self.cmake(self.folder, "-DCMAKE_DISABLE_FIND_PACKAGE_Eigen3=ON", ok=False)
        self.assertIn("krarup's tests need Eigen >= 3.4 and none was found: install it, or", said)


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
