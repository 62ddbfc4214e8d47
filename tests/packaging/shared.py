"""krarup::compiled as a shared library, installed: its names, and strangers who link it."""

import os
import re
import unittest

import support
from by_hand import hide_dependencies
from support import compiler, here, run


class shared(support.case):
    def setUp(self):
        super().setUp()
        built = self.folder / "built"
        self.installed = self.folder / "installed"
        wanted = ["TESTS", "CLI", "C", "EXAMPLES", "BENCHMARKS"]
        run(
            *("cmake", "-G", "Ninja", "-S", support.source, "-B", built),
            *(f"-DCMAKE_CXX_COMPILER={compiler}", "-DBUILD_SHARED_LIBS=ON"),
            *(f"-DKRARUP_{room}=OFF" for room in wanted),
            f"-DCMAKE_INSTALL_PREFIX={self.installed}",
        )
        run("cmake", "--build", built)
        run("cmake", "--install", built)
        self.library = next(self.installed.rglob("libkrarup.so"))

    def test_strangers_link_it(self):
        """By CMake, which tells the program where the library is, and by hand."""
        version = re.search(
            r"project\(krarup VERSION (([0-9]+\.[0-9]+)[0-9.]*)",
            (support.source / "CMakeLists.txt").read_text(),
        )
        with self.subTest("names"):
            self.assertIn(f"[libkrarup.so.{version[2]}]", run("readelf", "-d", self.library))
            symbols = run("nm", "-CD", "--defined-only", self.library)
            functions = re.findall(r" T (.*)", symbols)
            self.assertGreater(len(functions), 15)
            for function in functions:
                self.assertTrue(function.startswith("krarup::"), function)

        with self.subTest("find_package"):
            stranger = self.folder / "stranger"
            run(
                *("cmake", "-G", "Ninja", "-S", here / "find_package", "-B", stranger),
                *(f"-DCMAKE_CXX_COMPILER={compiler}", f"-DCMAKE_PREFIX_PATH={self.installed}"),
                *(f"-DKRARUP_VERSION_TO_FIND={version[1]}", "-DKRARUP_COMPONENTS=compiled"),
            )
            run("cmake", "--build", stranger)
            self.assert_uses_it(stranger / "consumer")

        with self.subTest("pkg-config"):
            found = os.environ | {"PKG_CONFIG_PATH": str(self.library.parent / "pkgconfig")}
            flags = run("pkg-config", "--cflags", "--libs", "krarup-compiled", env=found).split()
            program = self.folder / "consumer"
            hidden = hide_dependencies(self)
            run(
                *(compiler, "-std=c++20", *support.warnings, *hidden),
                *(here / "consumer.cpp", *flags, "-o", program),
            )
            run(program, ok=False)  # the loader does not know that folder
            told = os.environ | {"LD_LIBRARY_PATH": str(self.library.parent)}
            self.assert_uses_it(program, env=told)

    def assert_uses_it(self, program, **options):
        self.assertIn(str(self.library.parent), run("ldd", program, **options))
        run(program, **options)


if __name__ == "__main__":
    unittest.main()
